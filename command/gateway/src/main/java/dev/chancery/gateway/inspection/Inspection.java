package dev.chancery.gateway.inspection;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a body {@code {"text": …}} of at most 1 MiB and answers with what is seen in the text. Nothing is kept. */
public final class Inspection {

    /** Longest body, in bytes. */
    public static final int LIMIT = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Inspection() {}

    /** Answers 200 with what is seen, or 400 or 413 with a problem that says what to do. */
    public static ResponseEntity<?> answer(InputStream body, Function<String, ?> seen) throws IOException {
        byte[] bytes = body.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            return problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "The body is longer than " + LIMIT + " bytes; send the text in parts");
        }
        JsonNode text;
        try {
            text = JSON.readTree(bytes).path("text");
        } catch (JacksonException unreadable) {
            return problem(HttpStatus.BAD_REQUEST, "The body is no JSON in UTF-8; send {\"text\": \"…\"}");
        }
        return text.isString()
                ? ResponseEntity.ok(seen.apply(text.stringValue()))
                : problem(HttpStatus.BAD_REQUEST, "The body has no string \"text\"; send {\"text\": \"…\"}");
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:bad-inspection"));
        problem.setTitle("The text cannot be inspected");
        return ResponseEntity.status(status).body(problem);
    }
}
