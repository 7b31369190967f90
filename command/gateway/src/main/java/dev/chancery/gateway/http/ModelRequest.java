package dev.chancery.gateway.http;

import dev.chancery.gateway.pipeline.ChatCall;
import dev.chancery.gateway.pipeline.Outcome;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.node.ObjectNode;

/** A model call as one API's edge read it, and how that API says what came of it. */
public interface ModelRequest {

    ChatCall call();

    /** Where the answer goes when the call asks for a streamed one. */
    AnswerStream stream(HttpServletResponse response);

    /** Body of a whole answer. */
    ObjectNode answered(Outcome.Answered answered);

    /** Body that stands for an answer that is not for the caller, or not yet. */
    ObjectNode withheld(Outcome.Withheld withheld);
}
