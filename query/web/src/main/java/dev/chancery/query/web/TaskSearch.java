package dev.chancery.query.web;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.FoundTasksView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.contracts.TaskSummaryView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where tasks are searched by words: the index says which, the record says what each is, and what the index does not know is looked at there. */
@Component
public final class TaskSearch {

    /** Pages of the index that one search reads at the most, when it looks at each task besides. */
    private static final int PAGES = 10;

    private final Desk desk;

    public TaskSearch(Desk desk) {
        this.desk = desk;
    }

    /**
     * What is searched for; null lets everything through.
     *
     * @param text words of what was asked or answered, in any order and case
     * @param model the deployment that served the task
     * @param label what the request was classified as
     * @param from opened at this instant or later
     * @param to opened before this instant
     */
    public record Wanted(
            @Nullable String text,
            @Nullable WorkflowId workflow,
            @Nullable AgentId agent,
            @Nullable TaskState state,
            @Nullable String model,
            @Nullable SubjectId subject,
            @Nullable TaskKind kind,
            @Nullable SessionId session,
            @Nullable String label,
            @Nullable Instant from,
            @Nullable Instant to) {

        private boolean isKnownToTheIndex() {
            return kind == null && session == null && label == null;
        }

        private boolean matches(TaskSummaryView task) {
            return (kind == null || kind == task.kind())
                    && (session == null || session.value().equals(task.session()))
                    && (label == null || Objects.equals(label, task.label()));
        }
    }

    /**
     * A page of what was found.
     *
     * @param position events before this position of the log were searched
     * @param next what {@code before} of the next page is, null at the end
     */
    public record Found(
            List<TaskSummaryView> tasks,
            long position,
            @Nullable Long next) {}

    /**
     * The newest first. A page may have fewer than {@code limit} tasks and still a next one: a search by fields that the index does not have
     * reads a bounded part of it.
     */
    public Found find(Wanted wanted, @Nullable Long before, int limit) {
        if (wanted.isKnownToTheIndex()) {
            FoundTasksView found = ask(wanted, before, limit);
            return new Found(found.tasks().stream().flatMap(this::task).toList(), found.position(), found.next());
        }
        List<TaskSummaryView> tasks = new ArrayList<>();
        Long from = before;
        long position = 0;
        for (int page = 0; page < PAGES; page++) {
            FoundTasksView found = ask(wanted, from, Query.PAGE_LIMIT);
            position = found.position();
            for (TaskSummaryView task :
                    found.tasks().stream().flatMap(this::task).toList()) {
                if (wanted.matches(task)) {
                    tasks.add(task);
                }
                if (tasks.size() == limit) {
                    return new Found(tasks, position, task.opened());
                }
            }
            from = found.next();
            if (from == null) {
                break;
            }
        }
        return new Found(tasks, position, from);
    }

    private FoundTasksView ask(Wanted wanted, @Nullable Long before, int limit) {
        return desk.ask(new SearchTasks(
                wanted.text(),
                wanted.workflow(),
                wanted.agent(),
                wanted.state(),
                wanted.model(),
                wanted.subject(),
                wanted.from(),
                wanted.to(),
                before,
                limit));
    }

    private Stream<TaskSummaryView> task(String id) {
        return desk.find(new FindTask(new TaskId(id))).stream();
    }
}
