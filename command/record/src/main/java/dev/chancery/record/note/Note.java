package dev.chancery.record.note;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A note as it was read, its signatures not yet verified.
 *
 * @param text what is signed, with its last newline
 * @param signatures at least one
 */
public record Note(String text, List<NoteSignature> signatures) {

    /** Longest note, in characters. */
    public static final int LIMIT = 64 * 1024;

    /** Most signatures of a note. */
    public static final int MAX_SIGNATURES = 16;

    static final String DASH = "\u2014 ";

    /**
     * A signature's line.
     *
     * @param name of the key
     * @param keyId four bytes
     * @param signature its bytes
     */
    public record NoteSignature(String name, byte[] keyId, byte[] signature) {}

    /**
     * Reads a note.
     *
     * @throws NoteException when it is none
     */
    public static Note parse(String note) {
        if (note.length() > LIMIT) {
            throw new NoteException("A note has at most " + LIMIT + " characters");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new NoteException("The note has no signature");
        }
        String text = note.substring(0, split + 1);
        checkText(text);
        String[] lines = note.substring(split + 2).split("\n", -1);
        if (lines.length < 2 || lines.length - 1 > MAX_SIGNATURES) {
            throw new NoteException("A note has 1 to " + MAX_SIGNATURES + " signatures");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(0, lines.length - 1)) {
            signatures.add(signature(line));
        }
        return new Note(text, List.copyOf(signatures));
    }

    private static NoteSignature signature(String line) {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0 || !Ed25519.isName(line.substring(DASH.length(), space))) {
            throw new NoteException("A signature's line is '\u2014 name base64'");
        }
        byte[] bytes = Ed25519.base64(line.substring(space + 1));
        if (bytes.length <= Ed25519.ID_BYTES) {
            throw new NoteException("A signature is too short");
        }
        return new NoteSignature(
                line.substring(DASH.length(), space),
                Arrays.copyOf(bytes, Ed25519.ID_BYTES),
                Arrays.copyOfRange(bytes, Ed25519.ID_BYTES, bytes.length));
    }

    static void checkText(String text) {
        if (!text.endsWith("\n")
                || text.codePoints()
                        .anyMatch(c -> (c != '\n' && c < ' ') || Character.getType(c) == Character.SURROGATE)) {
            throw new NoteException("A note's text ends with a newline and has no control characters");
        }
    }
}
