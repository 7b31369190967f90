package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What a kill switch stops.
 *
 * @param id of the agent or the workflow; null for everything
 */
public record StopScope(Kind kind, @Nullable String id) {

    /** How far it reaches. */
    public enum Kind {
        AGENT,
        WORKFLOW,
        EVERYTHING
    }

    public StopScope {
        if ((kind == Kind.EVERYTHING) != (id == null)) {
            throw new IllegalArgumentException(
                    "A kill switch names an agent or a workflow by its id, and everything by none");
        }
    }

    /** Whether an act of this agent for this workflow is within it. */
    public boolean covers(String agent, String workflow) {
        return switch (kind) {
            case AGENT -> agent.equals(id);
            case WORKFLOW -> workflow.equals(id);
            case EVERYTHING -> true;
        };
    }

    /** {@code agent x}, {@code workflow x} or {@code everything}. */
    @Override
    public String toString() {
        return switch (kind) {
            case AGENT -> "agent " + id;
            case WORKFLOW -> "workflow " + id;
            case EVERYTHING -> "everything";
        };
    }
}
