package dev.chancery.contracts.fact;

/** Why an output waits for a person. */
public enum HoldReason {
    /** The workflow's gate holds every output. */
    GATE,
    /** The rubric's verdict was a failure. */
    VERDICT,
    /** The output held personal data that the request did not. */
    PERSONAL_DATA,
    /** The agent was suspended, or a kill switch pulled, while the answer was made. */
    STOPPED,
    /** It is no output: a tool call waits for a person before it is made. */
    TOOL_CALL,
    /** It is no output: the result of a tool looks as if it wanted to steer the agent that reads it. */
    TOOL_RESULT
}
