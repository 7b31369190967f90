package dev.chancery.gateway.safety;

import dev.chancery.gateway.inspection.Inspection;
import dev.chancery.gateway.safety.InjectionScorer.Score;
import dev.chancery.gateway.safety.InjectionScorer.Span;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what the scorers say of a text, and why. Nothing is kept. */
@RestController
public final class InspectSafety {

    /** What was seen, one score for each category; places are counted in Unicode code points. */
    public record Seen(List<Score> scores) {}

    /**
     * Body {@code {"text": …, "source": …}} of at most 1 MiB, where the source is for the caller's own use; answers 400 or 413
     * with a problem that says what to do.
     */
    @PostMapping("/api/inspect/safety")
    public ResponseEntity<?> inspect(InputStream body) throws IOException {
        return Inspection.answer(body, InspectSafety::seen);
    }

    private static Seen seen(String inspected) {
        return new Seen(InjectionScorer.score(inspected).stream()
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
                .toList());
    }
}
