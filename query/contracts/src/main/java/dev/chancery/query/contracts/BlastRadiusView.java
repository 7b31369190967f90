package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model has touched.
 *
 * @param prompt that was asked for: {@code name}, {@code name@version} or null; likewise {@code instructions}
 * @param position how many events of the log are counted
 * @param first instant of the first answer, null when there is none
 * @param last instant of the last answer, null likewise
 * @param tasks how many tasks it had a part in
 * @param calls its answers by what it was asked for: {@code ANSWER}, {@code REVISION}, {@code JUDGE}, {@code COMPARISON}
 * @param reviewers people who decided about outputs of these tasks
 * @param policies versions under which these tasks were decided
 * @param page tasks, the oldest first
 * @param next {@code after} of the next page, null when this is the last
 */
public record BlastRadiusView(
        @Nullable String deployment,
        @Nullable String version,
        @Nullable String prompt,
        @Nullable String instructions,
        @Nullable Instant from,
        @Nullable Instant to,
        long position,
        @Nullable Instant first,
        @Nullable Instant last,
        long tasks,
        SortedMap<String, Long> calls,
        Outputs outputs,
        List<Part> workflows,
        List<Part> agents,
        List<Part> reviewers,
        List<Part> policies,
        Subjects subjects,
        List<Touched> page,
        @Nullable Long next,
        String documents,
        String cache) {

    /** Of documents: what has a part in an answer beside the request. */
    public static final String DOCUMENTS =
            "Chancery retrieves no documents for a request. Only an embedded model answers from files, those that the policy names with their digests as the workflow's knowledge; the policy version tells which.";

    /** Of caches. */
    public static final String CACHE =
            "Chancery has no cache of answers: each answer here was made by the call that is named.";

    /**
     * Outputs that it made: of several answers of a task the last.
     *
     * @param delivered went to the caller as they were, at once or once a person had approved them
     * @param edited a person put another text in their place
     * @param held wait for a person now
     * @param states all of them, by the state of their tasks
     */
    public record Outputs(long all, long delivered, long edited, long held, SortedMap<TaskState, Long> states) {}

    /**
     * A part of it.
     *
     * @param calls answers
     * @param outputs of these that became outputs
     */
    public record Part(String name, long calls, long outputs) {}

    /**
     * Persons concerned, where callers named them.
     *
     * @param first of them in the order of their names
     */
    public record Subjects(long all, List<String> first) {}

    /**
     * A task.
     *
     * @param opened position of its opening
     * @param kind of the model's first part in it
     * @param at instant of that answer
     * @param output whether any of its parts made the output
     */
    public record Touched(
            String task,
            long opened,
            String kind,
            Instant at,
            boolean output,
            TaskState state,
            String workflow,
            String agent,
            String policy,
            @Nullable String subject,
            @Nullable String reviewer) {}
}
