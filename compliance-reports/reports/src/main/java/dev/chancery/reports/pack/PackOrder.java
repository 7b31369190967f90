package dev.chancery.reports.pack;

import org.jspecify.annotations.Nullable;

/**
 * A pack to be written.
 *
 * @param checkpoint the signed tree head to prove against
 * @param previous an older one of the same log that is wanted in the pack; null for none
 * @param disclosure to whom the contents are shown that events refer to; null when they are not
 */
public record PackOrder(
        PackRange range,
        String checkpoint,
        @Nullable String previous,
        @Nullable Disclosure disclosure) {

    /**
     * Who sees contents, and why; both are recorded of each content.
     *
     * @param to name of who asks
     */
    public record Disclosure(String to, String purpose) {}

    /** The events of a range and nothing else. */
    public static PackOrder of(PackRange range, String checkpoint) {
        return new PackOrder(range, checkpoint, null, null);
    }
}
