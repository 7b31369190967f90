package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the output of a task came from. Contents are named by their commitments; this shows none.
 *
 * @param opened position of the opening
 * @param policy under which everything in the task was decided
 * @param prompt that the request was made with; null when it has no instructions and none was named, and for tasks of versions that did not
 *     record it
 * @param request the sanitised request
 * @param output what was, or is to be, delivered; null while there is none
 * @param delivered whether it went to the caller, or may be had by him
 * @param calls that were answered, in their order
 * @param rubrics that an answer was held against
 * @param gate at which it was decided what becomes of the output, null before that
 * @param decisions of people, in their order
 * @param documents that had a part in it
 * @param cache whether the answer came from one
 */
public record TaskLineageView(
        String task,
        TaskKind kind,
        TaskState state,
        String workflow,
        String agent,
        String session,
        @Nullable String subject,
        Instant openedAt,
        long opened,
        String policy,
        @Nullable Prompt prompt,
        Content request,
        @Nullable Content output,
        boolean delivered,
        List<Call> calls,
        List<Rubric> rubrics,
        @Nullable Gate gate,
        @Nullable HoldReason hold,
        List<Decision> decisions,
        String documents,
        String cache) {

    /**
     * What a content was.
     *
     * @param content its id in the erasable content store
     * @param commitment lower-case hex SHA-256 of domain, salt and content
     * @param bytes its length in UTF-8
     */
    public record Content(String content, String commitment, int bytes) {}

    /**
     * A prompt.
     *
     * @param name as the caller named it, null when it did not; likewise {@code version}
     * @param instructions keyed digest of the sanitised instructions, null when there were none
     */
    public record Prompt(
            @Nullable String name,
            @Nullable String version,
            @Nullable String instructions) {}

    /**
     * An answered call.
     *
     * @param kind {@code ANSWER}, {@code REVISION}, {@code JUDGE} or {@code COMPARISON}
     * @param version exactly as the provider reported it
     * @param answer null for a judge, whose words are the verdict
     * @param output whether it made what became the output
     */
    public record Call(
            long position,
            Instant at,
            String kind,
            String deployment,
            String version,
            long millis,
            @Nullable Content answer,
            boolean output) {}

    /**
     * A verdict.
     *
     * @param digest of the rubric, null in the records of versions that did not tell it
     * @param judge deployment and version, or {@code deterministic/1}
     */
    public record Rubric(
            long position,
            String rubric,
            int version,
            @Nullable String digest,
            String judge,
            boolean passed) {}

    /**
     * What a person decided.
     *
     * @param decision {@code APPROVED}, {@code EDITED}, {@code REJECTED} or, afterwards, {@code REVIEWED}
     * @param text that the person put in the output's place, or would have; null for none
     */
    public record Decision(
            long position,
            Instant at,
            String decision,
            String reviewer,
            @Nullable Content text) {}
}
