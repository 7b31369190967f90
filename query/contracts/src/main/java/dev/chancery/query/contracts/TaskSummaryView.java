package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task at a glance.
 *
 * @param requestedModel what the caller asked for, null for a tool call
 * @param tool {@code server/tool}, null for a model call
 * @param deployment that answered, null when none did
 * @param cost what was settled, null while nothing is
 * @param modelMillis what the provider took
 * @param latencyMillis from the opening to the delivery, the hold or the failure
 * @param reason why it was refused, failed or abandoned, or what the reviewer said
 * @param output id of the content that is or would be delivered, null when there is none
 * @param opened position of the first event
 * @param position position of the last event
 */
public record TaskSummaryView(
        String task,
        TaskKind kind,
        TaskState state,
        String agent,
        String workflow,
        String session,
        @Nullable String subject,
        String policy,
        @Nullable String requestedModel,
        @Nullable String tool,
        @Nullable String label,
        @Nullable Sensitivity sensitivity,
        List<TypeCount> redactions,
        @Nullable String deployment,
        @Nullable Tier tier,
        @Nullable String modelVersion,
        int inputTokens,
        int outputTokens,
        @Nullable Micros reserved,
        @Nullable Micros cost,
        int failedAttempts,
        @Nullable Long modelMillis,
        @Nullable Long latencyMillis,
        @Nullable Gate gate,
        @Nullable HoldReason heldFor,
        @Nullable String refusal,
        @Nullable String reason,
        @Nullable String reviewer,
        Instant openedAt,
        @Nullable Instant closedAt,
        String request,
        @Nullable String output,
        long opened,
        long position) {

    /** How many pieces of personal data were replaced. */
    public int redacted() {
        return redactions.stream().mapToInt(TypeCount::count).sum();
    }
}
