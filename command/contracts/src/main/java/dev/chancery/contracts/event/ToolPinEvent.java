package dev.chancery.contracts.event;

/**
 * How a tool describes itself to the agents that may call it: its name, description, schemas and annotations; stream
 * {@code tool/<server>/<tool>}. A description is what makes a model call a tool, so one that changes by itself is held to be
 * an attack until a person has looked at it. Definitions are kept as JSON with personal data replaced; digests are lower-case
 * hex SHA-256 of the definition as the server gave it, members sorted.
 */
public sealed interface ToolPinEvent extends Event {

    /** The tool was seen for the first time and is held to this definition from now on. */
    record ToolPinned(String server, String tool, String digest, String definition) implements ToolPinEvent {}

    /** The server shows another definition than before; the tool is suspended unless it is the one that was approved. */
    record ToolChanged(String server, String tool, String digest, String definition) implements ToolPinEvent {}

    /** A person approved the changed definition. */
    record ToolApproved(String server, String tool, String digest, String by, String reason) implements ToolPinEvent {}
}
