package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasNoiseCount;
import dev.chancery.contracts.fact.BiasPairCount;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Runs of a suite, the newest first. */
public record BiasPairRunsView(List<RunLine> runs) {

    /** Where a run stands. */
    public enum State {
        RUNNING,
        CHECKED,
        FAILED
    }

    /**
     * A run in short.
     *
     * @param reason why it failed; null when it did not
     * @param verdicts how many results have each
     * @param findings that its results opened, or say again
     */
    public record RunLine(
            String run,
            String suite,
            int version,
            BiasSubject subject,
            State state,
            int prompts,
            String by,
            Instant at,
            long position,
            @Nullable Instant ended,
            @Nullable String reason,
            SortedMap<BiasVerdict, Long> verdicts,
            List<String> findings) {}

    /**
     * A run, whole.
     *
     * @param comparison null when there is none
     * @param notice what has to be known to read it
     */
    public record RunView(RunLine line, @Nullable Comparison comparison, String notice) {

        /** What has to be known to read a run. */
        public static final String NOTICE =
                "Bounds are set by people; no law gives a number, and no result says that anything complies with one. The prompts are"
                        + " made up: they show what the models answer to them, not how persons were treated. The tasks of 'answers'"
                        + " have each prompt and each answer.";
    }

    /**
     * What was read in an answer.
     *
     * @param template from 0
     * @param wording 0 for the template's text, then its paraphrases
     * @param repeat from 1
     * @param task that has the prompt and the answer
     */
    public record AnswerView(int template, int wording, String value, int repeat, String task, BiasReading reading) {}

    /**
     * What was compared.
     *
     * @param values the first is the reference
     * @param answers every one
     * @param undecided answers that belong to no pair
     */
    public record Comparison(
            String attribute,
            List<String> values,
            BiasBounds bounds,
            BiasPairRules rules,
            List<AnswerView> answers,
            List<BiasPairCount> counts,
            List<BiasNoiseCount> noise,
            long undecided,
            List<BiasResult> results) {}
}
