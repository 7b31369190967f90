package dev.chancery.contracts.fact;

/** Whether anything had left for a provider or a tool server when an act was abandoned. */
public enum Sent {
    /** Nothing had. */
    NOTHING,
    /** Nobody knows. */
    UNKNOWN,
    /** At least one attempt had been made. */
    SOMETHING
}
