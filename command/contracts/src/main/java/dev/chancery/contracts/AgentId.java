package dev.chancery.contracts;

/** A caller that was registered: an application, an agent runtime, a person's client. */
public record AgentId(String value) implements Id {
    public AgentId {
        Id.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
