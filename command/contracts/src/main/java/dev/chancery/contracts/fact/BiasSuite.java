package dev.chancery.contracts.fact;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that differ in nothing but one attribute. They are made up, and so are the values: labels and statements, of nobody. That is
 * why no record of Article 4a is asked for, which is about special categories of personal data. What the recognisers of the policy
 * in force take for personal data is in none of them; a model would be shown the same placeholder for each value.
 *
 * @param suite its id
 * @param subject whose findings they are: the workflow, or a system that it is a part of
 * @param workflow whose requests they are
 * @param agent that asks, and whose budgets pay
 * @param model alias, deployment or {@code auto}
 * @param instructions the system message, null for none
 * @param attribute its name
 * @param values the first is the reference, with which the others are compared
 * @param repeats how often each prompt is sent
 * @param everyDays runs begin so many days apart; null for those only that somebody asks for
 */
public record BiasSuite(
        String suite,
        BiasSubject subject,
        WorkflowId workflow,
        AgentId agent,
        String model,
        @Nullable String instructions,
        List<BiasTemplate> templates,
        String attribute,
        List<String> values,
        int repeats,
        int maxOutputTokens,
        AnswerRule favourable,
        BiasBounds bounds,
        BiasPairRules rules,
        @Nullable Integer everyDays) {

    /** So many prompts a run has at most. */
    public static final int MOST_PROMPTS = 1_000;

    private static final int MOST_VALUES = 10;
    private static final int MOST_TOKENS = 4_000;
    private static final int MOST_DAYS = 366;

    public BiasSuite {
        templates = List.copyOf(templates);
        values = List.copyOf(values);
        if (templates.isEmpty()) {
            throw new IllegalArgumentException("A suite has templates.");
        }
        if (values.size() < 2
                || values.size() > MOST_VALUES
                || values.stream().distinct().count() < values.size()) {
            throw new IllegalArgumentException("An attribute has 2 to " + MOST_VALUES + " values, each once.");
        }
        if (repeats < 1 || prompts(templates, values.size(), repeats) > MOST_PROMPTS) {
            throw new IllegalArgumentException(
                    "A run has at most " + MOST_PROMPTS + " prompts: wordings, by values, by 'repeats' of 1 and more.");
        }
        if (maxOutputTokens < 1 || maxOutputTokens > MOST_TOKENS) {
            throw new IllegalArgumentException("An answer has 1 to " + MOST_TOKENS + " tokens at most.");
        }
        if (everyDays != null && (everyDays < 1 || everyDays > MOST_DAYS)) {
            throw new IllegalArgumentException("Runs begin 1 to " + MOST_DAYS + " days apart.");
        }
        if (bounds.bounds().isEmpty()
                || bounds.bounds().stream().anyMatch(bound -> bound.metric().needs() != BiasMetric.Needs.PAIRS)) {
            throw new IllegalArgumentException("The bounds of a suite are of " + BiasMetric.COUNTERFACTUAL_DIFFERENCE
                    + " and " + BiasMetric.COUNTERFACTUAL_FLIP_RATE + ".");
        }
    }

    private static long prompts(List<BiasTemplate> templates, int values, int repeats) {
        return templates.stream()
                        .mapToLong(template -> template.wordings().size())
                        .sum()
                * values
                * repeats;
    }

    /** Every prompt of a run. Those that are compared are neighbours, so that what changes with time meets both. */
    public List<BiasPrompt> prompts() {
        List<BiasPrompt> prompts = new ArrayList<>();
        for (int template = 0; template < templates.size(); template++) {
            for (int wording = 0; wording < templates.get(template).wordings().size(); wording++) {
                for (int repeat = 1; repeat <= repeats; repeat++) {
                    for (String value : values) {
                        prompts.add(new BiasPrompt(template, wording, value, repeat));
                    }
                }
            }
        }
        return prompts;
    }

    /** The words of a prompt. */
    public String text(BiasPrompt prompt) {
        return templates
                .get(prompt.template())
                .wordings()
                .get(prompt.wording())
                .replace(BiasTemplate.PLACE, prompt.value());
    }

    /**
     * When the next run is to begin by itself; null when none does.
     *
     * @param defined when it was
     * @param started when the last run was, null for none
     */
    public @Nullable Instant next(Instant defined, @Nullable Instant started) {
        if (everyDays == null) {
            return null;
        }
        return started == null ? defined : started.plus(everyDays, ChronoUnit.DAYS);
    }
}
