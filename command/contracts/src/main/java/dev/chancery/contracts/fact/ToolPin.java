package dev.chancery.contracts.fact;

/**
 * What was known of a tool's definition when a call of it was decided.
 *
 * @param digest of the definition that the server showed
 * @param changed whether nobody has approved that definition
 * @param readOnly whether it says of itself that it changes nothing ({@code readOnlyHint})
 */
public record ToolPin(String digest, boolean changed, boolean readOnly) {}
