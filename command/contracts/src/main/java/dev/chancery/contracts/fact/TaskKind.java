package dev.chancery.contracts.fact;

/** What a task asks for. */
public enum TaskKind {
    INFERENCE,
    TOOL_CALL,
    /** A judge says which text of a {@link Pair} it prefers. Nobody asked for it, and nothing is delivered. */
    COMPARISON
}
