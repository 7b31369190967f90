package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.BudgetEvent.BudgetThresholdReached;
import dev.chancery.contracts.fact.BudgetScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Caps by their stream, what they refused, and what good part of them was spent. */
public final class Budgets implements Fold<Step, String, Budgets.Budget> {

    /**
     * A cap.
     *
     * @param exhaustions periods in which it refused something
     * @param exhausted the last of these
     * @param reached the greatest part of it that was spent in the last period in which a good part was; null when none ever was
     */
    public record Budget(
            BudgetScope.Kind kind,
            String owner,
            Micros cap,
            Instant since,
            int exhaustions,
            @Nullable BudgetScope exhausted,
            @Nullable Instant exhaustedAt,
            @Nullable Reached reached) {}

    /**
     * A good part of a cap that was spent.
     *
     * @param percent of the cap
     */
    public record Reached(BudgetScope scope, int percent, Micros settled, Micros cap, Instant at) {}

    @Override
    public String name() {
        return "budgets";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof BudgetEvent ? List.of(step.recorded().stream()) : List.of();
    }

    @Override
    public Budget apply(String stream, @Nullable Budget before, Step step) {
        Instant at = step.recorded().at();
        return switch ((BudgetEvent) step.recorded().event()) {
            case BudgetCapSet e ->
                before == null
                        ? new Budget(e.kind(), e.owner(), e.cap(), at, 0, null, null, null)
                        : new Budget(
                                e.kind(),
                                e.owner(),
                                e.cap(),
                                at,
                                before.exhaustions(),
                                before.exhausted(),
                                before.exhaustedAt(),
                                before.reached());
            case BudgetExhausted e ->
                before == null
                        ? new Budget(e.scope().kind(), owner(stream), e.cap(), at, 1, e.scope(), at, null)
                        : new Budget(
                                before.kind(),
                                before.owner(),
                                before.cap(),
                                before.since(),
                                before.exhaustions() + 1,
                                e.scope(),
                                at,
                                before.reached());
            case BudgetThresholdReached e -> {
                Reached reached = new Reached(e.scope(), e.percent(), e.settled(), e.cap(), at);
                yield before == null
                        ? new Budget(e.scope().kind(), owner(stream), e.cap(), at, 0, null, null, reached)
                        : new Budget(
                                before.kind(),
                                before.owner(),
                                before.cap(),
                                before.since(),
                                before.exhaustions(),
                                before.exhausted(),
                                before.exhaustedAt(),
                                reached);
            }
        };
    }

    /** A stream is {@code budget/<kind>/<owner>}. */
    private static String owner(String stream) {
        return stream.substring(stream.indexOf('/', stream.indexOf('/') + 1) + 1);
    }
}
