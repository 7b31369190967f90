package dev.chancery.search;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.TaskSummary.Charge;
import dev.chancery.folds.TaskSummary.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is found and counted: the fold of its stream, and the words of its contents.
 *
 * @param opened position of its first event
 * @param position of the last event that is in here
 * @param redactions how many pieces of personal data were replaced
 * @param redactionTypes of which types
 * @param reserved in units of the currency of the policy; likewise cost and saved
 * @param saved what more it would have cost without the provider's cache
 * @param calls answers that were paid for, without those of judges
 * @param passed what the last verdict says
 * @param overridden whether the reviewer put another output in its place or none; null when nobody decided
 * @param dwellMillis how long the reviewer had looked
 * @param words of its contents, keyed; none of those that were erased
 */
record TaskDocument(
        String task,
        long opened,
        long position,
        Instant openedAt,
        @Nullable Instant closedAt,
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
        int redactions,
        List<String> redactionTypes,
        @Nullable String deployment,
        @Nullable Tier tier,
        @Nullable String modelVersion,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        @Nullable Double reserved,
        @Nullable Double cost,
        @Nullable Double saved,
        int failedAttempts,
        int calls,
        int revisions,
        @Nullable Long modelMillis,
        @Nullable Long latencyMillis,
        @Nullable Gate gate,
        @Nullable HoldReason heldFor,
        @Nullable String refusal,
        @Nullable String reviewer,
        @Nullable Boolean passed,
        @Nullable Boolean overridden,
        @Nullable Long dwellMillis,
        boolean delivered,
        Set<String> words) {

    private static final double MILLION = 1_000_000;

    static TaskDocument of(TaskSummary task, @Nullable Long dwellMillis, long position, Set<String> words) {
        TaskSummary.Origin origin = task.origin();
        TaskSummary.Asked asked = task.asked();
        TaskSummary.Standing standing = task.standing();
        Served served = task.served();
        List<Charge> charges = task.spending().charges();
        return new TaskDocument(
                origin.task().value(),
                origin.position(),
                position,
                origin.at(),
                standing.closedAt(),
                origin.kind(),
                standing.state(),
                origin.agent().value(),
                origin.workflow().value(),
                origin.session().value(),
                origin.subject() == null ? null : origin.subject().value(),
                origin.policy().value(),
                asked.model(),
                asked.tool(),
                asked.label(),
                asked.sensitivity(),
                asked.found().stream().mapToInt(TypeCount::count).sum(),
                asked.found().stream().map(TypeCount::type).toList(),
                served == null ? null : served.deployment(),
                served == null ? null : served.tier(),
                served == null ? null : served.modelVersion(),
                charges.stream().mapToLong(Charge::inputTokens).sum(),
                charges.stream().mapToLong(Charge::outputTokens).sum(),
                charges.stream().mapToLong(Charge::cacheReadTokens).sum(),
                money(task.spending().reserved()),
                money(task.spending().settled()),
                saved(charges),
                task.spending().failedAttempts(),
                count(charges, kind -> kind == Charge.Kind.ANSWER || kind == Charge.Kind.REVISION),
                count(charges, kind -> kind == Charge.Kind.REVISION),
                served == null ? null : (Long) served.millis(),
                standing.deliveredAt() == null
                        ? null
                        : (Long) Duration.between(origin.at(), standing.deliveredAt())
                                .toMillis(),
                standing.gate(),
                standing.hold(),
                standing.refusal(),
                standing.reviewer(),
                served == null ? null : served.passed(),
                overridden(standing.state()),
                dwellMillis,
                delivered(standing.state()),
                words);
    }

    private static @Nullable Boolean overridden(TaskState state) {
        return switch (state) {
            case EDITED, REJECTED -> true;
            case APPROVED -> false;
            case OPENED, REFUSED, HELD, SHADOWED, RELEASED, COMPARED, FAILED, ABANDONED -> null;
        };
    }

    private static boolean delivered(TaskState state) {
        return switch (state) {
            case RELEASED, APPROVED, EDITED -> true;
            case OPENED, REFUSED, HELD, SHADOWED, REJECTED, COMPARED, FAILED, ABANDONED -> false;
        };
    }

    private static @Nullable Double saved(List<Charge> charges) {
        long saved = 0;
        boolean known = false;
        for (Charge charge : charges) {
            Micros uncached = charge.uncached();
            if (uncached != null) {
                saved += uncached.minus(charge.amount()).amount();
                known = true;
            }
        }
        return known ? (Double) (saved / MILLION) : null;
    }

    private static int count(List<Charge> charges, Predicate<Charge.Kind> kind) {
        return (int) charges.stream().filter(charge -> kind.test(charge.kind())).count();
    }

    private static @Nullable Double money(@Nullable Micros micros) {
        return micros == null ? null : (Double) (micros.amount() / MILLION);
    }
}
