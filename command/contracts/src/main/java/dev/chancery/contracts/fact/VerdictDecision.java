package dev.chancery.contracts.fact;

/** What a verdict leads to, before the workflow's gate says what becomes of the output. */
public enum VerdictDecision {
    /** The output passed. */
    DELIVER,
    /** It did not, and whoever wrote it gets another chance, with the verdict's reasons. */
    REVISE,
    /** It did not, or could not be judged: only a person may release it. */
    HOLD
}
