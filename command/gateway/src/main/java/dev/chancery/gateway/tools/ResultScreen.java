package dev.chancery.gateway.tools;

import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.gateway.safety.InjectionScorer;
import dev.chancery.gateway.safety.InjectionScorer.Span;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Looks at what a tool answered as at a text that somebody else wrote, who may want to steer the agent that reads it. */
final class ResultScreen {

    private ResultScreen() {}

    /** What is seen in every text of a result, also in the names of its members, read as one. */
    static ResultScreening of(JsonNode result) {
        List<String> texts = new ArrayList<>();
        collect(result, texts);
        return of(String.join("\n", texts));
    }

    /** What is seen in a text; categories in which nothing is seen are left out. */
    static ResultScreening of(String text) {
        return new ResultScreening(
                InjectionScorer.SCORER + "/" + InjectionScorer.VERSION,
                InjectionScorer.score(text).stream()
                        .filter(score -> score.score() > 0)
                        .map(score -> new RiskScore(
                                score.category(),
                                score.score(),
                                score.spans().stream()
                                        .map(Span::signal)
                                        .distinct()
                                        .sorted()
                                        .toList()))
                        .toList());
    }

    /** Whether words of which no policy says anything, those of an error, are better left out. */
    static boolean isSuspicious(String text) {
        return of(text).scores().stream().anyMatch(score -> score.score() >= Grant.RESULT_THRESHOLD);
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.stringValue());
        } else if (node.isObject()) {
            node.forEachEntry((name, value) -> {
                texts.add(name);
                collect(value, texts);
            });
        } else {
            node.forEach(element -> collect(element, texts));
        }
    }
}
