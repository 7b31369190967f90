package dev.chancery.folds;

import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each person decided about outputs and calls, and how long he had looked at them. */
public final class Reviewers implements Fold<Step, String, Reviewers.Reviewer> {

    /** Ends of all spans but the last, in milliseconds: 5 and 30 seconds, 2 and 10 minutes. */
    public static final List<Long> SPANS = List.of(5_000L, 30_000L, 120_000L, 600_000L);

    /**
     * A person who reviews.
     *
     * @param approved as it was, before or after its delivery
     * @param edited or found that another text would have been right
     * @param rejected or found wrong
     * @param unseen decisions about what this person was not shown here
     * @param dwellMillis of all decisions about what he was shown
     * @param dwell how many of these lie in each of {@link #SPANS} and beyond
     */
    public record Reviewer(
            String reviewer,
            int approved,
            int edited,
            int rejected,
            int unseen,
            long dwellMillis,
            List<Integer> dwell,
            Instant since,
            Instant last) {}

    @Override
    public String name() {
        return "reviewers";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case OutputApproved e -> List.of(e.reviewer());
            case OutputEdited e -> List.of(e.reviewer());
            case OutputRejected e -> List.of(e.reviewer());
            case OutputReviewed e -> List.of(e.reviewer());
            case ToolCallApproved e -> List.of(e.reviewer());
            case ToolCallRejected e -> List.of(e.reviewer());
            case ToolResultApproved e -> List.of(e.reviewer());
            case ToolResultRejected e -> List.of(e.reviewer());
            case ReviewTimed e -> List.of(e.reviewer());
            default -> List.of();
        };
    }

    @Override
    public Reviewer apply(String key, @Nullable Reviewer before, Step step) {
        Instant at = step.recorded().at();
        Reviewer r = before == null
                ? new Reviewer(key, 0, 0, 0, 0, 0, Collections.nCopies(SPANS.size() + 1, 0), at, at)
                : before;
        return switch (step.recorded().event()) {
            case ReviewTimed e -> timed(r, e.dwellMillis(), at);
            case OutputApproved ignored -> decided(r, 1, 0, 0, at);
            case ToolCallApproved ignored -> decided(r, 1, 0, 0, at);
            case OutputEdited ignored -> decided(r, 0, 1, 0, at);
            case OutputRejected ignored -> decided(r, 0, 0, 1, at);
            case ToolCallRejected ignored -> decided(r, 0, 0, 1, at);
            case ToolResultApproved ignored -> decided(r, 1, 0, 0, at);
            case ToolResultRejected ignored -> decided(r, 0, 0, 1, at);
            case OutputReviewed e ->
                switch (e.finding()) {
                    case RIGHT -> decided(r, 1, 0, 0, at);
                    case OTHERWISE -> decided(r, 0, 1, 0, at);
                    case WRONG -> decided(r, 0, 0, 1, at);
                };
            default ->
                throw new IllegalStateException(
                        "No event of a reviewer: " + step.recorded().position());
        };
    }

    private static Reviewer decided(Reviewer r, int approved, int edited, int rejected, Instant at) {
        return new Reviewer(
                r.reviewer(),
                r.approved() + approved,
                r.edited() + edited,
                r.rejected() + rejected,
                r.unseen(),
                r.dwellMillis(),
                r.dwell(),
                r.since(),
                at);
    }

    private static Reviewer timed(Reviewer r, @Nullable Long millis, Instant at) {
        List<Integer> dwell = new ArrayList<>(r.dwell());
        if (millis != null) {
            int span = (int) SPANS.stream().filter(end -> end <= millis).count();
            dwell.set(span, dwell.get(span) + 1);
        }
        return new Reviewer(
                r.reviewer(),
                r.approved(),
                r.edited(),
                r.rejected(),
                r.unseen() + (millis == null ? 1 : 0),
                r.dwellMillis() + (millis == null ? 0 : millis),
                List.copyOf(dwell),
                r.since(),
                at);
    }
}
