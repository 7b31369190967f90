package dev.chancery.contracts;

/** A row of the erasable content store. */
public record ContentId(String value) implements Id {
    public ContentId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
