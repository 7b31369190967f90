package dev.chancery.query.web.api;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.DecideReview.Action;
import dev.chancery.query.contracts.ReviewPageView;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Held outputs, and delivered ones that were sampled, and what people decide about them. */
@RestController
@RequestMapping("/api/reviews")
final class ReviewsApi {

    /** Each text that is shown is a disclosure of its own in the record, so a page is short. */
    private static final int LIMIT = 50;

    private final Desk desk;

    ReviewsApi(Desk desk) {
        this.desk = desk;
    }

    /** A page of the queue, the longest waiting first. */
    record Reviews(List<Review> reviews, @Nullable Long next) {}

    /**
     * A held output.
     *
     * @param request sanitised, null when erased
     * @param output sanitised, null when erased
     */
    record Review(
            TaskSummaryView task,
            @Nullable String request,
            @Nullable String output) {}

    @GetMapping
    Reviews reviews(
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable Waiting kind,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "20") int limit,
            Principal reader) {
        if (limit < 1 || limit > LIMIT) {
            throw Problem.invalid("'limit' is 1 to " + LIMIT + ".");
        }
        ReviewPageView page =
                desk.ask(new FindReviews(workflow == null ? null : new WorkflowId(workflow), kind, after, limit));
        return new Reviews(
                page.reviews().stream().map(task -> show(task, reader)).toList(), page.next());
    }

    private Review show(TaskSummaryView task, Principal reader) {
        String output = task.output();
        var texts = desk.disclose(
                new TaskId(task.task()),
                output == null ? List.of(task.request()) : List.of(task.request(), output),
                reader.getName(),
                "review");
        return new Review(
                task,
                texts.getFirst().orElse(null),
                output == null ? null : texts.getLast().orElse(null));
    }

    /** What a reviewer decides. */
    record Decision(
            @Nullable String action,
            @Nullable String output,
            @Nullable String reason) {}

    @PostMapping("/{task}/decision")
    TaskSummaryView decide(@PathVariable String task, @RequestBody Decision decision, Principal reviewer) {
        TaskId id = new TaskId(task);
        desk.decide(id, action(decision.action()), decision.output(), decision.reason(), reviewer.getName());
        return desk.task(id);
    }

    private static Action action(@Nullable String action) {
        return switch (action == null ? "" : action.toLowerCase(Locale.ROOT)) {
            case "approve" -> Action.APPROVE;
            case "edit" -> Action.EDIT;
            case "reject" -> Action.REJECT;
            default -> throw Problem.invalid("'action' is approve, edit or reject.");
        };
    }
}
