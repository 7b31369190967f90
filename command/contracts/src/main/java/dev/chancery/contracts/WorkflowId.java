package dev.chancery.contracts;

/** A purpose for which AI is used; it owns the gate, the rubric and the routing rules. */
public record WorkflowId(String value) implements Id {
    public WorkflowId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
