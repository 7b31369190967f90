package dev.chancery.contracts.fact;

/** What becomes of a tool's result, from the mildest to the strictest. */
public enum Passage {
    /** Nothing was seen in it that counts: it goes to the agent. */
    DELIVERED,
    /** It goes to the agent, with the signs that were seen in it. */
    FLAGGED,
    /** A person decides whether it goes to the agent. */
    HELD,
    /** It does not go to the agent. */
    REFUSED
}
