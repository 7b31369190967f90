package dev.chancery.gateway.privacy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows what the scanner finds in a text, and what a model would see of it. Nothing is kept. */
@RestController
public final class InspectPersonalData {

    /** Longest body, in bytes. */
    static final int LIMIT = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<PersonalDataScanner> scanner;

    /** Inspects with the scanner of the policy in force. */
    public InspectPersonalData(Supplier<PersonalDataScanner> scanner) {
        this.scanner = scanner;
    }

    /**
     * What was found.
     *
     * @param findings by place, counted in Unicode code points as Presidio counts
     * @param sanitised the text with placeholders
     */
    public record Inspection(List<Finding> findings, String sanitised) {}

    /** Body {@code {"text": …}} of at most 1 MiB; answers 400 or 413 with a problem that says what to do. */
    @PostMapping("/api/inspect/personal-data")
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
        String original = text.stringValue();
        Sanitised sanitised = new SessionVault(PrivacySettings.DEFAULT).sanitise(scanner.get(), original);
        return ResponseEntity.ok(new Inspection(inCodePoints(original, sanitised.findings()), sanitised.text()));
    }

    private static List<Finding> inCodePoints(String text, List<Finding> findings) {
        int[] place = {0, 0};
        return findings.stream()
                .map(finding -> new Finding(
                        finding.type(),
                        advance(text, place, finding.start()),
                        advance(text, place, finding.end()),
                        finding.score(),
                        finding.recogniser()))
                .toList();
    }

    /** Moves the place (UTF-16 offset, code points) on to the offset, so that all findings cost one pass. */
    private static int advance(String text, int[] place, int offset) {
        place[1] += text.codePointCount(place[0], offset);
        place[0] = offset;
        return place[1];
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:bad-inspection"));
        problem.setTitle("The text cannot be inspected");
        return ResponseEntity.status(status).body(problem);
    }
}
