package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Workflows, their gates, and what people decided and what became of calls since each gate last moved. */
public final class Workflows implements Fold<Step, WorkflowId, Workflows.Workflow> {

    /** Budgets whose end says something of one request or one conversation, and nothing of the workflow. */
    private static final Set<BudgetScope.Kind> NARROW = EnumSet.of(BudgetScope.Kind.TASK, BudgetScope.Kind.SESSION);

    /**
     * A workflow.
     *
     * @param purpose empty while only decisions about its tasks are known
     * @param watch what is watched at an open gate; {@link GateWatch#NOTHING} at any other
     * @param movedAt when the gate last moved, null when it never did
     * @param why it was moved, in words
     */
    public record Workflow(
            WorkflowId workflow,
            String purpose,
            @Nullable Gate gate,
            int reviewed,
            int approvedUnchanged,
            Counts counts,
            GateWatch watch,
            @Nullable Instant registeredAt,
            @Nullable Instant movedAt,
            @Nullable String movedBy,
            @Nullable String why) {

        /** What a transition would rest upon. */
        public GateEvidence evidence() {
            return new GateEvidence(
                    reviewed, approvedUnchanged, WilsonInterval.lowerBound(approvedUnchanged, reviewed));
        }

        /** How it has done since the gate last moved. */
        public GateConduct conduct(Instant until) {
            return new GateConduct(
                    counts.since(),
                    until,
                    counts.tasks(),
                    counts.failed(),
                    counts.escalated(),
                    counts.verdicts(),
                    counts.verdictsFailed(),
                    counts.paid(),
                    counts.cost(),
                    counts.compared(),
                    counts.agreed());
        }
    }

    /** See {@link GateConduct}. */
    public record Counts(
            @Nullable Instant since,
            int tasks,
            int failed,
            int escalated,
            int verdicts,
            int verdictsFailed,
            int paid,
            @Nullable Micros cost,
            int compared,
            int agreed) {

        static Counts since(@Nullable Instant since) {
            return new Counts(since, 0, 0, 0, 0, 0, 0, null, 0, 0);
        }
    }

