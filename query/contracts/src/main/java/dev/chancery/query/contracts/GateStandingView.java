package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a workflow stands, and what speaks for and against its next step.
 *
 * @param since when the gate last moved, or the workflow was registered
 * @param next the step up, null at an open gate
 * @param evidence since the gate last moved; likewise {@code conduct}
 * @param policy in force, null when there is none
 * @param promoters who may promote; empty for everyone whose role lets him
 * @param sampleShare of the outputs delivered at an open gate that people look at afterwards
 * @param rubric that outputs are held against, null for none
 * @param conditions what the policy asks of the next step
 * @param watched shares that lower an open gate by themselves; they are observed only there
 * @param budgetLowers whether a budget that refuses lowers an open gate
 * @param killLowers whether a kill switch on the workflow does
 * @param moves and refused ones, the newest first; at most {@value #MOVES}
 */
public record GateStandingView(
        String workflow,
        String purpose,
        Gate gate,
        Instant since,
        @Nullable Gate next,
        GateEvidence evidence,
        GateConduct conduct,
        @Nullable String policy,
        List<String> promoters,
        double sampleShare,
        @Nullable String rubric,
        List<Condition> conditions,
        List<Watched> watched,
        boolean budgetLowers,
        boolean killLowers,
        List<Move> moves) {

    /** Most moves that are told. */
    public static final int MOVES = 200;

    /**
     * A condition of a promotion.
     *
     * @param condition TIME, REVIEWED, APPROVED_UNCHANGED, COMPARED, AGREEMENT, ERRORS, ESCALATIONS or COST
     * @param asked in words
     * @param found in words
     * @param part of {@code of}, where the condition is about a share; null otherwise
     * @param of how many were observed, null otherwise
     * @param lower of the share, 95 %, Wilson; null otherwise
     * @param upper likewise
     * @param against why it is not met, in a sentence; null when it is
     */
    public record Condition(
            String condition,
            String asked,
            String found,
            boolean met,
            @Nullable Integer part,
            @Nullable Integer of,
            @Nullable Double lower,
            @Nullable Double upper,
            @Nullable String against) {}

    /**
     * A watched share.
     *
     * @param accepted share
     * @param alarming share that is to be noticed
     * @param falseAlarmEvery observations at the least, on average, while the share is accepted
     * @param observed how many are kept
     * @param against of these
     * @param sum where the cumulative sum is, as a part of its threshold: 1 alarms
     * @param course of the sum over the observations
     */
    public record Watched(
            Drift.Metric metric,
            double accepted,
            double alarming,
            int falseAlarmEvery,
            int observed,
            int against,
            double sum,
            List<Double> course) {}

    /**
     * A move, or one that was refused.
     *
     * @param by who asked for it, {@code chancery} for what no person did
     * @param refusal what stood against it, null when it was made
     * @param reviewed outputs that people had decided by then
     * @param approved of these, unchanged
     */
    public record Move(
            long position,
            Instant at,
            Gate from,
            Gate to,
            String by,
            @Nullable String reason,
            @Nullable String refusal,
            int reviewed,
            int approved) {}
}
