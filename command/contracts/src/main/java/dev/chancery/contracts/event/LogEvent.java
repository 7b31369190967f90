package dev.chancery.contracts.event;

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
}
