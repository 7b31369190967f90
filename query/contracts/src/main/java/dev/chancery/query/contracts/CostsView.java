package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tasks cost.
 *
 * @param totals one for each currency; currencies are never added
 * @param notes what the figures do not say
 */
public record CostsView(
        CostQuery.FindCosts.By by,
        LocalDate from,
        LocalDate to,
        List<CostLine> lines,
        List<CostLine> totals,
        List<String> notes) {

    /**
     * One value of the dimension in one currency.
     *
     * @param key the tier, deployment, agent, workflow or day; {@code none} for a tier that is not known, {@code total} for all
     * @param tasks settled tasks, each counted once: where it was served
     * @param delivered whose output, or another that a person put in its place, went out
     * @param rejected whose output a person withheld for good
     * @param cost of all of them
     * @param perTask the cost divided by the tasks, rounded up; null without tasks
     * @param perDelivered the cost, that of undelivered tasks included, divided by the delivered; null when none was
     * @param judging part of the cost for verdicts
     * @param revising part of it for answers in the place of others
     * @param failing part of it for calls of which nothing came, or nothing is known
     * @param undelivered part of it, which overlaps the others, for tasks that failed, were abandoned or rejected
     * @param savedByProviderCache what the calls would have cost more at the full price of their input; negative when writing to the
     *     cache cost more than it saved
     * @param reviewMillis that people looked before they decided, as far as it is known
     */
    public record CostLine(
            String key,
            long tasks,
            long delivered,
            long rejected,
            long failed,
            long abandoned,
            long inputTokens,
            long outputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            Micros cost,
            @Nullable Micros perTask,
            @Nullable Micros perDelivered,
            Micros judging,
            Micros revising,
            Micros failing,
            Micros undelivered,
            Micros savedByProviderCache,
            long reviews,
            long timedReviews,
            long reviewMillis) {}
}
