package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.Sent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acts that were closed as abandoned.
 *
 * @param next token of the next page, null when this is the last
 * @param days of the last year on which anything was abandoned, the newest first
 * @param total of all time
 */
public record AbandonedView(
        List<AbandonedAct> abandoned, @Nullable Long next, List<DayCount> days, long total) {

    /**
     * An act and what is known of it.
     *
     * @param stream of the task or export
     * @param since when the intent was recorded
     * @param sent null where nothing is sent to a third party
     * @param spent what is taken as spent, null where no money is or the record does not say it
     * @param position in the log, of the event that closed it
     */
    public record AbandonedAct(
            Act act,
            String stream,
            AbandonCause cause,
            String reason,
            @Nullable Sent sent,
            @Nullable Attempt lastAttempt,
            @Nullable Micros spent,
            Instant since,
            Instant at,
            long position) {}

    /** How many of an act were abandoned on a UTC day. */
    public record DayCount(LocalDate day, Act act, long count) {}
}
