package dev.chancery.inference.conversation;

/**
 * A model asks for a tool.
 *
 * @param argumentsJson a JSON object as the model wrote it; it need not fit the tool's schema
 */
public record ToolCall(String id, String name, String argumentsJson) {}
