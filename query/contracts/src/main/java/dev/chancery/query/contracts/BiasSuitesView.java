package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasTemplate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suites of counterfactual prompts. */
public record BiasSuitesView(List<SuiteView> suites) {

    /**
     * A suite.
     *
     * @param subject whose findings they are
     * @param everyDays null when runs begin only when somebody asks for one
     * @param version how often it was defined
     * @param prompts so many a run has
     * @param running the run that is under way; null for none
     * @param started when the last run was; null for none
     * @param next when the next one begins by itself; null when none does
     */
    public record SuiteView(
            String suite,
            BiasSubject subject,
            String workflow,
            String agent,
            String model,
            @Nullable String instructions,
            List<BiasTemplate> templates,
            String attribute,
            List<String> values,
            int repeats,
            int maxOutputTokens,
            AnswerRule answers,
            BiasBounds bounds,
            BiasPairRules rules,
            @Nullable Integer everyDays,
            int version,
            int prompts,
            String by,
            Instant at,
            long position,
            @Nullable String running,
            @Nullable Instant started,
            @Nullable Instant next) {}
}
