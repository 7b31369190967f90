package dev.chancery.gateway.safety;

import dev.chancery.gateway.safety.InjectionScorer.Score;
import dev.chancery.gateway.safety.InjectionScorer.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows what the scorers say of a text, and why. Nothing is kept. */
@RestController
public final class InspectSafety {

    /** Longest body, in bytes. */
    static final int LIMIT = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What was seen, one score for each category; places are counted in Unicode code points. */
    public record Inspection(List<Score> scores) {}

    /**
     * Body {@code {"text": …, "source": …}} of at most 1 MiB, where the source is for the caller's own use; answers 400 or 413
     * with a problem that says what to do.
     */
    @PostMapping("/api/inspect/safety")
    public ResponseEntity<?> inspect(InputStream body) throws IOException {
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
        if (!text.isString()) {
            return problem(HttpStatus.BAD_REQUEST, "The body has no string \"text\"; send {\"text\": \"…\"}");
        }
        String inspected = text.stringValue();
        return ResponseEntity.ok(new Inspection(InjectionScorer.score(inspected).stream()
                .map(score -> new Score(
                        score.category(),
                        score.score(),
                        score.scorer(),
                        score.version(),
                        score.spans().stream()
                                .map(span -> new Span(
                                        inspected.codePointCount(0, span.start()),
                                        inspected.codePointCount(0, span.end()),
                                        span.signal()))
                                .toList()))
                .toList()));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:bad-inspection"));
        problem.setTitle("The text cannot be inspected");
        return ResponseEntity.status(status).body(problem);
    }
}
