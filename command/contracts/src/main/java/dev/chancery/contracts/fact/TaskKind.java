package dev.chancery.contracts.fact;

/** What a task asks for. */
public enum TaskKind {
    INFERENCE,
    TOOL_CALL
}
