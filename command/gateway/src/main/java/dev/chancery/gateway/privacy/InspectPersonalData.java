package dev.chancery.gateway.privacy;

import dev.chancery.gateway.inspection.Inspection;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what the scanner finds in a text, and what a model would see of it. Nothing is kept. */
@RestController
public final class InspectPersonalData {

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
    public record Seen(List<Finding> findings, String sanitised) {}

    /** Body {@code {"text": …}} of at most 1 MiB; answers 400 or 413 with a problem that says what to do. */
    @PostMapping("/api/inspect/personal-data")
    public ResponseEntity<?> inspect(InputStream body) throws IOException {
        return Inspection.answer(body, this::seen);
    }

    private Seen seen(String original) {
        Sanitised sanitised = new SessionVault(PrivacySettings.DEFAULT).sanitise(scanner.get(), original);
        return new Seen(inCodePoints(original, sanitised.findings()), sanitised.text());
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
}
