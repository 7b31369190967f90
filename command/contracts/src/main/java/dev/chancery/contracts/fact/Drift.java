package dev.chancery.contracts.fact;

/**
 * Why a gate is lowered by itself.
 *
 * @param metric what has left its bounds
 * @param observations of a metric that is a share, in order, {@code 1} for each that counts against the workflow: from where the
 *     cumulative sum last left zero to where it reached its threshold. Empty for what happens once
 * @param position of the event that the last of them, or the one thing that happened, is in
 */
public record Drift(Metric metric, String observations, long position) {

    /** What is watched. */
    public enum Metric {
        /** Delivered outputs that a person who looked at them afterwards did not find right. */
        CHANGED,
        /** Calls that no model answered. */
        ERRORS,
        /** Verdicts that were not passed. */
        VERDICTS,
        /** Outputs dearer than the policy's amount. */
        COST,
        /** A budget refused a request. */
        BUDGET,
        /** A kill switch was pulled on the workflow. */
        INCIDENT
    }
}
