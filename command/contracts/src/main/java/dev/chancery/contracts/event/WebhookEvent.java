package dev.chancery.contracts.event;

import dev.chancery.contracts.TaskId;

/** What became of telling other systems of a decision; stream {@code webhook/<id of the event that has the decision>}. */
public sealed interface WebhookEvent extends Event {

    /**
     * A receiver was not told of a decision, and will not be: every attempt failed for as long as was to be tried.
     *
     * @param decision id of the event that has the decision
     * @param position of the event that has the decision
     * @param endpoint which of the configured receivers, as a digest of its address
     * @param host scheme, name and port of the receiver; the rest of an address may be a secret of his
     * @param attempts of the process that gave up
     * @param problem of the last one
     */
    record DecisionUntold(
            String decision, TaskId task, long position, String endpoint, String host, int attempts, String problem)
            implements WebhookEvent {}
}
