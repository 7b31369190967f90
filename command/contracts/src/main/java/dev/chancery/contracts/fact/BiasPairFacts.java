package dev.chancery.contracts.fact;

import java.time.Instant;
import java.util.List;

/**
 * All that a run of counterfactual prompts is decided from.
 *
 * @param suite its id
 * @param version of the suite
 * @param values the first is the reference, with which the others are compared
 * @param templates how many
 * @param answers in the order of the prompts
 * @param open findings of the same subject
 */
public record BiasPairFacts(
        BiasSubject subject,
        String suite,
        int version,
        String attribute,
        List<String> values,
        int templates,
        List<BiasAnswer> answers,
        BiasBounds bounds,
        BiasPairRules rules,
        List<OpenBiasFinding> open,
        Instant at) {
    public BiasPairFacts {
        values = List.copyOf(values);
        answers = List.copyOf(answers);
        open = List.copyOf(open);
    }
}
