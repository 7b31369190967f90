package dev.chancery.query.web.console;

import static dev.chancery.query.web.console.Said.SAID;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.DecideReview.Action;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.ReviewPageView;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The page of what waits for a person, the longest waiting first, and of the one that he decides about. That a text is shown is recorded, so
 * it is shown by a POST only; a decision shows the next item in the same answer.
 */
@Controller
final class ReviewPage {

    private static final int PAGE = 50;
    private static final int CONFLICT = 409;

    private final Desk desk;
    private final EventLog log;
    private final Clock clock = Clock.systemUTC();

    ReviewPage(Desk desk, EventLog log) {
        this.desk = desk;
        this.log = log;
    }

    /** What the queue is narrowed to; an empty field narrows nothing. */
    record Where(
            @Nullable String workflow,
            @Nullable Waiting kind,
            @Nullable Long after) {

        Where {
            workflow = workflow == null || workflow.isBlank() ? null : workflow.strip();
        }

        public boolean narrows() {
            return workflow != null || kind != null;
        }

        /** A place below the queue, narrowed like this. */
        public String link(String path) {
            UriComponentsBuilder link = UriComponentsBuilder.fromPath(path);
            with(link, "workflow", workflow);
            with(link, "kind", kind);
            with(link, "after", after);
            return link.encode().toUriString();
        }

        /** The place of a task. */
        public String of(@Nullable String task) {
            return link(task == null ? "/review" : "/review/" + task);
        }

        private static void with(UriComponentsBuilder link, String name, @Nullable Object value) {
            if (value != null) {
                link.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
            }
        }
    }

    /** A line of the queue. */
    record Line(String task, String workflow, Waiting waiting, Instant since, long opened) {

        static Line of(TaskSummaryView task) {
            Long latency = task.latencyMillis();
            return new Line(
                    task.task(),
                    task.workflow(),
                    ReviewItem.waiting(task),
                    task.state() != TaskState.HELD && task.closedAt() != null
                            ? task.closedAt()
                            : latency == null
                                    ? task.openedAt()
                                    : task.openedAt().plusMillis(latency),
                    task.opened());
        }
    }

    /** What was typed, when it has to be typed otherwise. */
    record Typed(String reason, @Nullable String output) {}

    /**
     * The queue and the item that is asked for, without its texts.
     *
     * @param id of the task; the longest waiting one when it is left out
     * @param fragment the part of the page that is wanted, when it refreshes itself
     */
    @GetMapping({"/review", "/review/{id}"})
    String queue(
            @PathVariable(required = false) @Nullable String id,
            @ModelAttribute("where") Where where,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            HttpSession session,
            Model page) {
        Reviewing mine = mine(session);
        List<Line> lines = lines(where, mine, page);
        String current =
                id != null ? id : lines.isEmpty() ? null : lines.getFirst().task();
        place(current, lines, where, mine, page);
        page.addAttribute("place", where.of(id));
        if ("waiting".equals(fragment)) {
            return "review :: waiting";
        }
        if (current != null) {
            TaskSummaryView task = desk.task(new TaskId(current));
            if (waits(task)) {
                page.addAttribute("item", item(task));
            } else {
                page.addAttribute("said", decided(task));
            }
        }
        JudgeAgreementView agreement = desk.ask(new FindJudgeAgreement());
        page.addAttribute("agreement", agreement.rubrics());
        page.addAttribute("pairs", agreement.pairs());
        page.addAttribute("openPairs", agreement.open());
        return "review";
    }

    /** Shows an item with its texts, after the record has it that they were shown. */
    @PostMapping("/review/{id}")
    String open(
            @PathVariable String id,
            @ModelAttribute("where") Where where,
            @RequestHeader(value = "HX-Request", required = false) @Nullable String partial,
            Principal reviewer,
            HttpSession session,
            Model page,
            HttpServletResponse response) {
        Reviewing mine = mine(session);
        TaskSummaryView task = desk.task(new TaskId(id));
        if (waits(task)) {
            show(task, lines(where, mine, page), where, mine, reviewer, page);
            return answer(where.of(id), partial, page, response);
        }
        return next(task, decided(task), where, mine, partial, reviewer, page, response);
    }

