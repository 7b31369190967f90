package dev.chancery.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of itself; stream {@code log}. */
public sealed interface LogEvent extends Event {

    /**
     * The key that signs the log's heads is replaced. Recorded before the new key signs anything; the note by which both keys
     * vouch for each other says from which size on.
     *
     * @param from old verifier key
     * @param to new verifier key
     * @param by who asked for it
     */
    record LogKeyRotated(String from, String to, String by) implements LogEvent {}

    /**
     * The log goes on under another name, because it was restored without some of its signed events, or without its key. The
     * events before this one are those of the old log; what the old log signed from this position on is not in this one.
     *
     * @param from name of the old log
     * @param to name of this log
     * @param key its verifier key
     * @param size events that were taken over, which is the position of this event
     * @param knownSize events of the largest head that the old log is known to have signed
     * @param checkpoint that head; null when it is known by its size only
     * @param rotations how the old log's keys followed each other
     * @param succession the note by which the new key, and the old one where it was there, say the same
     * @param by who decided it
     * @param reason why
     */
    record LogRestored(
            String from,
            String to,
            String key,
            long size,
            long knownSize,
            @Nullable String checkpoint,
            List<String> rotations,
            String succession,
            String by,
            String reason)
            implements LogEvent {
        public LogRestored {
            rotations = List.copyOf(rotations);
        }
    }
}
