package dev.chancery.contracts;

/** The version of a policy bundle: lower-case hex SHA-256 of its canonical document. */
public record PolicyVersion(String value) implements Id {
    public PolicyVersion {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
