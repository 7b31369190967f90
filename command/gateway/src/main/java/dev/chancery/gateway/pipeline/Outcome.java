package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.inference.conversation.Reply;
import org.jspecify.annotations.Nullable;

/** How a governed request ended for its caller. */
public sealed interface Outcome {

    TaskId task();

    /** Position of the last event that the request led to. */
    long position();

    /** The answer, with the raw values put back. */
    record Answered(TaskId task, long position, Reply reply, Usage usage, Micros cost) implements Outcome {}

    /**
     * The answer exists and is not for the caller, or not yet.
     *
     * @param capsule the values that it will have once it is released; null when it never will be, or when they are too many
     */
    record Withheld(
            TaskId task,
            long position,
            Delivery state,
            Gate gate,
            String modelVersion,
            Usage usage,
            Micros cost,
            Capsules.@Nullable Sealed capsule)
            implements Outcome {

        Withheld with(Capsules.@Nullable Sealed values) {
            return new Withheld(task, position, state, gate, modelVersion, usage, cost, values);
        }
    }

    /** The policy refused. */
    record Refused(TaskId task, long position, Refusal refusal) implements Outcome {}

    /** Every permitted model failed. */
    record Failed(TaskId task, long position, String reason) implements Outcome {}
}
