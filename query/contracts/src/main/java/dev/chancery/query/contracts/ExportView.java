package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.DeliveryState;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pack or a report.
 *
 * @param period of a report, such as {@code 2026-Q4}; null for none
 * @param scope such as {@code workflow/support}; null for everything
 * @param from first position
 * @param to position after the last
 * @param contents whether texts are in it
 * @param actor who asked, or set the schedule
 * @param schedule null when a person asked
 * @param due when the schedule wanted it
 * @param missed how many earlier ones of the schedule were not made, because nothing ran
 * @param attempt 1 for the first; each begins at the beginning
 * @param endedAt when it became ready, or when it became known that it will not
 * @param ending why there is no file, or who did that; null while there may be one
 * @param sha256 lower-case hex of the file; null when it was never ready
 * @param verdict of whatever looked at the finished file
 * @param keptUntil when its file is deleted; null for never, and when there is none
 * @param downloads how often it was given to somebody
 * @param position of the request in the log
 * @param progress null where nobody knows: in the views, on a node that does not make it, and when it is over
 * @param findings what was found in it, or why it could not be made; empty where nobody knows any more
 * @param download where its file is; null in the views, and when there is none
 */
public record ExportView(
        String export,
        ExportKind kind,
        @Nullable String period,
        @Nullable String scope,
        long from,
        long to,
        boolean contents,
        String actor,
        @Nullable String schedule,
        @Nullable Instant due,
        int missed,
        Instant requestedAt,
        ExportState state,
        int attempt,
        @Nullable Instant endedAt,
        @Nullable String ending,
        @Nullable String sha256,
        @Nullable Long bytes,
        @Nullable String verdict,
        @Nullable Instant keptUntil,
        @Nullable Integer keepDays,
        int downloads,
        List<DeliveryView> deliveries,
        long position,
        @Nullable Progress progress,
        List<String> findings,
        @Nullable String download) {

    /**
     * How far one has come that is being made.
     *
     * @param running whether it is, and does not wait
     * @param place in the queue, 1 for the next; null when it does not wait
     * @param progress 0 to 1
     * @param remainingSeconds estimate, null while there is nothing to estimate from
     */
    public record Progress(
            boolean running,
            @Nullable Integer place,
            double progress,
            @Nullable Long remainingSeconds) {}

    /** The same, with what is not on record. */
    public ExportView now(@Nullable Progress making, List<String> found, @Nullable String file) {
        return new ExportView(
                export,
                kind,
                period,
                scope,
                from,
                to,
                contents,
                actor,
                schedule,
                due,
                missed,
                requestedAt,
                state,
                attempt,
                endedAt,
                ending,
                sha256,
                bytes,
                verdict,
                keptUntil,
                keepDays,
                downloads,
                deliveries,
                position,
                making,
                found,
                file);
    }

    /**
     * Where it was brought.
     *
     * @param address null where it is not known
     * @param at when that became known
     * @param reason why not; null otherwise
     */
    public record DeliveryView(
            String destination,
            @Nullable String address,
            DeliveryState state,
            Instant at,
            @Nullable String reason) {}
}
