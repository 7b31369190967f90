package dev.chancery.decisions.judge;

import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.policy.ArgumentSchema;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checks of a rubric that need no model. */
public final class RubricChecks {

    /** Id and version of this judge. */
    public static final String JUDGE = "deterministic/1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonMapper EXACT = JSON.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** So many numbers are told. */
    private static final int TOLD = 10;

    private RubricChecks() {}

    /**
     * One score per check, in the rubric's order.
     *
     * @param source the request that the text answers
     */
    public static List<DimensionScore> score(Rubric rubric, String text, String source) {
        return rubric.checks().stream().map(check -> score(check, text, source)).toList();
    }

    /** The verdict of versions that knew checks only: every one was made and holds. */
    public static boolean passed(Rubric rubric, List<DimensionScore> scores) {
        return rubric.checks().stream()
                        .allMatch(check ->
                                scores.stream().anyMatch(s -> s.dimension().equals(check.dimension())))
                && scores.stream().allMatch(DimensionScore::passed);
    }

    private static DimensionScore score(Check check, String text, String source) {
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
            case Check.JsonShape c -> shape(text, c.schema());
            case Check.SourceNumbers c -> {
                List<String> lacking = SourceNumbers.lacking(text, source);
                yield lacking.isEmpty() ? "" : told(lacking);
            }
        };
        return new DimensionScore(check.dimension(), wrong.isEmpty(), wrong.isEmpty() ? "holds" : wrong, null);
    }

    private static String told(List<String> lacking) {
        int more = lacking.size() - TOLD;
        return "has numbers that the request lacks: "
                + String.join("; ", more > 0 ? lacking.subList(0, TOLD) : lacking)
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static String shape(String text, ArgumentSchema schema) {
        try {
            return schema.broken(EXACT.readTree(text))
                    .map(keyword -> "does not hold in the schema: " + keyword)
                    .orElse("");
        } catch (JacksonException e) {
            return "is not JSON";
        }
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
