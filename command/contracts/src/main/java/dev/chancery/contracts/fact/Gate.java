package dev.chancery.contracts.fact;

/** How much autonomy a workflow has earned. The order is that of promotion. */
public enum Gate {
    /** Outputs are recorded and never delivered. */
    SHADOW,
    /** Outputs are held until a person releases them. */
    HUMAN_IN_THE_LOOP,
    /** Outputs are delivered within guardrails. */
    AUTONOMOUS
}
