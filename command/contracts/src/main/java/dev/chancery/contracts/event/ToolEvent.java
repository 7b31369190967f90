package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Refusal;
import org.jspecify.annotations.Nullable;

/** A tool call; in the stream of its task. */
public sealed interface ToolEvent extends Event {

    /**
     * A call is asked for; its sanitised arguments are the task's request.
     *
     * @param server upstream server as the policy names it
     * @param tool its name there
     * @param argumentsDigest lower-case hex SHA-256 of the canonical sanitised arguments, salted like the content
     */
    record ToolCallRequested(String server, String tool, String argumentsDigest) implements ToolEvent {}

    /** The agent was granted this call. */
    record ToolCallAuthorized(String grant) implements ToolEvent {}

    /** The call may not happen. */
    record ToolCallDenied(Refusal refusal) implements ToolEvent {}

    /**
     * The upstream server answered, and the result goes to the agent.
     *
     * @param handover null in the records of the first version, which told no outcome of a delivery
     */
    record ToolCallCompleted(
            ContentRef result,
            boolean error,
            long millis,
            @Nullable Handover handover) implements ToolEvent {}

    /** The upstream server gave no answer. */
    record ToolCallFailed(String detail, long millis) implements ToolEvent {}
}
