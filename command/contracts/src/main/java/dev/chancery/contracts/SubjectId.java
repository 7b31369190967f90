package dev.chancery.contracts;

/** The pseudonymous id of the person concerned, chosen by the caller; never a name. */
public record SubjectId(String value) implements Id {
    public SubjectId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
