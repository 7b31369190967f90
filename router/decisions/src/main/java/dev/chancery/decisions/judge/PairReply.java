package dev.chancery.decisions.judge;

import dev.chancery.contracts.fact.PairChoice;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A judge's choice between two texts as it writes it: nothing but {@code {"choice":"A"}}, with {@code B} or {@code tie} likewise. */
public final class PairReply {

    /** What the texts are called, in the order in which they are shown. */
    public static final String FIRST = "A";

    public static final String SECOND = "B";
    public static final String TIE = "tie";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PairReply() {}

    /** The choice, {@link PairChoice#MALFORMED} when it is none. */
    public static PairChoice read(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            return PairChoice.MALFORMED;
        }
        JsonNode choice = root.path("choice");
        if (!root.isObject() || root.size() != 1 || !choice.isString()) {
            return PairChoice.MALFORMED;
        }
        return switch (choice.stringValue()) {
            case FIRST -> PairChoice.FIRST;
            case SECOND -> PairChoice.SECOND;
            case TIE -> PairChoice.TIE;
            default -> PairChoice.MALFORMED;
        };
    }
}
