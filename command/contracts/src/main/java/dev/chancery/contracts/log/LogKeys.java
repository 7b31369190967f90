package dev.chancery.contracts.log;

/** The key that signs the log's heads, as something that can be replaced. */
public interface LogKeys {

    /** Commits the fact that a key is replaced. */
    @FunctionalInterface
    interface Recording {

        /** Returns once the event is durable; throws when it may not be. */
        void record(String from, String to);
    }

    /**
     * Replaces the key. The new one is on disk before the fact is recorded, and signs nothing before; then the old one's private
     * half is destroyed. A replacement that was interrupted is finished, not begun again.
     *
     * @return the note that both keys signed
     * @throws IllegalStateException when the fact was not recorded
     */
    String rotate(Recording recording);
}
