package dev.chancery.contracts.fact;

import dev.chancery.contracts.TaskId;

/**
 * What a model answered, and what a person put in its place: two texts of which it is known which one a person prefers.
 *
 * @param of the task that the two are of
 * @param output the sanitised answer in the content store
 * @param correction the sanitised text of the person
 * @param outputLength in characters
 * @param correctionLength in characters
 * @param deployment that answered
 * @param modelVersion exactly as its provider reported it
 */
public record Pair(
        TaskId of,
        ContentRef output,
        ContentRef correction,
        int outputLength,
        int correctionLength,
        String deployment,
        String modelVersion) {

    private static final String SUFFIX = "-pair";

    /** The task in which the judge compares the pair of a task; so no pair is compared twice. */
    public static TaskId comparison(TaskId of) {
        return new TaskId(of.value() + SUFFIX);
    }
}
