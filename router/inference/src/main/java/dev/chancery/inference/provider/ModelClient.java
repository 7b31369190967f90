package dev.chancery.inference.provider;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Reply;
import java.io.IOException;

/**
 * A model at an address. Calls block; on a virtual thread an interrupt ends them at once and closes their connection.
 * A reply is always whole: half an answer is a {@link ProviderFailure}.
 */
public interface ModelClient {

    /** Asks and waits for the whole answer. */
    Reply call(Conversation conversation, int maxOutputTokens) throws ProviderFailure, InterruptedException;

    /**
     * Asks and gives the answer on as it comes.
     *
     * @throws IOException by the sink
     */
    Reply stream(Conversation conversation, int maxOutputTokens, DeltaSink sink)
            throws ProviderFailure, InterruptedException, IOException;
}
