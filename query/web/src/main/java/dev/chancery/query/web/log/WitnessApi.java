package dev.chancery.query.web.log;

import dev.chancery.contracts.log.Witness;
import dev.chancery.contracts.log.Witness.Answer;
import dev.chancery.contracts.log.Witness.Reason;
import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Other logs' door to the witness here, C2SP tlog-witness with the submission prefix {@code /witness}. It needs no token: a head
 * that no trusted key signed is refused.
 */
@RestController
@RequestMapping("/witness")
public class WitnessApi {

    private static final int LIMIT = 64 * 1024;
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");
    private static final MediaType SIZE = MediaType.parseMediaType("text/x.tlog.size");

    private final ObjectProvider<Witness> witness;

    public WitnessApi(ObjectProvider<Witness> witness) {
        this.witness = witness;
    }

    @GetMapping("/key")
    ResponseEntity<String> key() {
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noCache())
                .body(witness().verifierKey() + "\n");
    }

    /** The newest head of a log that was cosigned here: who comes to know a newer one than the log shows knows enough. */
    @GetMapping("/{originHash:[0-9a-f]{64}}/checkpoint")
    ResponseEntity<String> head(@PathVariable String originHash) {
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noCache())
                .body(witness()
                        .head(originHash)
                        .orElseThrow(() -> Problem.of(
                                HttpStatus.NOT_FOUND, "not-cosigned", "No head of this log was cosigned here.")));
    }

    @PostMapping("/add-checkpoint")
    ResponseEntity<String> add(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            throw Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE, "checkpoint-too-large", "A request has at most " + LIMIT + " bytes.");
        }
        return switch (witness().addCheckpoint(new String(body, StandardCharsets.UTF_8))) {
            case Answer.Cosigned cosigned ->
                ResponseEntity.ok().contentType(TEXT).body(cosigned.line());
            case Answer.Conflict conflict ->
                ResponseEntity.status(HttpStatus.CONFLICT).contentType(SIZE).body(conflict.size() + "\n");
            case Answer.Refused refused -> throw Problem.of(status(refused.reason()), "not-cosigned", refused.detail());
        };
    }

    private static HttpStatus status(Reason reason) {
        return switch (reason) {
            case MALFORMED -> HttpStatus.BAD_REQUEST;
            case UNKNOWN_LOG -> HttpStatus.NOT_FOUND;
            case UNSIGNED -> HttpStatus.FORBIDDEN;
            case INCONSISTENT -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    private Witness witness() {
        Witness here = witness.getIfAvailable();
        if (here == null) {
            throw Problem.of(HttpStatus.NOT_FOUND, "no-witness", "No log is witnessed here (chancery.witness.logs).");
        }
        return here;
    }
}
