package dev.chancery.contracts.command;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.DimensionScore;
import java.util.List;

/** How it goes on with an answer that is held against a rubric. */
public sealed interface DraftStep {

    /**
     * The judge may be asked.
     *
     * @param left what all that the task does from now on may cost
     */
    record Judge(Candidate judge, Micros left) implements DraftStep {}

    /** The answer may be revised. */
    record Revise(List<DimensionScore> scores) implements DraftStep {
        public Revise {
            scores = List.copyOf(scores);
        }
    }

    /**
     * These may be asked to revise it.
     *
     * @param candidates in the order in which to try them
     * @param left what all that the task does from now on may cost
     */
    record Again(List<Candidate> candidates, Micros left) implements DraftStep {
        public Again {
            candidates = List.copyOf(candidates);
        }
    }

    /** The task is over. */
    record Ended(Delivery delivery) implements DraftStep {}
}
