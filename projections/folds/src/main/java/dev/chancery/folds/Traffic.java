package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What went on in each minute, hour and day, in all and in each workflow, so that a question about a span reads some rows and never all
 * tasks. Everything counts when it was recorded. Comparisons of texts by a judge, which nobody asked for, count by what they cost.
 */
public final class Traffic implements Fold<Step, Traffic.Key, Traffic.Span> {

    /** Stands for all workflows together; no workflow is called so. */
    public static final String ALL = "";

    private static final Set<TaskState> ANSWERED =
            Collections.unmodifiableSet(EnumSet.of(TaskState.RELEASED, TaskState.HELD, TaskState.SHADOWED));

    /** How long a span is. */
    public enum Grain {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Grain(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }

        /** The beginning of the span that an instant is in. */
        public Instant start(Instant at) {
            long seconds = length.toSeconds();
            return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
        }
    }

    /**
     * A span.
     *
     * @param workflow its id, or {@link #ALL}
     */
    public record Key(String workflow, Grain grain, Instant start) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::workflow).thenComparing(Key::grain).thenComparing(Key::start);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return workflow + " " + grain + " " + start;
        }
    }

    /**
     * What went on in it.
     *
     * @param entered how many tasks came into each state, {@code OPENED} by their opening only
     * @param refused of those that were refused, by the code of the refusal
     * @param failedCalls calls to providers that failed, whatever came of their tasks
     * @param verdicts of judges and checks
     * @param passed of these
     * @param settled tasks whose cost came to be known, by currency; those without reservation cost nothing and are not here
     * @param spent what they cost, in millionths, by currency
     * @param latency of model calls, in ms from their opening until their output was released, held or shadowed
     */
    public record Span(
            SortedMap<TaskState, Long> entered,
            SortedMap<String, Long> refused,
            long failedCalls,
            long verdicts,
            long passed,
            SortedMap<String, Long> settled,
            SortedMap<String, Long> spent,
            LatencyCounts latency) {

        public static final Span EMPTY = new Span(
                new TreeMap<>(), new TreeMap<>(), 0, 0, 0, new TreeMap<>(), new TreeMap<>(), LatencyCounts.NONE);

        public Span {
            entered = Collections.unmodifiableSortedMap(entered);
            refused = Collections.unmodifiableSortedMap(refused);
            settled = Collections.unmodifiableSortedMap(settled);
            spent = Collections.unmodifiableSortedMap(spent);
        }

        /** How many tasks came into a state. */
        public long entered(TaskState state) {
            return entered.getOrDefault(state, 0L);
        }

        /** What went on in both. */
        public Span and(Span other) {
            return new Span(
                    sum(entered, other.entered),
                    sum(refused, other.refused),
                    failedCalls + other.failedCalls,
                    verdicts + other.verdicts,
                    passed + other.passed,
                    sum(settled, other.settled),
                    sum(spent, other.spent),
                    latency.and(other.latency));
        }

        private static <K> SortedMap<K, Long> sum(SortedMap<K, Long> one, SortedMap<K, Long> other) {
            if (other.isEmpty()) {
                return one;
            }
            SortedMap<K, Long> sum = new TreeMap<>(one);
            other.forEach((key, count) -> sum.merge(key, count, Long::sum));
            return sum;
        }

        /** What was spent, by currency. */
        public List<Micros> amounts() {
            return spent.entrySet().stream()
                    .map(each -> new Micros(each.getValue(), Currency.getInstance(each.getKey())))
                    .toList();
        }
    }

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Key> keys(Step step) {
        TaskSummary task = step.task();
        if (task == null || of(step, task).equals(Span.EMPTY)) {
            return List.of();
        }
        List<Key> keys = new ArrayList<>();
        for (Grain grain : Grain.values()) {
            Instant start = grain.start(step.recorded().at());
            keys.add(new Key(ALL, grain, start));
            keys.add(new Key(task.origin().workflow().value(), grain, start));
        }
        return keys;
    }

    @Override
    public Span apply(Key key, @Nullable Span before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalStateException(
                    "Nothing of a task: " + step.recorded().position());
        }
        Span one = of(step, task);
        return before == null ? one : before.and(one);
    }

    /** What one event is. */
    private static Span of(Step step, TaskSummary task) {
        TaskSummary before = step.before();
        boolean counts = task.origin().kind() != TaskKind.COMPARISON;
        TaskState from = before == null ? null : before.standing().state();
        TaskState to = task.standing().state();
        // A call of a tool that a person permits is under way again, and was opened once.
        boolean moved = counts && from != to && (to != TaskState.OPENED || from == null);
        boolean refused = moved && to == TaskState.REFUSED;
        JudgeVerdictRecorded verdict = counts && step.recorded().event() instanceof JudgeVerdictRecorded e ? e : null;
        Micros cost = before != null && before.spending().settled() == null
                ? task.spending().settled()
                : null;
        boolean answered = moved
                && from == TaskState.OPENED
                && ANSWERED.contains(to)
                && task.origin().kind() == TaskKind.INFERENCE;
        if (!moved && verdict == null && cost == null && !(step.recorded().event() instanceof AttemptFailed)) {
            return Span.EMPTY;
        }
        return new Span(
                moved ? one(to, 1) : new TreeMap<>(),
                refused ? one(String.valueOf(task.standing().refusal()), 1) : new TreeMap<>(),
                step.recorded().event() instanceof AttemptFailed ? 1 : 0,
                verdict == null ? 0 : 1,
                verdict != null && verdict.passed() ? 1 : 0,
                cost == null ? new TreeMap<>() : one(cost.currency().getCurrencyCode(), 1),
                cost == null ? new TreeMap<>() : one(cost.currency().getCurrencyCode(), cost.amount()),
                answered
                        ? LatencyCounts.NONE.and(Duration.between(
                                        task.origin().at(), step.recorded().at())
                                .toMillis())
                        : LatencyCounts.NONE);
    }

    private static <K> SortedMap<K, Long> one(K key, long count) {
        SortedMap<K, Long> one = new TreeMap<>();
        one.put(key, count);
        return one;
    }
}
