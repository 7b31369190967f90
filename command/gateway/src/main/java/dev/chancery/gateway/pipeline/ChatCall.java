package dev.chancery.gateway.pipeline;

import dev.chancery.inference.conversation.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * A model call as a caller asked for it, in no API's own shape. Its words are still raw: they go nowhere but into the
 * redaction.
 *
 * @param model alias, deployment or {@code auto}
 * @param maxOutputTokens null when the caller sets no limit
 * @param bytes length of the request body, which bounds the tokens of the input
 * @param idempotencyKey null when the caller names none
 */
public record ChatCall(
        String model,
        Conversation conversation,
        @Nullable Integer maxOutputTokens,
        boolean streamed,
        int bytes,
        @Nullable String idempotencyKey) {

    /** Shows the shape and none of the words. */
    @Override
    public String toString() {
        return "ChatCall[" + model + ", " + conversation.messages().size() + " messages]";
    }
}
