package dev.chancery.query.web.api;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.FoundEventsView;
import dev.chancery.query.contracts.SearchQuery.FindSearch;
import dev.chancery.query.contracts.SearchQuery.RebuildSearch;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.TaskSearch;
import dev.chancery.query.web.TaskSearch.Found;
import dev.chancery.query.web.TaskSearch.Wanted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Full-text search: tasks by the words of their contents, events by what they say. No content is shown here. */
@RestController
@RequestMapping("/api/search")
final class SearchApi {

    private final Desk desk;
    private final TaskSearch tasks;

    SearchApi(Desk desk, TaskSearch tasks) {
        this.desk = desk;
        this.tasks = tasks;
    }

    @GetMapping
    SearchView search() {
        return desk.ask(new FindSearch());
    }

    @PostMapping("/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    SearchView rebuild() {
        return desk.find(new RebuildSearch())
                .orElseThrow(
                        () -> Problem.conflict(
                                "rebuild-under-way",
                                "The search index is being built already, or another node keeps it. GET /api/search says how far it is."));
    }

    @GetMapping("/tasks")
    Found tasks(
            @RequestParam @Nullable String q,
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String agent,
            @RequestParam @Nullable TaskState state,
            @RequestParam @Nullable String model,
            @RequestParam @Nullable String subject,
            @RequestParam @Nullable TaskKind kind,
            @RequestParam @Nullable String session,
            @RequestParam @Nullable String label,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return tasks.find(
                new Wanted(
                        q,
                        workflow == null ? null : new WorkflowId(workflow),
                        agent == null ? null : new AgentId(agent),
                        state,
                        model,
                        subject == null ? null : new SubjectId(subject),
                        kind,
                        session == null ? null : new SessionId(session),
                        label,
                        from,
                        to),
                before,
                limit);
    }

    /** A page of events; payload and metadata are the stored bytes. */
    record Events(
            List<TasksApi.Kept> events,
            long position,
            @Nullable Long next) {}

    @GetMapping("/events")
    Events events(
            @RequestParam @Nullable String q,
            @RequestParam @Nullable String event,
            @RequestParam @Nullable String family,
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String agent,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        FoundEventsView found = desk.ask(new SearchEvents(
                q,
                event,
                family,
                workflow == null ? null : new WorkflowId(workflow),
                agent == null ? null : new AgentId(agent),
                from,
                to,
                before,
                limit));
        return new Events(found.events().stream().map(TasksApi.Kept::of).toList(), found.position(), found.next());
    }
}
