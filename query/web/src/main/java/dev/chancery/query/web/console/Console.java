package dev.chancery.query.web.console;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.DecideReview.Action;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliation;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliationTasks;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Holding;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.UsageImports;
import dev.chancery.query.web.usage.UsageImports.Imported;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages: the latest tasks, a task's timeline, signing in. */
@Controller
final class Console {

    private static final int PAGE = 50;

    private static final List<String> PROVIDERS = Stream.of(UsageExport.values())
            .map(UsageExport::provider)
            .distinct()
            .toList();

    private final Desk desk;
    private final EventLog log;
    private final Holding holding;
    private final UsageImports imports;

    Console(Desk desk, EventLog log, Holding holding, UsageImports imports) {
        this.desk = desk;
        this.log = log;
        this.holding = holding;
        this.imports = imports;
    }

    /** What the list is narrowed to; an empty field narrows nothing. */
    record Filter(String workflow, String agent, @Nullable TaskState state, String model) {

        public boolean narrows() {
            return !workflow.isEmpty() || !agent.isEmpty() || state != null || !model.isEmpty();
        }
    }

    /** Where one begins. */
    @GetMapping("/")
    String home() {
        return "redirect:/tasks";
    }

    /**
     * The latest tasks.
     *
     * @param fragment the part of the page that is wanted, when the page refreshes itself
     */
    @GetMapping("/tasks")
    String tasks(
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "") String agent,
            @RequestParam @Nullable TaskState state,
            @RequestParam(defaultValue = "") String model,
            @RequestParam @Nullable Long before,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        Filter filter = new Filter(workflow.strip(), agent.strip(), state, model.strip());
        TaskPageView found = desk.ask(new FindTasks(
                filter.workflow().isEmpty() ? null : new WorkflowId(filter.workflow()),
                filter.agent().isEmpty() ? null : new AgentId(filter.agent()),
                state,
                filter.model().isEmpty() ? null : filter.model(),
                before,
                PAGE));
        page.addAttribute("tasks", found.tasks());
        page.addAttribute("next", found.next());
        page.addAttribute("filter", filter);
        page.addAttribute("states", TaskState.values());
        page.addAttribute("live", before == null);
        if (fragment == null) {
            JudgeAgreementView agreement = state == TaskState.HELD
                    ? desk.ask(new FindJudgeAgreement())
                    : new JudgeAgreementView(List.of(), List.of(), List.of());
            page.addAttribute("agreement", agreement.rubrics());
            page.addAttribute("pairs", agreement.pairs());
            page.addAttribute("openPairs", agreement.open());
            page.addAttribute(
                    "abandoned", desk.ask(new FindAbandoned(null, null, 1)).total());
            page.addAttribute(
                    "deadLetters", desk.ask(new FindDeadLetters(null, 1)).total());
        }
        return fragment == null ? "tasks" : "tasks :: list";
    }

    /** What was begun and never ended. */
    @GetMapping("/abandoned")
    String abandoned(@RequestParam @Nullable Long before, Model page) {
        page.addAttribute("view", desk.ask(new FindAbandoned(null, before, PAGE)));
        page.addAttribute("open", holding.open());
        return "abandoned";
    }

    @GetMapping("/tasks/{id}")
    String task(@PathVariable String id, Model page) {
        show(new TaskId(id), page);
        return "task";
    }

    /**
     * A text that was shown.
     *
     * @param text empty when it was erased
     * @param erasedAt when that was, null when it is not known
     */
    record Shown(
            String title, Optional<String> text, @Nullable Instant erasedAt) {}

    /** Shows what was asked and answered, after the record has it that it was shown. */
    @PostMapping("/tasks/{id}/content")
    String content(@PathVariable String id, Model page, Principal reader) {
        TaskSummaryView task = desk.task(new TaskId(id));
        String output = task.output();
        List<String> ids = output == null ? List.of(task.request()) : List.of(task.request(), output);
        String purpose = task.state() == TaskState.HELD || desk.isSampled(new TaskId(id)) ? "review" : "console";
        List<Optional<String>> texts = desk.disclose(new TaskId(id), ids, reader.getName(), purpose);
        show(new TaskId(id), page);
        page.addAttribute(
                "asked",
                shown("What was asked", task.request(), texts.getFirst().map(Said.SAID::conversation)));
        if (output != null) {
            page.addAttribute("answered", shown("What was answered", output, texts.getLast()));
        }
        return "task";
    }

    private Shown shown(String title, String content, Optional<String> text) {
        return new Shown(
                title, text, text.isPresent() ? null : desk.erasedAt(content).orElse(null));
    }

    @PostMapping("/tasks/{id}/review")
    String review(
            @PathVariable String id,
            @RequestParam Action action,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam @Nullable String output,
            Principal reviewer) {
        desk.decide(new TaskId(id), action, output, reason, reviewer.getName());
        return "redirect:/tasks/{id}";
    }

    /** What was recorded against what a provider says; the last thirty days unless told otherwise. */
    @GetMapping("/reconciliation")
    String reconciliation(
            @RequestParam(defaultValue = "openai") String provider,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to,
            Model page) {
        page.addAttribute("most", UsageImports.MAX_BYTES);
        LocalDate last = to == null ? LocalDate.now(Clock.systemUTC()) : to;
        page.addAttribute(
                "found", desk.ask(new FindReconciliation(provider, from == null ? last.minusDays(29) : from, last)));
        page.addAttribute("providers", PROVIDERS);
        return "reconciliation";
    }

    /** Takes in an export. What cannot be taken in is said beside the form, with what to export instead. */
    @PostMapping("/reconciliation/imports")
    String importExport(
            @RequestParam(defaultValue = "") String provider,
            @RequestParam @Nullable MultipartFile file,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next)
            throws IOException {
        try {
            if (file == null || file.isEmpty()) {
                throw Problem.invalid(
                        "No file was chosen, or it is empty. Choose the file that the provider exported.");
            }
            Imported imported = imports.take(provider, file.getBytes(), person.getName());
            next.addFlashAttribute("imported", imported);
            next.addAttribute("provider", provider);
            next.addAttribute("from", imported.from().toString());
            next.addAttribute("to", imported.to().toString());
            return "redirect:/reconciliation";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("wrong", e.getBody().getDetail());
            return reconciliation(PROVIDERS.contains(provider) ? provider : PROVIDERS.getFirst(), null, null, page);
        }
    }

    /** The calls behind a row of the reconciliation. */
    @GetMapping("/reconciliation/tasks")
    String behind(
            @RequestParam String provider,
            @RequestParam LocalDate day,
            @RequestParam String model,
            @RequestParam @Nullable Long after,
            Model page) {
        page.addAttribute("found", desk.ask(new FindReconciliationTasks(provider, day, model, after, PAGE)));
        page.addAttribute("provider", provider);
        page.addAttribute("day", day);
        page.addAttribute("model", model);
        return "reconciliation-tasks";
    }

    private void show(TaskId id, Model page) {
        List<Recorded> stream = desk.ask(new FindTaskEvents(id)).events().stream()
                .map(log::decode)
                .toList();
        page.addAttribute("task", desk.task(id));
        page.addAttribute("entries", Timeline.of(stream));
        page.addAttribute("afterwards", desk.isSampled(id));
    }
}
