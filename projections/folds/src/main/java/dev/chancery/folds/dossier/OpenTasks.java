package dev.chancery.folds.dossier;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.ModelCalls;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of which more may become, with the calls of their models. Those that are over are forgotten, so memory stays flat. */
final class OpenTasks {

    /** A task and what touched it, null while nothing has. */
    private record Open(TaskSummary task, ModelCalls.@Nullable Touched touched) {}

    private final TaskSummaries summaries = new TaskSummaries();
    private final ModelCalls calls = new ModelCalls();
    private final SortedMap<String, Open> open = new TreeMap<>();
    private final Consumer<ModelCalls.Touched> over;

    /** The task that came to its end; its commit may hold more of it, and is over when another stream goes on. */
    private @Nullable String ending;

    /** @param over takes what touched a task, once, when nothing more becomes of it */
    OpenTasks(Consumer<ModelCalls.Touched> over) {
        this.over = over;
    }

    /** The event with its task, when that is under way. */
    Step step(Recorded recorded) {
        String stream = recorded.stream();
        if (ending != null && !ending.equals(stream)) {
            end(ending);
            ending = null;
        }
        for (TaskId id : summaries.keys(recorded)) {
            Open known = open.get(stream);
            if (known == null && !(recorded.event() instanceof TaskOpened)) {
                continue;
            }
            TaskSummary before = known == null ? null : known.task();
            TaskSummary after = summaries.apply(id, before, recorded);
            Step step = new Step(recorded, before, after);
            ModelCalls.Touched touched = known == null ? null : known.touched();
            for (Long key : calls.keys(step)) {
                touched = calls.apply(key, touched, step);
            }
            open.put(stream, new Open(after, touched));
            ending = isOver(after) ? stream : null;
            return step;
        }
        return Step.of(recorded);
    }

    /** What touched the tasks that are under way. */
    void forEach(Consumer<ModelCalls.Touched> consumer) {
        open.values().forEach(each -> {
            if (each.touched() != null) {
                consumer.accept(each.touched());
            }
        });
    }

    int size() {
        return open.size();
    }

    private void end(String stream) {
        Open ended = open.remove(stream);
        if (ended != null && ended.touched() != null) {
            over.accept(ended.touched());
        }
    }

    private static boolean isOver(TaskSummary task) {
        TaskState state = task.standing().state();
        return state != TaskState.OPENED && state != TaskState.HELD;
    }
}
