package dev.chancery.contracts;

/** One governed act: a model call or a tool call. */
public record TaskId(String value) implements Id {
    public TaskId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
