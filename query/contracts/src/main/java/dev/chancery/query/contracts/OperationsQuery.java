package dev.chancery.query.contracts;

import dev.chancery.contracts.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about how things go now, answered from sums of spans of time. */
public sealed interface OperationsQuery<V> extends Query<V> {

    /** Most spans of one answer. */
    int MOST_SPANS = 400;

    /** How long the spans of an answer may be. */
    List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7));

    /**
     * What went on, in equal spans, and what waits now. Everything counts when it was recorded.
     *
     * @param workflow null for all
     * @param from is moved back to the beginning of a span; spans begin with the minute, hour or day of UTC, weeks on Mondays
     * @param to is moved on to the end of one
     * @param step one of {@link #STEPS}
     */
    record FindOperations(@Nullable WorkflowId workflow, Instant from, Instant to, Duration step)
            implements OperationsQuery<OperationsView> {

        /** A Monday. */
        private static final long FIRST = Instant.parse("1970-01-05T00:00:00Z").getEpochSecond();

        public FindOperations {
            if (!STEPS.contains(step)) {
                throw new IllegalArgumentException(
                        "'step' is PT1M, PT5M, PT15M, PT1H, PT6H, P1D or P7D, how long a span is");
            }
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("'to' is not after 'from'");
            }
            long seconds = step.toSeconds();
            from = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond() - FIRST, seconds) * seconds + FIRST);
            long end = to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0) - FIRST;
            to = Instant.ofEpochSecond(Math.ceilDiv(end, seconds) * seconds + FIRST);
            if ((to.getEpochSecond() - from.getEpochSecond()) / seconds > MOST_SPANS) {
                throw new IllegalArgumentException(
                        "An answer has at most " + MOST_SPANS + " spans; ask for a longer 'step' or a shorter time");
            }
        }

        /** How many spans there are. */
        public int spans() {
            return Math.toIntExact((to.getEpochSecond() - from.getEpochSecond()) / step.toSeconds());
        }

        @Override
        public Class<OperationsView> view() {
            return OperationsView.class;
        }
    }

    /**
     * What of each cap is spent, and what is promised to acts under way.
     *
     * @param day of the periods, UTC: of day caps that day, of month caps its month
     */
    record FindBalances(LocalDate day) implements OperationsQuery<BalancesView> {
        @Override
        public Class<BalancesView> view() {
            return BalancesView.class;
        }
    }
}
