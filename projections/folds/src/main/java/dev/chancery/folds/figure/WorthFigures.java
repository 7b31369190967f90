package dev.chancery.folds.figure;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.Baselines;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.WorkflowWorth;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What workflows were worth, held against what people cost. */
final class WorthFigures extends Computation {

    private record Key(String workflow, String currency) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byWorkflow = workflow.compareTo(other.workflow);
            return byWorkflow == 0 ? currency.compareTo(other.currency) : byWorkflow;
        }
    }

    /** A day on its way. */
    private static final class Day {
        private long delivered;
        private long cost;
        private long untimed;
        private long reviewMillis;
    }

    private final Baselines baselines = new Baselines();
    private final SortedMap<String, Baselines.OfWorkflow> told = new TreeMap<>();
    private final SortedMap<Key, SortedMap<LocalDate, Day>> days = new TreeMap<>();

    WorthFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(
                new FoldVersion("figures-worth", 1),
                FoldVersion.of(baselines),
                FoldVersion.of(new Spend()),
                FoldVersion.of(new TaskSummaries()));
    }

    @Override
    void take(Step step) {
        for (WorkflowId workflow : baselines.keys(step)) {
            told.put(workflow.value(), baselines.apply(workflow, told.get(workflow.value()), step));
        }
    }

    @Override
    void ended(TaskSummary task) {
        Spend.of(task).forEach((cell, total) -> {
            Day day = day(cell.workflow(), cell.currency(), cell.day());
            day.cost = Math.addExact(day.cost, total.amount().amount());
            day.delivered += total.outcomes().delivered();
        });
    }

    @Override
    void reviewed(Cohort.Home home, @Nullable Long millis) {
        Day day = day(home.workflow(), home.currency(), home.day());
        day.untimed += millis == null ? 1 : 0;
        day.reviewMillis = Math.addExact(day.reviewMillis, millis == null ? 0 : millis);
    }

    private Day day(WorkflowId workflow, Currency currency, LocalDate day) {
        return days.computeIfAbsent(new Key(workflow.value(), currency.getCurrencyCode()), none -> new TreeMap<>())
                .computeIfAbsent(day, none -> new Day());
    }

    @Override
    void tell(Sheet sheet) {
        SortedMap<String, Micros> nets = new TreeMap<>();
        SortedMap<String, Micros> payments = new TreeMap<>();
        days.forEach((key, byDay) -> {
            Currency currency = Currency.getInstance(key.currency());
            WorkflowWorth worth = WorkflowWorth.of(
                    byDay.entrySet().stream()
                            .map(e -> day(e.getKey(), e.getValue(), currency))
                            .toList(),
                    Optional.ofNullable(told.get(key.workflow())));
            String[] workflow = {"workflow", key.workflow()};
            sheet.count(
                    Measure.WORTH_COMPARED,
                    "tasks",
                    worth.compared(),
                    "workflow",
                    key.workflow(),
                    "currency",
                    key.currency());
            sheet.money(Measure.WORTH_BASELINE, worth.baselineCost(), key.currency(), workflow);
            sheet.money(Measure.WORTH_REVIEW, worth.reviewCost(), key.currency(), workflow);
            sheet.money(Measure.WORTH_NET, worth.net(), key.currency(), workflow);
            Micros net = worth.net();
            Micros baseline = worth.baselineCost();
            if (net != null && baseline != null) {
                nets.merge(key.currency(), net, Micros::plus);
                payments.merge(key.currency(), baseline.minus(net), Micros::plus);
            }
        });
        nets.forEach((currency, net) -> {
            sheet.money(Measure.WORTH_NET_TOTAL, net, currency);
            sheet.share(Measure.WORTH_RETURN, net, payments.getOrDefault(currency, net));
        });
    }

    private static WorkflowWorth.Day day(LocalDate date, Day day, Currency currency) {
        return new WorkflowWorth.Day(
                date, day.delivered, new Micros(day.cost, currency), day.untimed, day.reviewMillis);
    }
}
