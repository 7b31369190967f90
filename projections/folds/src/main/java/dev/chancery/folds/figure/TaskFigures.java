package dev.chancery.folds.figure;

import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import java.util.List;

/** What became of tasks. */
final class TaskFigures extends Computation {

    private static final String TASKS = "tasks";

    private final Tally<TaskState> states = new Tally<>();
    private final Tally<String> refusals = new Tally<>();

    TaskFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-tasks", 1), FoldVersion.of(new TaskSummaries()));
    }

    @Override
    void ended(TaskSummary task) {
        states.add(task.standing().state(), 1);
        String refusal = task.standing().refusal();
        if (task.standing().state() == TaskState.REFUSED && refusal != null) {
            refusals.add(refusal, 1);
        }
    }

    @Override
    void tell(Sheet sheet) {
        long opened = states.total();
        sheet.count(Measure.TASKS_OPENED, TASKS, opened);
        for (TaskState state : TaskState.values()) {
            sheet.count(Measure.TASKS_BY_STATE, TASKS, states.of(state), "state", state.name());
        }
        long delivered = states.of(TaskState.RELEASED) + states.of(TaskState.APPROVED) + states.of(TaskState.EDITED);
        sheet.share(Measure.TASKS_DELIVERED, TASKS, delivered, opened);
        refusals.counts().forEach((code, count) -> sheet.count(Measure.TASKS_REFUSED, TASKS, count, "reason", code));
    }
}