    /** A person decides, and is shown the next item at once. */
    @PostMapping("/review/{id}/decision")
    String decide(
            @PathVariable String id,
            @ModelAttribute("where") Where where,
            @RequestParam @Nullable Action action,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam @Nullable String output,
            @RequestHeader(value = "HX-Request", required = false) @Nullable String partial,
            Principal reviewer,
            HttpSession session,
            Model page,
            HttpServletResponse response) {
        Reviewing mine = mine(session);
        TaskId task = new TaskId(id);
        TaskSummaryView before = desk.task(task);
        try {
            if (action == null) {
                throw Problem.invalid("Choose what to do: approve, edit or reject.");
            }
            desk.decide(task, action, action == Action.EDIT ? output : null, reason, reviewer.getName());
        } catch (ErrorResponseException e) {
            TaskSummaryView now = desk.task(task);
            if (e.getStatusCode().value() == CONFLICT && !waits(now)) {
                return next(
                        before,
                        "Nothing of yours was recorded. " + decided(now),
                        where,
                        mine,
                        partial,
                        reviewer,
                        page,
                        response);
            }
            return wrong(e, now, new Typed(reason, output), where, mine, partial, reviewer, page, response);
        }
        Long dwell = dwell(task, reviewer.getName());
        mine.decided(id, reason.strip(), dwell);
        String said = done(action, ReviewItem.waiting(before)) + " " + id + "."
                + (dwell == null
                        ? " The record has not that it was shown to you."
                        : " You had looked at it for " + SAID.millis(dwell) + ".");
        return next(before, said, where, mine, partial, reviewer, page, response);
    }

    private static String done(Action action, Waiting waiting) {
        if (waiting == Waiting.DELIVERED) {
            return switch (action) {
                case APPROVE -> "Found right:";
                case EDIT -> "Recorded a better text for";
                case REJECT -> "Found wrong:";
            };
        }
        return switch (action) {
            case APPROVE -> "Approved";
            case EDIT -> "Released your text in place of the answer of";
            case REJECT -> "Rejected";
        };
    }

    /** What an edit would change; nothing is read or recorded, both texts come with the form. */
    @PostMapping("/review/{id}/diff")
    String diff(
            @PathVariable String id,
            @ModelAttribute("where") Where where,
            @RequestParam(defaultValue = "") String original,
            @RequestParam(defaultValue = "") String output,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(value = "HX-Request", required = false) @Nullable String partial,
            Model page) {
        if (original.length() > Desk.OUTPUT_LIMIT || output.length() > Desk.OUTPUT_LIMIT) {
            throw Problem.invalid("An output has at most " + Desk.OUTPUT_LIMIT + " characters.");
        }
        // A form sends its lines ended as the network does.
        page.addAttribute("pieces", Edits.between(original.replace("\r\n", "\n"), output.replace("\r\n", "\n")));
        page.addAttribute("task", id);
        page.addAttribute("output", output);
        page.addAttribute("original", original);
        page.addAttribute("reason", reason);
        return partial == null ? "review-diff" : "review-diff :: diff";
    }

    /** The item that comes after one; where none does, the first of all. */
    private String next(
            TaskSummaryView last,
            String said,
            Where where,
            Reviewing mine,
            @Nullable String partial,
            Principal reviewer,
            Model page,
            HttpServletResponse response) {
        List<Line> lines = lines(where, mine, page);
        page.addAttribute("said", said);
        List<Line> ahead = Stream.concat(
                        lines.stream().filter(line -> line.opened() >= last.opened()),
                        lines.stream().filter(line -> line.opened() < last.opened()))
                .filter(line -> !line.task().equals(last.task()))
                .toList();
        for (Line line : ahead) {
            TaskSummaryView task = desk.task(new TaskId(line.task()));
            if (waits(task)) {
                try {
                    show(task, lines, where, mine, reviewer, page);
                } catch (ErrorResponseException e) {
                    page.addAttribute(
                            "said",
                            said + " The next could not be shown: "
                                    + e.getBody().getDetail());
                    page.addAttribute("item", item(task));
                }
                return answer(where.of(line.task()), partial, page, response);
            }
        }
        place(null, lines, where, mine, page);
        return answer(where.link("/review"), partial, page, response);
    }

    private String wrong(
            ErrorResponseException e,
            TaskSummaryView task,
            Typed typed,
            Where where,
            Reviewing mine,
            @Nullable String partial,
            Principal reviewer,
            Model page,
            HttpServletResponse response) {
        response.setStatus(e.getStatusCode().value());
        page.addAttribute("wrong", e.getBody().getDetail());
        if (partial != null) {
            response.setHeader("HX-Retarget", "#wrong");
            response.setHeader("HX-Reswap", "outerHTML");
            return "review :: wrong";
        }
        page.addAttribute("typed", typed);
        show(task, lines(where, mine, page), where, mine, reviewer, page);
        return answer(where.of(task.task()), null, page, response);
    }

