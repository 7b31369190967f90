package dev.chancery.inference.provider;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes an answer while it is made. An {@link IOException} says that nobody listens any more; the call is then given up. */
public interface DeltaSink {

    /** More text. */
    void text(String delta) throws IOException;

    /**
     * More of a tool call.
     *
     * @param index of the call within the answer, from 0
     * @param id given with the first delta of an index only
     * @param name given with the first delta of an index only
     * @param argumentsDelta more of the arguments' JSON, may be empty
     */
    void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta) throws IOException;
}
