package dev.chancery.decisions.gate;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a gate may move: down at any time; up one step at a time, by somebody who may, with a reason, on evidence. */
public final class GateDecision {

    /** Quantile of the normal distribution for a two-sided interval of 95 %. */
    private static final double Z = 1.959964;

    private static final Duration WEEK = Duration.ofDays(7);

    private GateDecision() {}

    /**
     * Decides a move that a person asks for.
     *
     * @return {@link GateTransitioned}, or {@link GateTransitionRefused} with everything that stands against it
     */
    public static WorkflowEvent decide(MoveGate move, Gate from, GateThresholds thresholds) {
        List<String> refusals = refusals(move, from, thresholds);
        return refusals.isEmpty()
                ? new GateTransitioned(
                        move.workflow(),
                        from,
                        move.to(),
                        move.actor(),
                        move.reason(),
                        move.evidence(),
                        move.conduct(),
                        move.policy(),
                        null)
                : new GateTransitionRefused(
                        move.workflow(),
                        from,
                        move.to(),
                        move.actor(),
                        String.join(" ", refusals),
                        move.evidence(),
                        move.reason(),
                        move.conduct(),
                        move.policy());
    }

    /** What stands against a move, in sentences; empty when nothing does. */
    public static List<String> refusals(MoveGate move, Gate from, GateThresholds thresholds) {
        Gate to = move.to();
        if (to == from) {
            return List.of("The gate is at " + to + " already.");
        }
        if (to.compareTo(from) < 0) {
            return List.of();
        }
        Gate next = from == Gate.SHADOW ? Gate.HUMAN_IN_THE_LOOP : Gate.AUTONOMOUS;
        if (to != next) {
            return List.of("A gate rises one step at a time: from " + from + " to " + next + ".");
        }
        List<String> found = new ArrayList<>();
        if (!thresholds.promoters().isEmpty() && !thresholds.promoters().contains(move.actor())) {
            found.add(move.actor() + " may not promote; the policy names who may: "
                    + String.join(", ", thresholds.promoters()) + ".");
        }
        if (move.reason().isBlank()) {
            found.add("A promotion needs a reason in words.");
        }
        time(move.conduct(), thresholds, found);
        if (to == Gate.AUTONOMOUS) {
            people(move.evidence(), thresholds, found);
        } else {
            agreement(move.conduct(), thresholds, found);
        }
        conduct(move.conduct(), thresholds, found);
        return List.copyOf(found);
    }

    private static void time(GateConduct conduct, GateThresholds thresholds, List<String> found) {
        Instant since = conduct.since();
        if (thresholds.minimumWeeks() == 0) {
            return;
        }
        if (since == null) {
            found.add("It is not known since when the gate has stood here; a promotion needs "
                    + thresholds.minimumWeeks() + " weeks.");
        } else if (conduct.until().isBefore(since.plus(WEEK.multipliedBy(thresholds.minimumWeeks())))) {
            found.add("The gate has stood here for "
                    + Duration.between(since, conduct.until()).toDays() + " days; a promotion needs "
                    + thresholds.minimumWeeks() + " weeks.");
        }
    }

    private static void people(GateEvidence evidence, GateThresholds thresholds, List<String> found) {
        if (evidence.reviewed() < thresholds.minimumReviewed()) {
            found.add(evidence.reviewed() + " outputs were reviewed at this gate; a promotion needs "
                    + thresholds.minimumReviewed() + ".");
        }
        // The bound follows from the counts, so it is taken from them and not believed.
        double bound =
                evidence(evidence.reviewed(), evidence.approvedUnchanged()).lowerBound();
        if (bound < thresholds.minimumLowerBound()) {
            found.add(String.format(
                    Locale.ROOT,
                    "%d of %d outputs were approved unchanged, so with 95 %% confidence at least %.1f %%; a promotion needs %.1f %%.",
                    evidence.approvedUnchanged(),
                    evidence.reviewed(),
                    bound * 100,
                    thresholds.minimumLowerBound() * 100));
        }
    }

    private static void agreement(GateConduct conduct, GateThresholds thresholds, List<String> found) {
        if (conduct.compared() < thresholds.minimumCompared()) {
            found.add(conduct.compared() + " withheld outputs were compared with what a person did; a promotion needs "
                    + thresholds.minimumCompared() + ".");
        }
        double bound = evidence(conduct.compared(), conduct.agreed()).lowerBound();
        if (bound < thresholds.minimumAgreement()) {
            found.add(String.format(
                    Locale.ROOT,
                    "%d of %d withheld outputs agree with what a person did, so with 95 %% confidence at least %.1f %%; a promotion needs %.1f %%.",
                    conduct.agreed(),
                    conduct.compared(),
                    bound * 100,
                    thresholds.minimumAgreement() * 100));
        }
    }

    private static void conduct(GateConduct conduct, GateThresholds thresholds, List<String> found) {
        share("had no answer of any model", conduct.failed(), conduct.tasks(), thresholds.maximumErrorShare(), found);
        share(
                "would not leave by themselves at an open gate",
                conduct.escalated(),
                conduct.tasks(),
                thresholds.maximumEscalationShare(),
                found);
        Micros most = thresholds.maximumCost();
        Micros cost = conduct.cost();
        if (most == null) {
            return;
        }
        if (cost == null || conduct.paid() == 0 || !cost.currency().equals(most.currency())) {
            found.add("What an output costs is not known in " + most.currency() + "; a promotion needs at most " + most
                    + ".");
        } else if (BigDecimal.valueOf(cost.amount())
                        .compareTo(BigDecimal.valueOf(most.amount()).multiply(BigDecimal.valueOf(conduct.paid())))
                > 0) {
            found.add("An output costs "
                    + new Micros(
                            BigDecimal.valueOf(cost.amount())
                                    .divide(BigDecimal.valueOf(conduct.paid()), RoundingMode.CEILING)
                                    .longValueExact(),
                            cost.currency())
                    + " on average; a promotion needs at most " + most + ".");
        }
    }

    /** What is not known is not within bounds. */
    private static void share(String what, int part, int all, @Nullable Double most, List<String> found) {
        if (most == null) {
            return;
        }
        if (all == 0) {
            found.add("No call has ended at this gate, so it is not known how many " + what + ".");
        } else if ((double) part / all > most) {
            found.add(String.format(
                    Locale.ROOT,
                    "%d of %d calls %s, which is %.1f %%; a promotion needs at most %.1f %%.",
                    part,
                    all,
                    what,
                    100.0 * part / all,
                    100 * most));
        }
    }

    /**
     * Evidence from counts, with the lower bound of the Wilson score interval (E. B. Wilson, 1927).
     *
     * @param reviewed outputs decided by a person
     * @param approvedUnchanged of these, at most as many
     */
    public static GateEvidence evidence(int reviewed, int approvedUnchanged) {
        if (approvedUnchanged < 0 || approvedUnchanged > reviewed) {
            throw new IllegalArgumentException(approvedUnchanged + " of " + reviewed + " cannot have been approved");
        }
        if (reviewed == 0) {
            return new GateEvidence(0, 0, 0);
        }
        double n = reviewed;
        double share = approvedUnchanged / n;
        double centre = share + Z * Z / (2 * n);
        double margin = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return new GateEvidence(reviewed, approvedUnchanged, Math.max(0, (centre - margin) / (1 + Z * Z / n)));
    }
}
