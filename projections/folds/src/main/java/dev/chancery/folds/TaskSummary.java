package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as far as its stream has come.
 *
 * @param served what answered, null while nothing has
 * @param output what is or would be delivered, null while there is nothing
 * @param position of the last event
 */
public record TaskSummary(
        Origin origin,
        Asked asked,
        Spending spending,
        @Nullable Served served,
        @Nullable ContentRef output,
        Standing standing,
        long position) {

    /** Who asked, when, and where that lies in the log. */
    public record Origin(
            TaskId task,
            TaskKind kind,
            AgentId agent,
            WorkflowId workflow,
            SessionId session,
            @Nullable SubjectId subject,
            ContentRef request,
            PolicyVersion policy,
            Instant at,
            long position) {}

    /**
     * What was asked.
     *
     * @param model alias or deployment, null for a tool call
     * @param tool {@code server/tool}, null for a model call
     * @param found personal data that was replaced
     */
    public record Asked(
            @Nullable String model,
            @Nullable String tool,
            List<TypeCount> found,
            @Nullable Sensitivity sensitivity,
            @Nullable String label) {}

    /**
     * What it costs.
     *
     * @param seats tiers of the permitted deployments
     * @param charges in the order in which they arose; once settled their sum is {@code settled}
     */
    public record Spending(
            List<Seat> seats,
            @Nullable Micros reserved,
            List<Charge> charges,
            int failedAttempts,
            @Nullable Micros settled) {}

    /** A permitted deployment and what it is for. */
    public record Seat(String deployment, Tier tier) {}

    /**
     * What one call cost the task.
     *
     * @param inputTokens of the call, 0 when it was not answered; likewise {@code outputTokens}
     * @param cacheReadTokens of the input; likewise {@code cacheWriteTokens}
     * @param uncached what it would have cost without the provider's cache, null when that was not used
     */
    public record Charge(
            String deployment,
            @Nullable Tier tier,
            Micros amount,
            long inputTokens,
            long outputTokens,
            Kind kind,
            long cacheReadTokens,
            long cacheWriteTokens,
            @Nullable Micros uncached) {

        /** What was called for. */
        public enum Kind {
            /** The first answer. */
            ANSWER,
            /** An answer in the place of one before. */
            REVISION,
            /** A verdict, or a choice between texts. */
            JUDGE,
            /** Nothing came of the call. */
            FAILED,
            /** A call of a tool, which is charged once for all: whether something came of it, the state of the task says. */
            TOOL,
            /** What was charged for is not known: the outcome never came. */
            UNKNOWN
        }

        static Charge of(String deployment, @Nullable Tier tier, Micros amount, Kind kind) {
            return new Charge(deployment, tier, amount, 0, 0, kind, 0, 0, null);
        }

        static Charge of(String deployment, @Nullable Tier tier, Micros amount, Kind kind, Usage usage) {
            UsageDetails details = usage.details() == null ? UsageDetails.NONE : usage.details();
            return new Charge(
                    deployment,
                    tier,
                    amount,
                    usage.inputTokens(),
                    usage.outputTokens(),
                    kind,
                    details.cacheReadTokens(),
                    details.cacheWriteTokens(),
                    details.uncached());
        }
    }

    /**
     * What answered.
     *
     * @param passed what the last verdict about this answer says, null when there is none
     */
    public record Served(
            String deployment,
            @Nullable Tier tier,
            String modelVersion,
            Usage usage,
            long millis,
            Instant at,
            @Nullable Boolean passed) {}

    /**
     * Where the task stands.
     *
     * @param refusal code of the refusal
     * @param reason of a refusal, failure, abandonment or review
     * @param deliveredAt when the output was released, held or shadowed, or the task refused or failed
     * @param closedAt when nothing more was to come
     */
    public record Standing(
            TaskState state,
            @Nullable Gate gate,
            @Nullable HoldReason hold,
            @Nullable String refusal,
            @Nullable String reason,
            @Nullable String reviewer,
            @Nullable Instant deliveredAt,
            @Nullable Instant closedAt) {}
}
