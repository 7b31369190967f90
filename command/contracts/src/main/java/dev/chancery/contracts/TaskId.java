package dev.chancery.contracts;

/** One governed act: a model call or a tool call. */
public record TaskId(String value) implements Id {
    public TaskId {
        Id.check(value);
    }

    /**
     * Whether the task was named at random: a UUID of version 7 (RFC 9562), whose random bits nobody can know before the task is
     * opened. One that is named after an idempotency key has version 8, and any other name is taken for one that can be known.
     */
    public boolean isRandom() {
        return value.length() == 36 && value.charAt(14) == '7';
    }

    @Override
    public String toString() {
        return value;
    }
}
