package dev.chancery.folds.figure;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Spend;
import dev.chancery.folds.StreamTable;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.figure.Computation.Judged;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were opened in a period. In memory are those of which more may become, and of the others a few bytes each, since people
 * may look at them later.
 */
final class Cohort {

    /** Where the time of a reviewer counts. */
    record Home(WorkflowId workflow, LocalDate day, Currency currency) {}

    private final FigureQuery query;
    private final List<Computation> computations;
    private final TaskSummaries summaries = new TaskSummaries();
    private final Map<String, TaskSummary> underWay = new TreeMap<>();
    private final StreamTable over = new StreamTable();
    private final Map<Home, Integer> numbers = new LinkedHashMap<>();
    private final List<Home> homes = new ArrayList<>();

    /** The task that came to its end; its commit may hold more of it, and is over when another stream goes on. */
    private @Nullable String ending;

    Cohort(FigureQuery query, List<Computation> computations) {
        this.query = query;
        this.computations = computations;
    }

    void take(Recorded recorded) {
        String stream = recorded.stream();
        if (ending != null && !ending.equals(stream)) {
            end(ending);
            ending = null;
        }
        for (TaskId id : summaries.keys(recorded)) {
            TaskSummary before = underWay.get(stream);
            boolean begins = recorded.event() instanceof TaskOpened && query.isInPeriod(recorded.at());
            if (begins || before != null) {
                TaskSummary task = summaries.apply(id, before, recorded);
                underWay.put(stream, task);
                ending = isOver(task) ? stream : null;
            }
        }
        switch (recorded.event()) {
            case ReviewTimed review -> {
                Home home = home(stream);
                if (home != null) {
                    computations.forEach(c -> c.reviewed(home, review.dwellMillis()));
                }
            }
            case OutputApproved ignored -> judged(stream, Judged.REVIEW, true);
            case OutputEdited ignored -> judged(stream, Judged.REVIEW, false);
            case OutputRejected ignored -> judged(stream, Judged.REVIEW, false);
            case OutputReviewed e -> judged(stream, Judged.REVIEW, e.finding() == Finding.RIGHT);
            case HumanOutcomeRecorded e ->
                judged(stream, Judged.OUTCOME, e.comparison().agrees());
            default -> {}
        }
    }

    private void judged(String stream, Judged by, boolean right) {
        WorkflowId workflow = workflow(stream);
        if (workflow != null) {
            computations.forEach(c -> c.judged(workflow, by, right));
        }
    }

    private @Nullable WorkflowId workflow(String stream) {
        TaskSummary task = underWay.get(stream);
        if (task != null) {
            return task.origin().workflow();
        }
        Home home = home(stream);
        return home == null ? null : home.workflow();
    }

    /** The range is over: what is under way stands as it is. */
    void end() {
        List.copyOf(underWay.keySet()).forEach(this::end);
    }

    private void end(String stream) {
        TaskSummary task = underWay.remove(stream);
        if (task == null) {
            return;
        }
        computations.forEach(c -> c.ended(task));
        if (task.spending().settled() != null) {
            over.put(stream, numbers.computeIfAbsent(home(task), this::number));
        }
    }

    private int number(Home home) {
        homes.add(home);
        return homes.size() - 1;
    }

    private @Nullable Home home(String stream) {
        TaskSummary task = underWay.get(stream);
        if (task != null) {
            return task.spending().settled() == null ? null : home(task);
        }
        long number = over.get(stream);
        return number == StreamTable.ABSENT ? null : homes.get((int) number);
    }

    private static Home home(TaskSummary task) {
        Spend.Cell cell = Spend.home(task);
        return new Home(cell.workflow(), cell.day(), cell.currency());
    }

    private static boolean isOver(TaskSummary task) {
        TaskState state = task.standing().state();
        return state != TaskState.OPENED && state != TaskState.HELD;
    }
}
