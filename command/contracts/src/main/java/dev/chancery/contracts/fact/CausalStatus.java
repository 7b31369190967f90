package dev.chancery.contracts.fact;

/** What is known of the link between an AI system and an incident. */
public enum CausalStatus {
    UNDER_INVESTIGATION,
    SUSPECTED,
    /** A link is reasonably likely. */
    LIKELY,
    ESTABLISHED,
    /** There is none, so that it is no serious incident of the system. */
    EXCLUDED
}
