package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that the views could not take; what they say is in the log.
 *
 * @param next token of the next page, null when this is the last
 * @param total of all pages
 */
public record DeadLettersView(
        List<DeadLetter> letters, @Nullable Long next, long total) {

    /**
     * An event that waits.
     *
     * @param reason why it could not be taken, or that it waits behind one that could not
     * @param since when it was set aside
     */
    public record DeadLetter(long position, String stream, String reason, Instant since) {}
}
