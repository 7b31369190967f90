package dev.chancery.query.web.console;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.SearchQuery.FindSearch;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.TaskSearch;
import dev.chancery.query.web.TaskSearch.Found;
import dev.chancery.query.web.TaskSearch.Wanted;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of tasks: by words and by fields, the newest first. */
@Controller
final class TasksPage {

    private static final int PAGE = 50;

    private final Desk desk;
    private final TaskSearch search;

    TasksPage(Desk desk, TaskSearch search) {
        this.desk = desk;
        this.search = search;
    }

    /**
     * What the list is narrowed to; an empty field narrows nothing.
     *
     * @param q words of what was asked or answered
     * @param from first day (UTC)
     * @param to last day
     */
    record Filter(
            @Nullable String q,
            @Nullable TaskState state,
            @Nullable String workflow,
            @Nullable String agent,
            @Nullable String model,
            @Nullable TaskKind kind,
            @Nullable String session,
            @Nullable String label,
            @Nullable String from,
            @Nullable String to) {

        static final Filter NONE = new Filter(null, null, null, null, null, null, null, null, null, null);

        Filter {
            from = given(from);
            to = given(to);
            q = given(q);
            workflow = given(workflow);
            agent = given(agent);
            model = given(model);
            session = given(session);
            label = given(label);
        }

        private static @Nullable String given(@Nullable String typed) {
            return typed == null || typed.isBlank() ? null : typed.strip();
        }

        public boolean narrows() {
            return !link("").equals("");
        }

        /** Whether fields are narrowed that the form shows only when it is unfolded. */
        public boolean narrowsMore() {
            return kind != null || session != null || label != null || from != null || to != null;
        }

        private @Nullable Instant begin() {
            LocalDate day = day("from", from);
            return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        private @Nullable Instant end() {
            LocalDate day = day("to", to);
            return day == null
                    ? null
                    : day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        private static @Nullable LocalDate day(String name, @Nullable String typed) {
            try {
                return typed == null ? null : LocalDate.parse(typed);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'" + name + "' is not a day such as 2026-11-30.", e);
            }
        }

        /** This page, narrowed like this. */
        public String link(String path) {
            return link(path, from, to, null);
        }

        /** The page after the one that ends before a position. */
        public String older(long before) {
            return link("/tasks", from, to, before);
        }

        /** The same list for programs. */
        public String csv() {
            String list = link(q == null ? "/api/tasks" : "/api/search/tasks", begin(), end(), null);
            return list + (list.contains("?") ? "&" : "?") + "format=csv";
        }

        private String link(String path, @Nullable Object begin, @Nullable Object end, @Nullable Long before) {
            return Link.to(path)
                    .with("q", q)
                    .with("state", state)
                    .with("workflow", workflow)
                    .with("agent", agent)
                    .with("model", model)
                    .with("kind", kind)
                    .with("session", session)
                    .with("label", label)
                    .with("from", begin)
                    .with("to", end)
                    .with("before", before)
                    .toString();
        }
    }

    /**
     * The tasks.
     *
     * @param fragment the part of the page that is wanted, when the page refreshes itself
     */
    @GetMapping("/tasks")
    String tasks(
            @ModelAttribute("filter") @Nullable Filter filled,
            BindingResult typed,
            @RequestParam @Nullable Long before,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page,
            HttpServletResponse response) {
        // A list that has not what was asked for leaves nothing filled.
        Filter filter = filled == null || typed.hasErrors() ? Filter.NONE : filled;
        page.addAttribute("filter", filter);
        page.addAttribute("states", TaskState.values());
        page.addAttribute("kinds", TaskKind.values());
        page.addAttribute("live", before == null);
        page.addAttribute("tasks", List.of());
        try {
            if (typed.hasErrors()) {
                throw Problem.invalid("'" + typed.getFieldErrors().getFirst().getField()
                        + "' is not one of those that the form offers.");
            }
            Found found = find(filter, before);
            page.addAttribute("tasks", found.tasks());
            page.addAttribute("next", found.next());
            page.addAttribute("csv", filter.csv());
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("wrong", e.getBody().getDetail());
        } catch (IllegalArgumentException e) {
            response.setStatus(400);
            page.addAttribute("wrong", e.getMessage());
        }
        if (fragment == null) {
            page.addAttribute("index", filter.q() == null ? null : desk.ask(new FindSearch()));
            page.addAttribute(
                    "abandoned", desk.ask(new FindAbandoned(null, null, 1)).total());
            page.addAttribute(
                    "deadLetters", desk.ask(new FindDeadLetters(null, 1)).total());
        }
        return fragment == null ? "tasks" : "tasks :: list";
    }

    private Found find(Filter filter, @Nullable Long before) {
        WorkflowId workflow = filter.workflow() == null ? null : new WorkflowId(filter.workflow());
        AgentId agent = filter.agent() == null ? null : new AgentId(filter.agent());
        SessionId session = filter.session() == null ? null : new SessionId(filter.session());
        if (filter.q() != null) {
            return search.find(
                    new Wanted(
                            filter.q(),
                            workflow,
                            agent,
                            filter.state(),
                            filter.model(),
                            null,
                            filter.kind(),
                            session,
                            filter.label(),
                            filter.begin(),
                            filter.end()),
                    before,
                    PAGE);
        }
        TaskPageView found = desk.ask(new FindTasks(
                workflow,
                agent,
                filter.state(),
                filter.model(),
                filter.kind(),
                session,
                filter.label(),
                filter.begin(),
                filter.end(),
                before,
                PAGE));
        return new Found(found.tasks(), 0, found.next());
    }
}
