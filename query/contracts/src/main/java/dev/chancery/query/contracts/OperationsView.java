package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went on.
 *
 * @param workflow null for all
 * @param since from when spans so short are kept; what lies before is not known here, and is not nothing. Null when all that was asked
 *     about is kept
 * @param spans one after the other, those in which nothing went on included
 */
public record OperationsView(
        @Nullable String workflow,
        Instant from,
        Instant to,
        Duration step,
        @Nullable Instant since,
        List<Span> spans,
        Span total,
        Waiting waiting) {

    /**
     * A span of time. Tasks are counted by what they came to in it, whenever they began.
     *
     * @param opened tasks that were asked for
     * @param held whose output or call a person has to decide about
     * @param refused by rule; {@code refusals} says by which
     * @param failedCalls calls to providers that failed, whatever came of their tasks
     * @param verdicts of judges and checks, of which {@code passed}
     * @param answered model calls whose output was released, held or shadowed; of these are the times
     * @param p50Millis half of them took at most so long from request to output, up to a sixteenth too much; likewise {@code p95Millis}
     * @param settled what tasks cost, by currency, when it came to be known
     */
    public record Span(
            Instant at,
            long opened,
            long released,
            long held,
            long shadowed,
            long approved,
            long edited,
            long rejected,
            long refused,
            long failed,
            long abandoned,
            long failedCalls,
            long verdicts,
            long passed,
            long answered,
            @Nullable Long p50Millis,
            @Nullable Long p95Millis,
            List<Settled> settled,
            List<Refusals> refusals) {

        /** What people decided about outputs. */
        public long decided() {
            return approved + edited + rejected;
        }

        /** Tasks of which an output, or the result of a tool, came. */
        public long outputs() {
            return released + held + shadowed;
        }
    }

    /** What tasks cost. */
    public record Settled(long tasks, Micros cost) {}

    /** Tasks that were refused for one reason. */
    public record Refusals(String code, long tasks) {}

    /**
     * What waits now, as far as the views have come.
     *
     * @param held tasks that wait for a person
     * @param oldestHeld since when the first of them does
     * @param sampled delivered outputs that a person is to look at
     * @param underWay tasks whose outcome has not come
     * @param oldestUnderWay when the first of them began
     */
    public record Waiting(
            long held,
            @Nullable Instant oldestHeld,
            long sampled,
            long underWay,
            @Nullable Instant oldestUnderWay) {}
}
