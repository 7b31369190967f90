package dev.chancery.record.note;

import dev.chancery.record.note.NoteVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * That a log goes on under another name, since some of its signed events are lost: a note that the new key signs, and the old
 * one where it is not lost too. Who trusts the old key learns from it which log to trust from there on.
 *
 * @param origin of the old log
 * @param size events that the new log took over from it; the old log's events from this position on are not in it
 * @param from verifier key of the old log
 * @param to verifier key of the new log, whose name is the new origin
 */
public record Succession(String origin, long size, String from, String to) {

    private static final String HEADER = "chancery-log-succession/v1";
    private static final int LINES = 5;

    /**
     * A note whose signatures were verified.
     *
     * @param byOldKey whether the old key signed it too; else the new log says it of itself alone
     */
    public record Signed(Succession succession, boolean byOldKey) {}

    /** Five lines: what this is, old origin, size, old key, new key. */
    public String text() {
        return String.join("\n", HEADER, origin, Long.toString(size), from, to) + "\n";
    }

    /** The note, signed by both, or by the new key alone when the old one is lost. */
    public String sign(@Nullable NoteSigner old, NoteSigner fresh) {
        return old == null ? fresh.sign(text()) : old.sign(text()) + fresh.line(text());
    }

    /**
     * Reads a note that the new key signed, and perhaps the old one, and nobody else.
     *
     * @throws NoteException when it is none
     */
    public static Signed verified(String signed) {
        Note note = Note.parse(signed);
        String[] lines = note.text().split("\n", -1);
        if (lines.length != LINES + 1 || !lines[0].equals(HEADER) || !lines[2].matches("0|[1-9][0-9]{0,17}")) {
            throw new NoteException("A succession has five lines: " + HEADER + ", old origin, size, old key, new key");
        }
        Succession succession = new Succession(lines[1], Long.parseLong(lines[2]), lines[3], lines[4]);
        boolean byOldKey = note.signatures().size() == 2;
        if (note.signatures().size() > 2
                || NoteVerifier.parse(succession.to).verify(note) != Verdict.VERIFIED
                || (byOldKey && NoteVerifier.parse(succession.from).verify(note) != Verdict.VERIFIED)
                || (byOldKey && succession.from.equals(succession.to))) {
            throw new NoteException("A succession is signed by the new key, and by the old one or nobody else");
        }
        return new Signed(succession, byOldKey);
    }
}
