package dev.chancery.decisions.obligation;

import dev.chancery.contracts.fact.WorkDay;
import java.util.List;

/**
 * What controls hold the record against.
 *
 * @param literacyDays how old measures for AI literacy may be
 * @param biasDays how old a check for bias may be
 * @param unfinishedMinutes after which a task without an outcome is missed
 * @param abandonedShare most tasks whose outcome may never come
 * @param workDays how old the last task of a system in service may be before its evidence is stale
 * @param reviewHours within which an output is reviewed; one of {@link WorkDay#WAITS}
 * @param reviewDays over which reviews are looked at
 * @param rubberStampSeconds under which a decision is taken to be made without looking; one of {@link WorkDay#DWELLS}
 * @param rubberStampShare of decisions from which on that is a signal
 * @param rubberStampMinimum fewest decisions that make one
 * @param qualityDays over which quality is looked at
 * @param qualityMinimum fewest verdicts or reviews that say anything
 * @param approvers people who approve a change of the policy and did not make it
 * @param changeDays over which changes of the policy are looked at
 * @param retentionDays how long logs are kept at the least
 * @param monitoringDays how old the last look at outputs may be
 * @param postMarketDays the same for what is collected after a system was placed on the market
 */
public record ControlThresholds(
        int literacyDays,
        int biasDays,
        int unfinishedMinutes,
        double abandonedShare,
        int workDays,
        int reviewHours,
        int reviewDays,
        int rubberStampSeconds,
        double rubberStampShare,
        int rubberStampMinimum,
        int qualityDays,
        int qualityMinimum,
        int approvers,
        int changeDays,
        int retentionDays,
        int monitoringDays,
        int postMarketDays) {

    /** Days of work that are kept for an evaluation at the most. */
    private static final int MOST_DAYS = 366;

    /** What holds unless somebody says otherwise. */
    public static final ControlThresholds DEFAULT =
            new ControlThresholds(365, 90, 60, 0.01, 30, 24, 30, 5, 0.5, 20, 90, 30, 2, 365, 183, 30, 30);

    public ControlThresholds {
        one("review-hours", reviewHours, WorkDay.WAITS);
        one("rubber-stamp-seconds", rubberStampSeconds, WorkDay.DWELLS);
        for (int days :
                List.of(literacyDays, biasDays, workDays, changeDays, retentionDays, unfinishedMinutes, approvers)) {
            demand(days > 0);
        }
        for (int days : List.of(reviewDays, qualityDays, monitoringDays, postMarketDays)) {
            demand(days > 0 && days <= MOST_DAYS);
        }
        demand(rubberStampMinimum > 0 && qualityMinimum > 0);
        demand(abandonedShare >= 0 && abandonedShare < 1 && rubberStampShare > 0 && rubberStampShare <= 1);
    }

    private static void one(String name, int value, List<Integer> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException("chancery.controls." + name + " is one of " + allowed);
        }
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chancery.controls: days, minutes, minima and approvers are above 0, days of work at most "
                            + MOST_DAYS + ", shares between 0 and 1");
        }
    }

    /** How many days of work an evaluation looks at. */
    public int days() {
        return List.of(reviewDays, qualityDays, monitoringDays, postMarketDays, workDays).stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
    }
}
