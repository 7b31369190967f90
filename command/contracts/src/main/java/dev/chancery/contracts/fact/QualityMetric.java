package dev.chancery.contracts.fact;

/** What the record can hold against a declared accuracy. */
public enum QualityMetric {
    /** Share of the verdicts of judges that pass. */
    VERDICTS_PASSED,
    /** Share of the reviewed outputs that people left as they were. */
    LEFT_UNCHANGED
}
