package dev.chancery.contracts.command;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Refusal;
import java.util.List;

/** How a task was opened. */
public sealed interface Opening {

    /**
     * The act may happen.
     *
     * @param candidates affordable deployments in the order in which to try them; empty for a tool call
     * @param reserved the most that it may cost
     * @param streamed whether the answer may leave while it is made
     */
    record Permitted(List<Candidate> candidates, Micros reserved, boolean streamed) implements Opening {
        public Permitted {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * The act waits for a person.
     *
     * @param reserved the most that it may cost
     */
    record Held(Micros reserved) implements Opening {}

    /** The act may not happen. */
    record Refused(Refusal refusal) implements Opening {}
}
