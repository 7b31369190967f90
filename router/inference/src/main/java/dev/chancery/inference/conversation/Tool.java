package dev.chancery.inference.conversation;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a model may ask for.
 *
 * @param parametersJson JSON Schema of its arguments; it reaches the provider as it is, null for no arguments
 */
public record Tool(
        String name, @Nullable String description, @Nullable String parametersJson) {}
