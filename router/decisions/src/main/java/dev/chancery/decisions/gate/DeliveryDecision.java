package dev.chancery.decisions.gate;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Workflow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** What becomes of an output. */
public final class DeliveryDecision {

    private DeliveryDecision() {}

    /**
     * Decides at the gate.
     *
     * @param stopped whether the caller was stopped while the answer was made
     * @param passed the verdict; true when the workflow has no rubric
     * @return {@link OutputReleased}, {@link OutputHeld} or {@link OutputShadowed}
     */
    public static TaskEvent decide(Gate gate, boolean stopped, boolean passed, Screening screening, Policy policy) {
        return switch (gate) {
            case SHADOW -> new OutputShadowed(gate);
            case HUMAN_IN_THE_LOOP -> new OutputHeld(gate, HoldReason.GATE);
            case AUTONOMOUS ->
                stopped
                        ? new OutputHeld(gate, HoldReason.STOPPED)
                        : !passed
                                ? new OutputHeld(gate, HoldReason.VERDICT)
                                : holdsWalledData(screening, policy)
                                        ? new OutputHeld(gate, HoldReason.PERSONAL_DATA)
                                        : new OutputReleased(gate, Handover.WHOLE);
        };
    }

    /** What was decided at the gate; before it that a person looks at it afterwards, when one does. */
    public static List<TaskEvent> withSample(TaskId task, TaskEvent delivery, Policy policy) {
        double share = policy.gates().sampleShare();
        return delivery instanceof OutputReleased && isSampled(task, share)
                ? List.of(new OutputSampled(share), delivery)
                : List.of(delivery);
    }

    /**
     * Whether a person looks at a delivered output afterwards: for the share of all tasks that the policy says, told by the task's
     * id alone, so that nobody can choose which, and everybody can tell.
     */
    public static boolean isSampled(TaskId task, double share) {
        return share > 0 && fraction("chancery-sample-v1", task) < share;
    }

    /** Whether the judge is asked about an output and what a person put in its place; told likewise, and without regard to the other. */
    public static boolean isPaired(TaskId task, double share) {
        return share > 0 && fraction("chancery-pair-v1", task) < share;
    }

    /** The first 53 bits of the SHA-256 of the domain, a zero byte and the id, from 0 to less than 1. */
    private static double fraction(String domain, TaskId task) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((domain + "\0" + task.value()).getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Whether an answer may leave while it is made: only where nothing has to be seen first. */
    public static boolean mayStream(Gate gate, Workflow workflow) {
        return gate == Gate.AUTONOMOUS && workflow.rubric() == null;
    }

    /** Personal data that the request did not hold, of a type for which the policy has a wall. */
    private static boolean holdsWalledData(Screening screening, Policy policy) {
        return screening.personalData().stream()
                .anyMatch(found -> policy.redaction().restricted().contains(found.type())
                        || policy.redaction().refused().contains(found.type()));
    }
}
