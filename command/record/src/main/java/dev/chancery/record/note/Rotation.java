package dev.chancery.record.note;

import dev.chancery.record.note.NoteVerifier.Verdict;

/**
 * The replacement of a log's key, a note that both keys sign: the old one says who comes after it, the new one that it is held.
 *
 * @param origin of the log
 * @param size heads of this size and above are signed by the new key only
 * @param from old verifier key
 * @param to new verifier key
 */
public record Rotation(String origin, long size, String from, String to) {

    private static final String HEADER = "chancery-log-key-rotation/v1";
    private static final int LINES = 5;

    /** Five lines: what this is, origin, size, old key, new key. */
    public String text() {
        return String.join("\n", HEADER, origin, Long.toString(size), from, to) + "\n";
    }

    /** The note, signed by both. */
    public String sign(NoteSigner old, NoteSigner fresh) {
        return old.sign(text()) + fresh.line(text());
    }

    /**
     * Reads a note that both keys signed.
     *
     * @throws NoteException when it is none
     */
    public static Rotation verified(String signed) {
        Note note = Note.parse(signed);
        String[] lines = note.text().split("\n", -1);
        if (lines.length != LINES + 1 || !lines[0].equals(HEADER) || !lines[2].matches("0|[1-9][0-9]{0,17}")) {
            throw new NoteException("A rotation has five lines: " + HEADER + ", origin, size, old key, new key");
        }
        Rotation rotation = new Rotation(lines[1], Long.parseLong(lines[2]), lines[3], lines[4]);
        if (NoteVerifier.parse(rotation.from).verify(note) != Verdict.VERIFIED
                || NoteVerifier.parse(rotation.to).verify(note) != Verdict.VERIFIED) {
            throw new NoteException("A rotation is signed by the old key and by the new one");
        }
        return rotation;
    }
}
