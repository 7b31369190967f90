package dev.chancery.query.contracts;

import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.OutcomeComparison;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of labelled examples, in the order of their labels.
 *
 * @param next what {@code after} of the next page is, null at the end
 */
public record ExamplesView(
        List<ExampleView> examples, @Nullable Long next) {
    public ExamplesView {
        examples = List.copyOf(examples);
    }

    /**
     * What a person made of an output.
     *
     * @param position of the event that labels it
     * @param gate at which the output was
     * @param requestedModel what the caller asked for
     * @param deployment that answered, null when it is not known
     * @param reason what the person said, empty where he was not asked
     * @param comparison of the output with what the person did himself; null when he did nothing himself
     * @param verdict the last one, which is about this output; null when nobody judged it
     * @param request id of its content
     * @param output id of its content, as the model gave it; null when there is none
     * @param corrected id of the content that the person gave instead; null when he gave none
     */
    public record ExampleView(
            String task,
            long position,
            String workflow,
            String agent,
            String policy,
            @Nullable Gate gate,
            @Nullable String requestedModel,
            @Nullable String deployment,
            @Nullable String modelVersion,
            ExampleLabel label,
            String reason,
            String by,
            @Nullable OutcomeComparison comparison,
            @Nullable JudgeVerdictRecorded verdict,
            Instant openedAt,
            Instant labelledAt,
            String request,
            @Nullable String output,
            @Nullable String corrected) {}
}
