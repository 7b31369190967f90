package dev.chancery.contracts;

/** Names an account: what somebody signs in with, or what stands for him when another provider knows him. No person's name. */
public record AccountId(String value) implements Id {
    public AccountId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
