package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.WorkDay;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each workflow did on each day, so that a control asks for some days and not for all tasks. Decisions of people about calls of tools
 * are not among them.
 */
public final class WorkDays implements Fold<Step, WorkDays.Key, WorkDay> {

    /** So many positions of each kind are kept of a day. */
    private static final int KEPT = 8;

    /** A workflow on a day, in UTC. */
    public record Key(WorkflowId workflow, LocalDate day) {
        @Override
        public String toString() {
            return day + " " + workflow;
        }
    }

    @Override
    public String name() {
        return "work-days";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Key> keys(Step step) {
        TaskSummary task = step.task();
        return task != null && counts(step, task)
                ? List.of(new Key(
                        task.origin().workflow(),
                        LocalDate.ofInstant(step.recorded().at(), ZoneOffset.UTC)))
                : List.of();
    }

    private static boolean counts(Step step, TaskSummary task) {
        return switch (step.recorded().event()) {
            case TaskOpened ignored -> true;
            case TaskAbandoned ignored -> true;
            case OutputHeld ignored -> true;
            case JudgeVerdictRecorded ignored -> true;
            case OutputApproved ignored -> true;
            case OutputEdited ignored -> true;
            case OutputRejected ignored -> true;
            case OutputReviewed ignored -> true;
            case ReviewTimed ignored -> task.origin().kind() == TaskKind.INFERENCE;
            default -> false;
        };
    }

    @Override
    public WorkDay apply(Key key, @Nullable WorkDay before, Step step) {
        Change day = new Change(before == null ? WorkDay.empty(key.workflow(), key.day()) : before, step);
        switch (step.recorded().event()) {
            case TaskOpened ignored -> day.opened = day.and(day.opened);
            case TaskAbandoned ignored -> day.abandoned = day.and(day.abandoned);
            case OutputHeld ignored -> day.held = day.and(day.held);
            case JudgeVerdictRecorded e -> {
                day.verdicts = day.and(day.verdicts);
                day.passed += e.passed() ? 1 : 0;
            }
            case OutputApproved ignored -> day.decided(false);
            case OutputEdited ignored -> day.decided(true);
            case OutputRejected ignored -> day.decided(true);
            case OutputReviewed e -> {
                day.decided(e.finding() != Finding.RIGHT);
                day.looked = day.and(day.looked);
            }
            case ReviewTimed e -> day.timed(e.dwellMillis());
            default ->
                throw new IllegalStateException(
                        "Nothing of a day: " + step.recorded().position());
        }
        return day.after();
    }

    /** A day on its way from one state to the next. */
    private static final class Change {
        private final WorkDay before;
        private final Step step;
        private Marks opened;
        private Marks abandoned;
        private Marks held;
        private Marks decided;
        private int overridden;
        private List<Integer> waited;
        private int unseen;
        private List<Integer> dwell;
        private Marks verdicts;
        private int passed;
        private Marks looked;

        Change(WorkDay before, Step step) {
            this.before = before;
            this.step = step;
            opened = before.opened();
            abandoned = before.abandoned();
            held = before.held();
            decided = before.decided();
            overridden = before.overridden();
            waited = before.waited();
            unseen = before.unseen();
            dwell = before.dwell();
            verdicts = before.verdicts();
            passed = before.passed();
            looked = before.looked();
        }

        WorkDay after() {
            return new WorkDay(
                    before.workflow(),
                    before.day(),
                    opened,
                    abandoned,
                    held,
                    decided,
                    overridden,
                    waited,
                    unseen,
                    dwell,
                    verdicts,
                    passed,
                    looked);
        }

        Marks and(Marks marks) {
            return marks.and(step.recorded().position(), step.recorded().at(), KEPT);
        }

        void decided(boolean otherwise) {
            decided = and(decided);
            overridden += otherwise ? 1 : 0;
            Instant since =
                    step.before() == null ? null : step.before().standing().deliveredAt();
            if (since != null) {
                Duration wait = Duration.between(since, step.recorded().at());
                int span = (int) WorkDay.WAITS.stream()
                        .filter(hours -> wait.compareTo(Duration.ofHours(hours)) > 0)
                        .count();
                waited = plusOne(waited, span);
            }
        }

        void timed(@Nullable Long millis) {
            if (millis == null) {
                unseen++;
                return;
            }
            int span = (int) WorkDay.DWELLS.stream()
                    .filter(seconds -> millis >= seconds * 1000L)
                    .count();
            dwell = plusOne(dwell, span);
        }

        private static List<Integer> plusOne(List<Integer> counts, int index) {
            List<Integer> all = new ArrayList<>(counts);
            all.set(index, all.get(index) + 1);
            return all;
        }
    }
}
