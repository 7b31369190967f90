package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.privacy.CapsuleRefused;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.SessionVault;
import java.util.function.UnaryOperator;

/** Puts the values of a capsule back into a released output, as they would have been into an answer that was not held. */
public final class Retrieval {

    private final Capsules capsules;
    private final EventLog log;

    public Retrieval(Capsules capsules, EventLog log) {
        this.capsules = capsules;
        this.log = log;
    }

    /**
     * Opens a capsule.
     *
     * @return what puts its values into the output of the task, as it is kept
     * @throws CapsuleRefused when it is not for this task and agent, not any more, or no capsule
     */
    public UnaryOperator<String> open(TaskId task, AgentId agent, String capsule) {
        SessionVault values = capsules.open(capsule, task, agent);
        return output ->
                Transcript.answer(Sanitising.restored(Transcript.answer(output, finishReason(task), ""), values));
    }

    /** Of the output that stands: what a person wrote in its place is plain text. */
    private String finishReason(TaskId task) {
        String reason = "";
        for (StoredEvent stored : log.readStream(TaskCommand.stream(task))) {
            reason = switch (log.decode(stored).event()) {
                case InferenceCompleted completed -> completed.finishReason();
                case OutputEdited ignored -> "stop";
                default -> reason;
            };
        }
        return reason;
    }
}