    private String answer(String place, @Nullable String partial, Model page, HttpServletResponse response) {
        page.addAttribute("partial", partial != null);
        if (partial == null) {
            return "review";
        }
        response.setHeader("HX-Push-Url", place);
        return "review :: answer";
    }

    private void show(
            TaskSummaryView task, List<Line> lines, Where where, Reviewing mine, Principal reviewer, Model page) {
        place(task.task(), lines, where, mine, page);
        String output = task.output();
        List<Optional<String>> texts = desk.disclose(
                new TaskId(task.task()),
                output == null ? List.of(task.request()) : List.of(task.request(), output),
                reviewer.getName(),
                "review");
        page.addAttribute("item", item(task));
        page.addAttribute("shown", true);
        page.addAttribute("asked", texts.getFirst().map(SAID::conversation).orElse(null));
        page.addAttribute("answered", output == null ? null : texts.getLast().orElse(null));
        if (texts.getFirst().isEmpty()) {
            page.addAttribute("askedErased", erased(task.request()));
        }
        if (output != null && texts.getLast().isEmpty()) {
            page.addAttribute("answeredErased", erased(output));
        }
    }

    private String erased(String content) {
        return "It was erased"
                + desk.erasedAt(content).map(at -> " on " + SAID.time(at)).orElse("")
                + ". The record still holds a commitment to what it was.";
    }

    private void place(@Nullable String current, List<Line> lines, Where where, Reviewing mine, Model page) {
        List<String> order = lines.stream().map(Line::task).toList();
        int at = current == null ? -1 : order.indexOf(current);
        page.addAttribute("lines", lines);
        page.addAttribute("current", current);
        page.addAttribute("place", where.of(current));
        page.addAttribute("previous", at > 0 ? order.get(at - 1) : null);
        page.addAttribute(
                "following", at + 1 < order.size() && !order.get(at + 1).equals(current) ? order.get(at + 1) : null);
        page.addAttribute("mine", mine);
        page.addAttribute("now", clock.instant());
        page.addAttribute("kinds", Waiting.values());
    }

    private List<Line> lines(Where where, Reviewing mine, Model page) {
        ReviewPageView found = desk.ask(new FindReviews(
                where.workflow() == null ? null : new WorkflowId(where.workflow()), where.kind(), where.after(), PAGE));
        page.addAttribute("next", found.next());
        Set<String> decided = mine.decided();
        return found.reviews().stream()
                // The list may be a moment behind; a call that was approved waits again when its result is held.
                .filter(task -> !decided.contains(task.task()) || waits(desk.task(new TaskId(task.task()))))
                .map(Line::of)
                .toList();
    }

    private ReviewItem item(TaskSummaryView task) {
        return ReviewItem.of(task, stream(new TaskId(task.task())));
    }

    private List<Recorded> stream(TaskId task) {
        return desk.ask(new FindTaskEvents(task)).events().stream()
                .map(log::decode)
                .toList();
    }

    private boolean waits(TaskSummaryView task) {
        return task.state() == TaskState.HELD || desk.isSampled(new TaskId(task.task()));
    }

    private static String decided(TaskSummaryView task) {
        return task.task() + " waits for nobody any more: it is " + SAID.word(task.state())
                + (task.reviewer() == null ? "." : ", decided by " + task.reviewer() + ".");
    }

    /** From the last showing to the decision, as the record has it. */
    private @Nullable Long dwell(TaskId task, String reviewer) {
        return stream(task).stream()
                .map(Recorded::event)
                .filter(ReviewTimed.class::isInstance)
                .map(ReviewTimed.class::cast)
                .filter(timed -> timed.reviewer().equals(reviewer))
                .reduce((before, last) -> last)
                .map(ReviewTimed::dwellMillis)
                .orElse(null);
    }

    private static Reviewing mine(HttpSession session) {
        synchronized (session) {
            if (session.getAttribute(Reviewing.NAME) instanceof Reviewing mine) {
                return mine;
            }
            Reviewing mine = new Reviewing();
            session.setAttribute(Reviewing.NAME, mine);
            return mine;
        }
    }
}