    @Override
    public String name() {
        return "workflows";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<WorkflowId> keys(Step step) {
        return switch (step.recorded().event()) {
            case WorkflowRegistered e -> List.of(e.workflow());
            case GateTransitioned e -> List.of(e.workflow());
            case KillSwitchPulled e -> stopped(e.scope());
            case OutputApproved ignored -> workflow(step);
            case OutputEdited ignored -> workflow(step);
            case OutputRejected ignored -> workflow(step);
            case OutputReviewed ignored -> workflow(step);
            case HumanOutcomeRecorded ignored -> workflow(step);
            case OutputReleased ignored -> call(step);
            case OutputHeld ignored -> call(step);
            case OutputShadowed ignored -> call(step);
            case TaskFailed ignored -> call(step);
            case SpendSettled ignored -> step.task() == null || step.task().served() == null ? List.of() : call(step);
            case TaskRefused e -> exhausted(e.refusal()) ? call(step) : List.of();
            default -> List.of();
        };
    }

    @Override
    public Workflow apply(WorkflowId key, @Nullable Workflow before, Step step) {
        Change w = new Change(
                before == null
                        ? new Workflow(
                                key, "", null, 0, 0, Counts.since(null), GateWatch.NOTHING, null, null, null, null)
                        : before);
        Instant at = step.recorded().at();
        w.position = step.recorded().position();
        switch (step.recorded().event()) {
            case WorkflowRegistered e -> w.register(e, at);
            case GateTransitioned e -> w.move(e, at);
            case KillSwitchPulled ignored -> w.incident = w.incident == null ? (Long) w.position : w.incident;
            case TaskRefused ignored -> w.budget = w.budget == null ? (Long) w.position : w.budget;
            case OutputApproved ignored -> w.decided(false);
            case OutputEdited ignored -> w.decided(true);
            case OutputRejected ignored -> w.decided(true);
            case OutputReviewed e -> w.foundOut(e.finding() != Finding.RIGHT);
            case HumanOutcomeRecorded e -> w.compared(e.comparison());
            case OutputReleased ignored -> w.ended(step);
            case OutputShadowed ignored -> w.ended(step);
            case OutputHeld e -> w.held(step, e);
            case TaskFailed ignored -> w.ended(true);
            case SpendSettled e -> w.paid(e.settled());
            default -> throw new IllegalStateException("No event of a workflow: " + w.position);
        }
        return w.after();
    }

    private static List<WorkflowId> stopped(StopScope scope) {
        return scope.kind() == StopScope.Kind.WORKFLOW && scope.id() != null
                ? List.of(new WorkflowId(scope.id()))
                : List.of();
    }

    private static boolean exhausted(Refusal refusal) {
        return refusal instanceof Refusal.BudgetExceeded exceeded
                && !NARROW.contains(exceeded.scope().kind());
    }

    private static List<WorkflowId> workflow(Step step) {
        return step.task() == null ? List.of() : List.of(step.task().origin().workflow());
    }

    /** Of a model call; what becomes of a tool call says nothing of a model. */
    private static List<WorkflowId> call(Step step) {
        return step.task() == null || step.task().origin().kind() != TaskKind.INFERENCE ? List.of() : workflow(step);
    }

    /** A workflow on its way from one state to the next. */
    private static final class Change {
        private final WorkflowId workflow;
        private String purpose;
        private @Nullable Gate gate;
        private int reviewed;
        private int approvedUnchanged;
        private @Nullable Instant registeredAt;
        private @Nullable Instant movedAt;
        private @Nullable String movedBy;
        private @Nullable String why;

        private @Nullable Instant since;
        private int tasks;
        private int failed;
        private int escalated;
        private int verdicts;
        private int verdictsFailed;
        private int paid;
        private @Nullable Micros cost;
        private int compared;
        private int agreed;

        private String changed;
        private String errors;
        private String missed;
        private List<Long> costs;
        private @Nullable Long budget;
        private @Nullable Long incident;
        private long position;

        Change(Workflow w) {
            workflow = w.workflow();
            purpose = w.purpose();
            gate = w.gate();
            reviewed = w.reviewed();
            approvedUnchanged = w.approvedUnchanged();
            registeredAt = w.registeredAt();
            movedAt = w.movedAt();
            movedBy = w.movedBy();
            why = w.why();
            Counts counts = w.counts();
            since = counts.since();
            tasks = counts.tasks();
            failed = counts.failed();
            escalated = counts.escalated();
            verdicts = counts.verdicts();
            verdictsFailed = counts.verdictsFailed();
            paid = counts.paid();
            cost = counts.cost();
            compared = counts.compared();
            agreed = counts.agreed();
            GateWatch watch = w.watch();
            changed = watch.changed();
            errors = watch.errors();
            missed = watch.verdicts();
            costs = watch.costs();
            budget = watch.budget();
            incident = watch.incident();
        }

        /** What is watched at another gate than an open one leads to nothing, so it is not kept. */
        Workflow after() {
            return new Workflow(
                    workflow,
                    purpose,
                    gate,
                    reviewed,
                    approvedUnchanged,
                    new Counts(since, tasks, failed, escalated, verdicts, verdictsFailed, paid, cost, compared, agreed),
                    isOpen()
                            ? new GateWatch(changed, errors, missed, costs, budget, incident, position)
                            : GateWatch.NOTHING,
                    registeredAt,
                    movedAt,
                    movedBy,
                    why);
        }

        private boolean isOpen() {
            return gate == Gate.AUTONOMOUS;
        }

        void register(WorkflowRegistered event, Instant at) {
            purpose = event.purpose();
            gate = event.gate();
            registeredAt = at;
            since = movedAt == null ? at : since;
        }

        void move(GateTransitioned event, Instant at) {
            gate = event.to();
            movedAt = at;
            movedBy = event.actor();
            why = event.reason();
            since = event.conduct() == null ? at : event.conduct().until();
            reviewed = 0;
            approvedUnchanged = 0;
            tasks = 0;
            failed = 0;
            escalated = 0;
            verdicts = 0;
            verdictsFailed = 0;
            paid = 0;
            cost = null;
            compared = 0;
            agreed = 0;
            changed = "";
            errors = "";
            missed = "";
            costs = List.of();
            budget = null;
            incident = null;
        }

        void decided(boolean otherwise) {
            reviewed++;
            approvedUnchanged += otherwise ? 0 : 1;
        }

        /** What is held at an open gate was flagged before, so only what was sampled tells how all the others are. */
        void foundOut(boolean otherwise) {
            decided(otherwise);
            changed = and(changed, otherwise);
        }

        void compared(OutcomeComparison comparison) {
            compared++;
            agreed += comparison.agrees() ? 1 : 0;
        }

        void ended(boolean withoutAnswer) {
            tasks++;
            failed += withoutAnswer ? 1 : 0;
            errors = and(errors, withoutAnswer);
        }

        /** With an answer, which may have been judged; of several answers of a task only the last has become its output. */
        void ended(Step step) {
            TaskSummary.Served served = step.task() == null ? null : step.task().served();
            if (served != null && served.passed() != null) {
                judged(served.passed());
            }
            ended(false);
        }

        void held(Step step, OutputHeld event) {
            ended(step);
            escalated += event.reason() == HoldReason.GATE ? 0 : 1;
        }

        private void judged(boolean passed) {
            verdicts++;
            verdictsFailed += passed ? 0 : 1;
            // At an open gate the hold that follows is counted.
            escalated += passed || isOpen() ? 0 : 1;
            missed = and(missed, !passed);
        }

        /** When the currency of the policy is another, the sum begins anew. */
        void paid(Micros amount) {
            boolean goesOn = cost != null && cost.currency().equals(amount.currency());
            paid = goesOn ? paid + 1 : 1;
            cost = goesOn && cost != null ? cost.plus(amount) : amount;
            List<Long> all = new ArrayList<>(goesOn ? costs : List.of());
            all.add(amount.amount());
            costs = isOpen() ? all.subList(Math.max(0, all.size() - GateWatch.KEPT), all.size()) : List.of();
        }

        private String and(String observations, boolean against) {
            String all = isOpen() ? observations + (against ? '1' : '0') : "";
            return all.substring(Math.max(0, all.length() - GateWatch.KEPT));
        }
    }
}
