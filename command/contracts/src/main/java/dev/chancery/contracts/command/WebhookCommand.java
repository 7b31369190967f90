package dev.chancery.contracts.command;

import dev.chancery.contracts.event.WebhookEvent.DecisionUntold;

/** What is asked of the telling of other systems. */
public sealed interface WebhookCommand extends Command {

    /** Beginning of the streams. */
    String STREAM = "webhook/";

    /** Put on the record that a receiver will not be told. Does nothing when the record has it. */
    record RecordUntold(DecisionUntold untold) implements WebhookCommand {
        @Override
        public String target() {
            return STREAM + untold.decision();
        }
    }
}
