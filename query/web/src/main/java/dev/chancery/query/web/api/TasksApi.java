package dev.chancery.query.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
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
import dev.chancery.query.web.Unsealing;
import dev.chancery.query.web.security.AgentKeys;
import dev.chancery.query.web.security.Holder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Tasks and what they left behind. */
@RestController
@RequestMapping("/api/tasks")
final class TasksApi {

    private static final int LARGEST_RETRIEVAL = 8 << 20;

    private final Desk desk;
    private final JsonMapper json;
    private final Unsealing capsules;
    private final AgentKeys agents;
    private final Retrievals retrievals = new Retrievals(InstantSource.system());

    TasksApi(Desk desk, JsonMapper json, Unsealing capsules, AgentKeys agents) {
        this.desk = desk;
        this.json = json;
        this.capsules = capsules;
        this.agents = agents;
    }

    @GetMapping
    TaskPageView tasks(
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String agent,
            @RequestParam @Nullable TaskState state,
            @RequestParam @Nullable String model,
            @RequestParam @Nullable TaskKind kind,
            @RequestParam @Nullable String session,
            @RequestParam @Nullable String label,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindTasks(
                workflow == null ? null : new WorkflowId(workflow),
                agent == null ? null : new AgentId(agent),
                state,
                model,
                kind,
                session == null ? null : new SessionId(session),
                label,
                from,
                to,
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

    /** What was delivered; with placeholders in the place of personal data, unless a capsule came with the request. */
    record Output(String task, TaskState state, String output) {}

    @GetMapping("/{id}/output")
    Output output(@PathVariable String id, Principal reader) {
        return released(asked(id, reader), reader, "retrieval", UnaryOperator.identity());
    }

    /** What the caller was given with the held answer. */
    record Retrieval(@Nullable String capsule) {}

    /** That the values are put back is recorded before they are. */
    @PostMapping("/{id}/output")
    Output restored(@PathVariable String id, InputStream body, Principal reader) throws IOException {
        Retrieval retrieval = retrieval(body);
        String capsule = retrieval == null ? null : retrieval.capsule();
        if (capsule == null || capsule.isBlank()) {
            throw Problem.invalid(
                    "Give 'capsule' as it came with the held answer. With placeholders the output is had by GET.");
        }
        TaskSummaryView task = asked(id, reader);
        UnaryOperator<String> values = capsules.open(new TaskId(id), new AgentId(task.agent()), capsule.strip());
        return released(task, reader, "retrieval with values", values);
    }

    /** Agents are not trusted with a body of any size. */
    private @Nullable Retrieval retrieval(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_RETRIEVAL + 1);
        if (bytes.length > LARGEST_RETRIEVAL) {
            throw Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too-large",
                    "The body has more than " + LARGEST_RETRIEVAL + " bytes. Send {\"capsule\": \"…\"} alone.");
        }
        try {
            return json.readValue(bytes, Retrieval.class);
        } catch (JacksonException e) {
            throw Problem.invalid("The body is no JSON object with 'capsule'.");
        }
    }

    /** The task, unless it is another agent's or the agent was stopped. */
    private TaskSummaryView asked(String id, Principal reader) {
        TaskSummaryView task = desk.task(new TaskId(id));
        Holder.of(reader).ifPresent(agent -> {
            if (!task.agent().equals(agent.value())) {
                throw Problem.notFound("task", id);
            }
            agents.stopped(agent, new WorkflowId(task.workflow())).ifPresent(why -> {
                throw Problem.of(HttpStatus.FORBIDDEN, "agent-stopped", why);
            });
        });
        return task;
    }

    private Output released(TaskSummaryView task, Principal reader, String purpose, UnaryOperator<String> values) {
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
        if (Holder.of(reader).isPresent() && !retrievals.permits(task.task())) {
            throw Problem.of(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-retrievals",
                    "The output was retrieved " + Retrievals.LIMIT
                            + " times within a minute, and each time is recorded. Keep what you have, or ask in a minute.");
        }
        String output = desk.disclose(new TaskId(task.task()), List.of(content), reader.getName(), purpose)
                .getFirst()
                .orElseThrow(() -> Problem.erased(desk.erasedAt(content)));
        return new Output(task.task(), task.state(), values.apply(output));
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
            @JsonRawValue String recomputed,
            List<Field> differences) {}

    /** A field that differs; a value is left out where there is none. */
    record Field(
            String pointer,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
            String recorded,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
            String recomputed) {}

    @PostMapping("/{id}/replay")
    Replayed replay(@PathVariable String id, @RequestBody(required = false) @Nullable Replay replay) {
        String policy = replay == null ? null : replay.policy();
        ReplayView view = desk.find(new ReplayTask(new TaskId(id), policy == null ? null : new PolicyVersion(policy)))
                .orElseThrow(() -> Problem.notFound("task", id));
        return new Replayed(
                id,
                view.identical(),
                view.decisions().stream()
                        .map(d -> new Decision(
                                d.position(),
                                d.event(),
                                d.recorded(),
                                d.recomputed(),
                                d.differences().stream()
                                        .map(f -> new Field(f.pointer(), f.recorded(), f.recomputed()))
                                        .toList()))
                        .toList());
    }
}
