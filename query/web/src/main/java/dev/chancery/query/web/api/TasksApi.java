package dev.chancery.query.web.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.ReplayView;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskQuery.ReplayTask;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tasks and what they left behind. */
@RestController
@RequestMapping("/api/tasks")
final class TasksApi {

    private final Desk desk;

    TasksApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping
    TaskPageView tasks(
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String agent,
            @RequestParam @Nullable TaskState state,
            @RequestParam @Nullable String model,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindTasks(
                workflow == null ? null : new WorkflowId(workflow),
                agent == null ? null : new AgentId(agent),
                state,
                model,
                before,
                limit));
    }

    @GetMapping("/{id}")
    TaskSummaryView task(@PathVariable String id) {
        return desk.task(new TaskId(id));
    }

    /** The stream of a task as it is kept. */
    record Events(String task, List<Kept> events) {}

    /** A stored event; payload and metadata are the stored bytes. */
    record Kept(
            long position,
            String id,
            String stream,
            long sequence,
            String name,
            int revision,
            Instant at,
            @JsonRawValue String payload,
            @JsonRawValue String metadata) {

        static Kept of(StoredEvent event) {
            return new Kept(
                    event.position(),
                    event.id(),
                    event.stream(),
                    event.sequence(),
                    event.name(),
                    event.revision(),
                    event.at(),
                    json(event.payload()),
                    json(event.metadata()));
        }

        private static String json(byte[] utf8) {
            return utf8.length == 0 ? "null" : new String(utf8, StandardCharsets.UTF_8);
        }
    }

    @GetMapping("/{id}/events")
    Events events(@PathVariable String id) {
        List<StoredEvent> events = desk.ask(new FindTaskEvents(new TaskId(id))).events();
        if (events.isEmpty()) {
            throw Problem.notFound("task", id);
        }
        return new Events(id, events.stream().map(Kept::of).toList());
    }

    /** What was delivered, with placeholders in the place of personal data. */
    record Output(String task, TaskState state, String output) {}

    @GetMapping("/{id}/output")
    Output output(@PathVariable String id, Principal reader) {
        TaskSummaryView task = desk.task(new TaskId(id));
        boolean delivered = switch (task.state()) {
            case RELEASED, APPROVED, EDITED -> true;
            case OPENED, REFUSED, HELD, SHADOWED, REJECTED, COMPARED, FAILED, ABANDONED -> false;
        };
        String content = task.output();
        if (!delivered || content == null) {
            throw Problem.conflict(
                            "not-released",
                            "The task is " + task.state() + ": it has no released output."
                                    + (task.state() == TaskState.HELD ? " A reviewer decides at /api/reviews." : ""))
                    .with("state", task.state());
        }
        String output = desk.disclose(new TaskId(id), List.of(content), reader.getName(), "retrieval")
                .getFirst()
                .orElseThrow(() -> Problem.erased(desk.erasedAt(content)));
        return new Output(id, task.state(), output);
    }

    /** Under which policy to decide; null for the recorded one. */
    record Replay(@Nullable String policy) {}

    /** What came of it. */
    record Replayed(String task, boolean identical, List<Decision> decisions) {}

    /** A decision then and now. */
    record Decision(
            long position,
            String event,
            @JsonRawValue String recorded,
            @JsonRawValue String recomputed) {}

    @PostMapping("/{id}/replay")
    Replayed replay(@PathVariable String id, @RequestBody(required = false) @Nullable Replay replay) {
        String policy = replay == null ? null : replay.policy();
        ReplayView view = desk.find(new ReplayTask(new TaskId(id), policy == null ? null : new PolicyVersion(policy)))
                .orElseThrow(() -> Problem.notFound("task", id));
        return new Replayed(
                id,
                view.identical(),
                view.decisions().stream()
                        .map(d -> new Decision(d.position(), d.event(), d.recorded(), d.recomputed()))
                        .toList());
    }
}
