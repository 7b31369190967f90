package dev.chancery.reports.board;

import dev.chancery.contracts.fact.BoardThreshold;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thresholds that somebody wants to set.
 *
 * @param from the first quarter
 * @param reason who agreed to them, and why
 */
record ThresholdsRequest(
        @Nullable String from,
        @Nullable List<BoardThreshold> thresholds,
        @Nullable String reason) {

    private static final int LONGEST_REASON = 500;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static ThresholdsRequest parse(byte[] body) {
        try {
            ThresholdsRequest request = MAPPER.readValue(body, ThresholdsRequest.class);
            if (request != null) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadBoardRequest(
                "Send JSON such as {\"from\": \"2026-Q4\", \"reason\": \"agreed on 12 September\", \"thresholds\":"
                        + " [{\"indicator\": \"clocks-missed\", \"worse\": \"FROM\", \"amber\": \"1\", \"red\": \"1\"}]}; amber and red"
                        + " are decimal numbers, shares from 0 to 1.");
    }

    Quarter quarter() {
        if (from == null) {
            throw new BadBoardRequest("Say 'from' which quarter on they hold, such as \"2026-Q4\".");
        }
        return Quarter.parse(from);
    }

    String why() {
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new BadBoardRequest(
                    "Give a 'reason' of 1 to " + LONGEST_REASON + " characters: who agreed to them, and why.");
        }
        return reason;
    }

    List<BoardThreshold> checked() {
        return Thresholds.checked(thresholds == null ? List.of() : thresholds);
    }
}
