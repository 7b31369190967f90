package dev.chancery.folds.figure;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.folds.Reviewers;
import dev.chancery.folds.Reviewers.Reviewer;
import dev.chancery.folds.Step;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people decided, and how much autonomy workflows have. */
final class OversightFigures extends Computation {

    private static final String DECISIONS = "decisions";
    private static final String MOVES = "moves";

    /** All reviewers together are one. */
    private static final String ALL = "all";

    private final Reviewers reviewers = new Reviewers();
    private final Dwell dwell = new Dwell();
    private final SortedMap<String, Gate> gates = new TreeMap<>();
    private @Nullable Reviewer reviewed;
    private @Nullable Micros companyCap;
    private long verdicts;
    private long passed;
    private long raised;
    private long lowered;
    private long drifted;
    private long refused;
    private long pulled;
    private long exhausted;

    OversightFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-oversight", 2), FoldVersion.of(reviewers));
    }

    @Override
    void take(Step step) {
        if (isBeforeEnd(step)) {
            switch (step.recorded().event()) {
                case WorkflowRegistered e -> gates.put(e.workflow().value(), e.gate());
                case GateTransitioned e -> gates.put(e.workflow().value(), e.to());
                case BudgetCapSet e -> companyCap = e.kind() == BudgetScope.Kind.COMPANY_MONTH ? e.cap() : companyCap;
                default -> {}
            }
        }
        if (isInPeriod(step)) {
            count(step);
        }
    }

    private void count(Step step) {
        if (!reviewers.keys(step).isEmpty()) {
            reviewed = reviewers.apply(ALL, reviewed, step);
        }
        switch (step.recorded().event()) {
            case ReviewTimed e -> {
                if (e.dwellMillis() != null) {
                    dwell.add(e.dwellMillis());
                }
            }
            case JudgeVerdictRecorded e -> {
                verdicts++;
                passed += e.passed() ? 1 : 0;
            }
            case GateTransitioned e -> {
                boolean up = e.to().compareTo(e.from()) > 0;
                raised += up ? 1 : 0;
                lowered += up ? 0 : 1;
                drifted += e.drift() == null ? 0 : 1;
            }
            case GateTransitionRefused ignored -> refused++;
            case KillSwitchPulled ignored -> pulled++;
            case BudgetExhausted ignored -> exhausted++;
            default -> {}
        }
    }

    @Override
    void tell(Sheet sheet) {
        Reviewer r = reviewed;
        long approved = r == null ? 0 : r.approved();
        long edited = r == null ? 0 : r.edited();
        long rejected = r == null ? 0 : r.rejected();
        long all = approved + edited + rejected;
        long timed =
                r == null ? 0 : r.dwell().stream().mapToLong(Integer::longValue).sum();
        sheet.count(Measure.REVIEWS, DECISIONS, all);
        sheet.share(Measure.REVIEWS_APPROVED, DECISIONS, approved, all);
        sheet.share(Measure.REVIEWS_EDITED, DECISIONS, edited, all);
        sheet.share(Measure.REVIEWS_REJECTED, DECISIONS, rejected, all);
        sheet.share(Measure.REVIEWS_OVERRIDDEN, DECISIONS, edited + rejected, all);
        sheet.count(Measure.REVIEWS_UNSEEN, DECISIONS, r == null ? 0 : r.unseen());
        sheet.seconds(Measure.DWELL_MEDIAN, dwell.median());
        sheet.share(Measure.RUBBER_STAMPS, DECISIONS, r == null ? 0 : r.dwell().getFirst(), timed);
        sheet.share(Measure.VERDICTS_PASSED, "verdicts", passed, verdicts);
        sheet.count(Measure.GATES_RAISED, MOVES, raised);
        sheet.count(Measure.GATES_LOWERED, MOVES, lowered);
        sheet.count(Measure.GATES_LOWERED_BY_THEMSELVES, MOVES, drifted);
        sheet.count(Measure.GATES_REFUSED, MOVES, refused);
        for (Gate gate : Gate.values()) {
            long there = gates.values().stream().filter(g -> g == gate).count();
            sheet.count(Measure.WORKFLOWS_BY_GATE, "workflows", there, "gate", gate.name());
        }
        sheet.count(Measure.STOPS_PULLED, "stops", pulled);
        sheet.count(Measure.BUDGETS_EXHAUSTED, "caps", exhausted);
        if (companyCap != null) {
            sheet.money(Measure.COMPANY_CAP, companyCap, companyCap.currency().getCurrencyCode());
        }
    }
}
