package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Baseline;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the outputs of a workflow were worth: what people would have cost for those that were delivered, less what the workflow's tasks cost,
 * less the time that people looked at them. Each day by the baseline that held on it; days without one are not compared.
 *
 * @param delivered outputs of all days
 * @param compared of these, on days on which a baseline in this currency held
 * @param baselineCost null when nothing was compared; likewise {@code net}
 * @param cost of the tasks of the days that were compared, undelivered ones included
 * @param reviewCost rounded up; null when there was time to pay for and a baseline had no rate
 * @param percentOfCost net in per cent of cost and cost of review, rounded down; null when that is nothing
 * @param untimedReviews of the days that were compared
 * @param note empty for nothing to say
 */
public record WorkflowWorth(
        long delivered,
        long compared,
        @Nullable Micros baselineCost,
        Micros cost,
        @Nullable Micros reviewCost,
        @Nullable Micros net,
        @Nullable Long percentOfCost,
        long untimedReviews,
        List<Baseline> baselines,
        String note) {

    /** What no figure here has in it. */
    public static final List<String> LEAVES_OUT = List.of(
            "what it costs to run Chancery, to integrate and to look after a workflow",
            "hardware of your own: a local model costs what the policy says, often nothing",
            "the worth of speed and of hours outside those of people, and the cost of mistakes that nobody found",
            "whether people would have done every one of these tasks at all",
            "review whose time is not known, and whatever reviewers do elsewhere than in Chancery");

    private static final long HOUR = 3_600_000;

    /**
     * A day of a workflow in one currency.
     *
     * @param untimedReviews decisions of people whose time is not known
     * @param reviewMillis of the others together
     */
    public record Day(LocalDate day, long delivered, Micros cost, long untimedReviews, long reviewMillis) {}

    /** The worth of days, at least one, all in one currency. */
    public static WorkflowWorth of(List<Day> days, Optional<Baselines.OfWorkflow> baselines) {
        Micros nothing = Micros.zero(days.getFirst().cost().currency());
        long delivered = 0;
        long compared = 0;
        long comparedDays = 0;
        long otherCurrency = 0;
        long unpriced = 0;
        long untimed = 0;
        Micros worth = nothing;
        Micros cost = nothing;
        Micros review = nothing;
        List<Baseline> used = new ArrayList<>();
        for (Day day : days) {
            delivered += day.delivered();
            Baseline held = baselines
                    .flatMap(all -> all.on(day.day()))
                    .map(Baselines.Told::baseline)
                    .orElse(null);
            if (held == null) {
                continue;
            }
            if (!held.costPerTask().currency().equals(nothing.currency())) {
                otherCurrency++;
                continue;
            }
            if (!used.contains(held)) {
                used.add(held);
            }
            comparedDays++;
            compared += day.delivered();
            worth = worth.plus(times(held.costPerTask(), day.delivered()));
            cost = cost.plus(day.cost());
            untimed += day.untimedReviews();
            Micros rate = held.reviewRate() == null ? held.hourlyRate() : held.reviewRate();
            if (day.reviewMillis() > 0 && (rate == null || !rate.currency().equals(nothing.currency()))) {
                unpriced++;
            } else if (rate != null && day.reviewMillis() > 0) {
                review = review.plus(new Micros(
                        Math.ceilDiv(Math.multiplyExact(rate.amount(), day.reviewMillis()), HOUR), rate.currency()));
            }
        }
        boolean any = comparedDays > 0;
        Micros paid = cost.plus(review);
        Micros net = any ? worth.minus(paid) : null;
        return new WorkflowWorth(
                delivered,
                compared,
                any ? worth : null,
                cost,
                any && unpriced == 0 ? review : null,
                net,
                net == null || paid.amount() <= 0
                        ? null
                        : Math.floorDiv(Math.multiplyExact(net.amount(), 100L), paid.amount()),
                untimed,
                used,
                note(days.size(), comparedDays, otherCurrency, unpriced, nothing));
    }

    private static String note(long days, long compared, long otherCurrency, long unpriced, Micros nothing) {
        List<String> notes = new ArrayList<>();
        if (compared == 0 && otherCurrency == 0) {
            notes.add("No baseline holds in this period. Set one.");
        } else if (compared + otherCurrency < days) {
            notes.add(
                    (days - compared - otherCurrency) + " of " + days + " days have no baseline and are not compared.");
        }
        if (otherCurrency > 0) {
            notes.add("On " + otherCurrency + " days the baseline is in another currency than the " + nothing.currency()
                    + " that was spent; they are not compared.");
        }
        if (unpriced > 0) {
            notes.add("On " + unpriced
                    + " days people reviewed, and the baseline has no rate for their time in this currency: the net"
                    + " is without it.");
        }
        return String.join(" ", notes);
    }

    private static Micros times(Micros amount, long times) {
        return new Micros(Math.multiplyExact(amount.amount(), times), amount.currency());
    }
}
