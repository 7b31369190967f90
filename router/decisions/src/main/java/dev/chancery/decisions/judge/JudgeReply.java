package dev.chancery.decisions.judge;

import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A judge's verdict as it writes it: nothing but a JSON object {@code {"scores":[{"dimension","score","reason"}]}} that has each
 * dimension of the rubric once and nothing else, scores whole numbers from 1 to 5. Anything else is no verdict: a judge
 * that cannot keep to this cannot be trusted to have read the rubric either.
 */
public final class JudgeReply {

    /** Characters of a reason. */
    static final int MAX_REASON = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JudgeReply() {}

    /** What a judge wrote is no verdict. The message says why, and quotes nothing of it. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** The scores in the rubric's order. */
    public static List<DimensionScore> read(String text, Rubric rubric) throws Malformed {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new Malformed("it is not JSON, or not JSON alone");
        }
        JsonNode list = root.path("scores");
        if (!root.isObject() || root.size() != 1 || !list.isArray()) {
            throw new Malformed("it is not an object with the one member 'scores', a list");
        }
        SortedMap<String, DimensionScore> scores = new TreeMap<>();
        for (JsonNode each : list) {
            DimensionScore score = score(each, rubric);
            if (scores.put(score.dimension(), score) != null) {
                throw new Malformed("it scores '" + score.dimension() + "' twice");
            }
        }
        List<DimensionScore> ordered = new ArrayList<>();
        for (Dimension dimension : rubric.dimensions()) {
            DimensionScore score = scores.get(dimension.name());
            if (score == null) {
                throw new Malformed("it does not score '" + dimension.name() + "'");
            }
            ordered.add(score);
        }
        return List.copyOf(ordered);
    }

    private static DimensionScore score(JsonNode node, Rubric rubric) throws Malformed {
        JsonNode name = node.path("dimension");
        JsonNode score = node.path("score");
        JsonNode reason = node.path("reason");
        if (!node.isObject() || node.size() != 3 || !name.isString() || !reason.isString()) {
            throw new Malformed("a score is not an object with the members 'dimension', 'score' and 'reason'");
        }
        Dimension dimension = rubric.dimensions().stream()
                .filter(d -> d.name().equals(name.stringValue()))
                .findFirst()
                .orElseThrow(() -> new Malformed("it scores something that is no dimension of the rubric"));
        if (!score.isInt() || score.intValue() < DimensionScore.LOWEST || score.intValue() > DimensionScore.HIGHEST) {
            throw new Malformed("the score of '" + dimension.name() + "' is no whole number from "
                    + DimensionScore.LOWEST + " to " + DimensionScore.HIGHEST);
        }
        String words = reason.stringValue().strip();
        if (words.isEmpty() || words.length() > MAX_REASON) {
            throw new Malformed("the reason of '" + dimension.name() + "' has not 1 to " + MAX_REASON + " characters");
        }
        return new DimensionScore(dimension.name(), score.intValue() >= dimension.threshold(), words, score.intValue());
    }
}
