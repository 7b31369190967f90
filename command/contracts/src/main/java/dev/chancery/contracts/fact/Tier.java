package dev.chancery.contracts.fact;

/** What a deployment is for, from the most to the least capable. */
public enum Tier {
    /** Frontier models that plan and decide hard cases. */
    ARCHITECT,
    /** Mid-range models that do the work. */
    WORKER,
    /** Small local models that filter, classify and extract. */
    FILTER
}
