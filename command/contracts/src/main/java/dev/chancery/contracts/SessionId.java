package dev.chancery.contracts;

/** A conversation; placeholders are stable within it. */
public record SessionId(String value) implements Id {
    public SessionId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
