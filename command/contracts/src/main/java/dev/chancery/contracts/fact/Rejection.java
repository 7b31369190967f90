package dev.chancery.contracts.fact;

/**
 * A deployment that may not serve the request, and why.
 *
 * @param deployment its id in the policy
 * @param reason which wall it met
 * @param detail for people: the rule, limit or class that applied
 */
public record Rejection(String deployment, Reason reason, String detail) {

    /** The walls of routing. */
    public enum Reason {
        NOT_REQUESTED,
        NOT_IN_WORKFLOW,
        SENSITIVITY,
        CONTEXT_TOO_SMALL,
        NO_TOOLS,
        UNAVAILABLE,
        RULE,
        TIER,
        OVER_BUDGET,
        /** The model, or the vendor, that made the output is not to judge it. */
        NOT_INDEPENDENT
    }
}
