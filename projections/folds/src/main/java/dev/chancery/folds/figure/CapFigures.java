package dev.chancery.folds.figure;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each month cost of what it might: those of which a part lies in the period, up to that of the last event, with the tasks of the period only. */
final class CapFigures extends Computation {

    /** The last cap that was set in a month. */
    private final SortedMap<YearMonth, Micros> caps = new TreeMap<>();

    private final SortedMap<YearMonth, SortedMap<String, Micros>> spent = new TreeMap<>();
    private Instant latest = Instant.EPOCH;

    CapFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(
                new FoldVersion("figures-caps", 1), FoldVersion.of(new Spend()), FoldVersion.of(new TaskSummaries()));
    }

    @Override
    void take(Step step) {
        Instant at = step.recorded().at();
        latest = at.isAfter(latest) ? at : latest;
        if (step.recorded().event() instanceof BudgetCapSet set
                && set.kind() == BudgetScope.Kind.COMPANY_MONTH
                && isBeforeEnd(step)) {
            caps.put(month(at), set.cap());
        }
    }

    @Override
    void ended(TaskSummary task) {
        Spend.of(task)
                .forEach((cell, total) -> spent.computeIfAbsent(YearMonth.from(cell.day()), none -> new TreeMap<>())
                        .merge(cell.currency().getCurrencyCode(), total.amount(), Micros::plus));
    }

    @Override
    void tell(Sheet sheet) {
        YearMonth first = month(query.from());
        Instant over = query.to().minusNanos(1);
        YearMonth last = month(latest.isBefore(over) ? latest : over);
        for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            Micros cap = cap(month);
            if (cap != null) {
                Micros none = new Micros(0, cap.currency());
                Micros part = spent.getOrDefault(month, new TreeMap<>())
                        .getOrDefault(cap.currency().getCurrencyCode(), none);
                sheet.share(Measure.CAP_USED, part, cap, "month", month.toString());
            }
        }
    }

    private static YearMonth month(Instant at) {
        return YearMonth.from(at.atZone(ZoneOffset.UTC));
    }

    private @Nullable Micros cap(YearMonth month) {
        SortedMap<YearMonth, Micros> before = caps.headMap(month.plusMonths(1));
        return before.isEmpty() ? null : before.get(before.lastKey());
    }
}
