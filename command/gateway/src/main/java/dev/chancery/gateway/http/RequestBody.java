package dev.chancery.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a body within limits: strict UTF-8, strict JSON, no member twice. */
public final class RequestBody {

    /** Deepest nesting. */
    private static final int DEPTH = 100;

    private final int limit;
    private final JsonMapper json;

    public RequestBody(int limit) {
        this.limit = limit;
        this.json = JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH)
                                .maxStringLength(limit)
                                .maxNameLength(1_000)
                                .build())
                        .build())
                .build();
    }

    /** A body and its length in bytes. */
    public record Parsed(JsonNode root, int bytes) {}

    /** Reads it to its end. */
    public Parsed read(HttpServletRequest request) throws ApiError.Raised {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
        byte[] body = bytes(request);
        if (body.length > limit) {
            throw tooLarge();
        }
        return new Parsed(parse(body), body.length);
    }

    private byte[] bytes(HttpServletRequest request) throws ApiError.Raised {
        long announced = request.getContentLengthLong();
        try {
            // Where the length is known, no buffer is made for the longest that there could be.
            return request.getInputStream().readNBytes(announced < 0 ? limit + 1 : (int) announced);
        } catch (IOException e) {
            // Its sender left, or sent chunks that are none.
            throw bad("The body ends too early or is not sent as its headers say.");
        }
    }

    private JsonNode parse(byte[] body) throws ApiError.Raised {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            JsonNode root = json.readTree(text);
            if (!root.isObject()) {
                throw bad("The body must be a JSON object.");
            }
            return root;
        } catch (CharacterCodingException e) {
            throw bad("The body is not valid UTF-8. Encode it as UTF-8.");
        } catch (StreamConstraintsException e) {
            throw bad(
                    "The body is nested deeper than " + DEPTH + " levels or holds a name or number that is too long.");
        } catch (JacksonException e) {
            // The parser's own message can quote the body, so only the place is told.
            throw bad("The body is not valid JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ". Correct it there; no member may stand twice.");
        }
    }

    private ApiError.Raised tooLarge() {
        return new ApiError.Raised(new ApiError(
                413,
                ApiError.Kind.INPUT,
                "request_too_large",
                "The body is larger than " + limit
                        + " bytes. Send less, or have chancery.gateway.max-body-bytes raised.",
                null));
    }

    private static ApiError.Raised bad(String message) {
        return new ApiError.Raised(ApiError.badInput(message, null));
    }
}
