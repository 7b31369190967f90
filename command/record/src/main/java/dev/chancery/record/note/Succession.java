package dev.chancery.record.note;

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

    /** Five lines: what this is, old origin, size, old key, new key. */
    public String text() {
        return String.join("\n", HEADER, origin, Long.toString(size), from, to) + "\n";
    }

    /** The note, signed by both, or by the new key alone when the old one is lost. */
    public String sign(@Nullable NoteSigner old, NoteSigner fresh) {
        return old == null ? fresh.sign(text()) : old.sign(text()) + fresh.line(text());
    }
}
