package dev.chancery.decisions.judge;

import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checks of a rubric that need no model. */
public final class RubricChecks {

    /** Id and version of this judge. */
    public static final String JUDGE = "deterministic/1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RubricChecks() {}

    /** One score per check, in the rubric's order. */
    public static List<DimensionScore> score(Rubric rubric, String text) {
        return rubric.checks().stream().map(check -> score(check, text)).toList();
    }

    /** The verdict: every dimension of the rubric was scored and passed. A dimension without a score fails. */
    public static boolean passed(Rubric rubric, List<DimensionScore> scores) {
        return rubric.checks().stream()
                        .allMatch(check ->
                                scores.stream().anyMatch(s -> s.dimension().equals(check.dimension())))
                && scores.stream().allMatch(DimensionScore::passed);
    }

    private static DimensionScore score(Check check, String text) {
        String wrong = switch (check) {
            case Check.Contains c -> {
                String lower = text.toLowerCase(Locale.ROOT);
                List<String> missing = c.all().stream()
                        .filter(wanted -> !lower.contains(wanted.toLowerCase(Locale.ROOT)))
                        .toList();
                yield missing.isEmpty() ? "" : "does not contain " + missing;
            }
            case Check.MaxLength c -> {
                int length = text.codePointCount(0, text.length());
                yield length <= c.characters() ? "" : length + " characters, " + c.characters() + " allowed";
            }
            case Check.JsonObject c -> json(text, c.required());
        };
        return new DimensionScore(check.dimension(), wrong.isEmpty(), wrong.isEmpty() ? "holds" : wrong);
    }

    private static String json(String text, List<String> required) {
        try {
            JsonNode node = JSON.readTree(text);
            if (!node.isObject()) {
                return "is not a JSON object";
            }
            List<String> missing =
                    required.stream().filter(name -> !node.has(name)).toList();
            return missing.isEmpty() ? "" : "lacks the members " + missing;
        } catch (JacksonException e) {
            return "is not JSON";
        }
    }
}
