package dev.chancery.query.web.console;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.ReplayView;
import dev.chancery.query.contracts.ReplayView.FieldView;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskQuery.ReplayTask;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.log.ProofDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of a task: what happened, its texts when they are asked for, its timeline, its decisions taken again, its proofs. */
@Controller
final class TaskPage {

    /** What a form says for the policy that is in force now. */
    private static final String IN_FORCE = "in-force";

    private final Desk desk;
    private final EventLog log;
    private final ProofDesk proofs;

    TaskPage(Desk desk, EventLog log, ProofDesk proofs) {
        this.desk = desk;
        this.log = log;
        this.proofs = proofs;
    }

    /**
     * The task.
     *
     * @param q what it was found by, to be marked in its texts
     */
    @GetMapping("/tasks/{id}")
    String task(@PathVariable String id, @RequestParam @Nullable String q, Model page) {
        show(new TaskId(id), q, page);
        return "task";
    }

    /**
     * A text that was shown.
     *
     * @param pieces empty when it was erased
     * @param erasedAt when that was, null when it is not known
     */
    record Shown(
            String title,
            List<Marked.Piece> pieces,
            @Nullable Instant erasedAt) {

        public boolean isErased() {
            return pieces.isEmpty();
        }
    }

    /** Shows what was asked and answered, after the record has it that it was shown. */
    @PostMapping("/tasks/{id}/content")
    String content(@PathVariable String id, @RequestParam @Nullable String q, Model page, Principal reader) {
        TaskSummaryView task = desk.task(new TaskId(id));
        String output = task.output();
        List<String> ids = output == null ? List.of(task.request()) : List.of(task.request(), output);
        String purpose = task.state() == TaskState.HELD || desk.isSampled(new TaskId(id)) ? "review" : "console";
        List<Optional<String>> texts = desk.disclose(new TaskId(id), ids, reader.getName(), purpose);
        show(new TaskId(id), q, page);
        page.addAttribute(
                "asked",
                shown("What was asked", task.request(), texts.getFirst().map(Said.SAID::conversation), q));
        if (output != null) {
            page.addAttribute("answered", shown("What was answered", output, texts.getLast(), q));
        }
        return "task";
    }

    private Shown shown(String title, String content, Optional<String> text, @Nullable String q) {
        return new Shown(
                title,
                text.map(t -> Marked.of(t, q)).orElse(List.of()),
                text.isPresent() ? null : desk.erasedAt(content).orElse(null));
    }

    /**
     * The decisions of a task, taken again.
     *
     * @param policy under which, null for the recorded one
     */
    record Replayed(boolean identical, @Nullable String policy, List<Again> decisions) {}

    /** One of them. */
    record Again(
            long position,
            String title,
            boolean same,
            List<FieldView> differences,
            String recorded,
            String recomputed) {}

    /** Takes the decisions again and shows what becomes of them; nothing is recorded, since nothing is shown that was not. */
    @PostMapping("/tasks/{id}/replay")
    String replay(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String policy,
            @RequestHeader(value = "HX-Request", required = false) @Nullable String partial,
            Model page,
            HttpServletResponse response) {
        TaskId task = new TaskId(id);
        List<Recorded> stream = show(task, null, page);
        try {
            String other = policy.equals(IN_FORCE) ? inForce() : null;
            ReplayView view = desk.find(new ReplayTask(task, other == null ? null : new PolicyVersion(other)))
                    .orElseThrow(() -> Problem.notFound("task", id));
            Map<Long, String> titles = Timeline.of(stream).stream()
                    .collect(Collectors.toMap(Timeline.Entry::position, Timeline.Entry::title));
            page.addAttribute(
                    "replayed",
                    new Replayed(
                            view.identical(),
                            other,
                            view.decisions().stream()
                                    .map(d -> new Again(
                                            d.position(),
                                            titles.getOrDefault(d.position(), d.event()),
                                            d.recorded().equals(d.recomputed()),
                                            d.differences(),
                                            d.recorded(),
                                            d.recomputed()))
                                    .toList()));
        } catch (ErrorResponseException e) {
            response.setStatus(partial == null ? e.getStatusCode().value() : 200);
            page.addAttribute("replayProblem", e.getBody().getDetail());
        }
        return partial == null ? "task" : "task :: replay";
    }

    private String inForce() {
        PoliciesView policies = desk.ask(new FindPolicies());
        String active = policies.active();
        if (active == null) {
            throw Problem.conflict("no-policy", "No policy is in force. Put one into the policy directory.");
        }
        return active;
    }

    /** That one of its events stands in the log, looked at now and said in words. */
    @GetMapping("/tasks/{id}/proof/{position}")
    String proof(
            @PathVariable String id,
            @PathVariable long position,
            @RequestHeader(value = "HX-Request", required = false) @Nullable String partial,
            Model page,
            HttpServletResponse response) {
        List<Recorded> stream = show(new TaskId(id), null, page);
        if (stream.stream().noneMatch(recorded -> recorded.position() == position)) {
            throw Problem.of(HttpStatus.NOT_FOUND, "not-found", "The task has no event at position " + position + ".");
        }
        page.addAttribute("position", position);
        try {
            page.addAttribute("proof", proofs.look(position));
        } catch (ErrorResponseException e) {
            response.setStatus(partial == null ? e.getStatusCode().value() : 200);
            page.addAttribute("proofProblem", e.getBody().getDetail());
        }
        return partial == null ? "task-proof" : "task-proof :: proof";
    }

    private List<Recorded> show(TaskId id, @Nullable String q, Model page) {
        TaskSummaryView task = desk.task(id);
        List<Recorded> stream = desk.ask(new FindTaskEvents(id)).events().stream()
                .map(log::decode)
                .toList();
        List<Event> events = stream.stream().map(Recorded::event).toList();
        page.addAttribute("task", task);
        page.addAttribute("q", q == null || q.isBlank() ? null : q.strip());
        page.addAttribute("happened", Happened.of(task, events));
        page.addAttribute("prompt", prompt(events));
        page.addAttribute("entries", Timeline.of(stream));
        page.addAttribute("waits", task.state() == TaskState.HELD || desk.isSampled(id));
        return stream;
    }

    static String prompt(List<Event> events) {
        PromptFacts prompt = events.stream()
                .filter(TaskOpened.class::isInstance)
                .map(opened -> ((TaskOpened) opened).prompt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (prompt == null) {
            return "not named";
        }
        return prompt.named() != null
                ? prompt.named().toString()
                : prompt.instructions() == null ? "not named" : "instructions " + last(prompt.instructions());
    }

    private static String last(String digest) {
        return Said.SAID.digest(digest.substring(digest.lastIndexOf(':') + 1));
    }
}
