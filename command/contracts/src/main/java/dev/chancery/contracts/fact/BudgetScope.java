package dev.chancery.contracts.fact;

/**
 * What a cap applies to.
 *
 * @param kind the period and the owner
 * @param id for {@code TASK} the task, for {@code SESSION} agent and session, for {@code AGENT_DAY} agent and UTC date
 */
public record BudgetScope(Kind kind, String id) {

    /** From the narrowest to the widest. */
    public enum Kind {
        TASK,
        SESSION,
        AGENT_DAY
    }
}
