package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Act;
import java.time.Instant;
import java.util.List;

/** Acts whose outcome has not come. */
public record OpenActsView(List<OpenAct> acts) {

    /**
     * An act.
     *
     * @param stream of the task or export
     * @param position in the log, of the intent
     */
    public record OpenAct(Act act, String stream, Instant since, long position) {}
}
