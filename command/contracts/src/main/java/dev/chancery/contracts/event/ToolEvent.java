package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ToolFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool call; in the stream of its task. */
public sealed interface ToolEvent extends Event {

    /**
     * A call is asked for; its sanitised arguments are the task's request.
     *
     * @param server upstream server as the policy names it
     * @param tool its name there
     * @param argumentsDigest lower-case hex SHA-256 of the canonical sanitised arguments, salted like the content
     * @param facts what the decision looked at; null in the records of the first version, whose grants were names only
     */
    record ToolCallRequested(
            String server,
            String tool,
            String argumentsDigest,
            @Nullable ToolFacts facts) implements ToolEvent {}

    /** The agent was granted this call. */
    record ToolCallAuthorized(String grant) implements ToolEvent {}

    /** The agent was granted this call, and it waits for a person. */
    record ToolCallHeld(String grant) implements ToolEvent {}

    /** A person lets a held call happen: the intent of forwarding it, once. */
    record ToolCallApproved(String reviewer, String reason) implements ToolEvent {}

    /** A person does not let a held call happen. */
    record ToolCallRejected(String reviewer, String reason) implements ToolEvent {}

    /**
     * The call may not happen.
     *
     * @param balances the budgets that were looked at, null when the denial is not about money
     */
    record ToolCallDenied(Refusal refusal, @Nullable List<ScopeBalance> balances) implements ToolEvent {
        public ToolCallDenied {
            balances = balances == null ? null : List.copyOf(balances);
        }
    }

    /**
     * The upstream server answered, and the result goes to the agent unless its screening, which follows, says otherwise.
     *
     * @param handover on request also where the screening does not let it go now; null in the records of the first version,
     *     which told no outcome of a delivery
     */
    record ToolCallCompleted(
            ContentRef result,
            boolean error,
            long millis,
            @Nullable Handover handover) implements ToolEvent {}

    /**
     * The result was looked at as a text that somebody else wrote, before it was handed over; decided by the grant. It
     * follows the completion in the same commit; the records of the first versions do not have it.
     */
    record ToolResultScreened(ResultScreening screening, Passage passage) implements ToolEvent {

        /** Code of a refusal, as the agent sees it. */
        public static final String REFUSED = "tool_result_refused";

        /** What the agent is told of a refused result. */
        public String sentence() {
            return "The tool was called and its result is withheld: it looks as if it wanted to steer whoever reads it ("
                    + String.join(", ", screening.signs()) + "). Do not call it again for the same; ask a person.";
        }
    }

    /** A person lets a held result go to the agent. */
    record ToolResultApproved(String reviewer, String reason) implements ToolEvent {}

    /** A person withholds a held result for good. */
    record ToolResultRejected(String reviewer, String reason) implements ToolEvent {}

    /**
     * The upstream server gave no answer. It may have acted all the same, so the call is paid for.
     *
     * @param sent {@code NOTHING} when the call was not forwarded at all, and costs nothing; null when it was
     */
    record ToolCallFailed(
            String detail, long millis, @Nullable Sent sent) implements ToolEvent {}
}
