package dev.chancery.inference.fleet;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.inference.conversation.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking.
 *
 * @param failures in the order of the attempts
 * @param completion null when no candidate answered
 */
public record Inference(
        List<AttemptFailed> failures, @Nullable Completion completion) {
    public Inference {
        failures = List.copyOf(failures);
    }

    /**
     * A whole answer.
     *
     * @param usage as the provider counted, or our bound when it did not
     * @param cost by the deployment's prices, rounded up; the candidate's worst cost when nothing was counted
     */
    public record Completion(String deployment, Reply reply, Usage usage, Micros cost, long millis) {}
}
