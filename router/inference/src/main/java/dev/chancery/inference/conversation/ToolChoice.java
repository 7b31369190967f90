package dev.chancery.inference.conversation;

/** Which tools a model may or must ask for. */
public sealed interface ToolChoice {

    /** The model chooses. */
    record Auto() implements ToolChoice {}

    /** No tool. */
    record None() implements ToolChoice {}

    /** Some tool. */
    record Required() implements ToolChoice {}

    /** This tool. */
    record Named(String tool) implements ToolChoice {}
}
