package dev.chancery.gateway.http;

import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.gateway.pipeline.Pipeline;
import java.io.IOException;

/**
 * A streamed answer. When the policy lets it leave while it is made, its events follow the model; otherwise they come at the
 * end, all at once. Nothing is written before there is a first delta or an outcome, so that an error until then has a status
 * of its own.
 */
public interface AnswerStream extends Pipeline.Listener {

    /** Gives out what was not streamed and ends the stream. */
    void finish(Outcome.Answered answered) throws IOException;

    /** Says in place of an answer where it is, and ends the stream. */
    void finish(Outcome.Withheld withheld) throws IOException;

    /** Ends a stream that has begun with an error, so that what came is not taken for the whole. */
    void fail(ApiError error) throws IOException;

    /** Bytes of the body that were handed to the connection. */
    long handed();
}
