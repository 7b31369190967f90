package dev.chancery.query.web.log;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Ledger.RangeProof;
import java.net.URI;
import java.util.Base64;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The log as others can check it: C2SP tlog-checkpoint, signed-note key and tlog-proof. */
@RestController
@RequestMapping("/api/log")
public class LogApi {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    private final Ledger ledger;

    public LogApi(Ledger ledger) {
        this.ledger = ledger;
    }

    @GetMapping("/checkpoint")
    ResponseEntity<String> checkpoint() {
        return text(ledger.checkpoint());
    }

    @GetMapping("/key")
    ResponseEntity<String> key() {
        return text(ledger.verifierKey() + "\n");
    }

    /** The inclusion proof of one event against the newest checkpoint. */
    @GetMapping("/proof/{position}")
    ResponseEntity<?> proof(@PathVariable String position) {
        String checkpoint = ledger.checkpoint();
        long size = Long.parseLong(checkpoint.split("\n", 3)[1]);
        if (!position.matches("0|[1-9][0-9]{0,17}")) {
            return problem(HttpStatus.BAD_REQUEST, "bad-position", "A position in the log is a number from 0.");
        }
        long index = Long.parseLong(position);
        if (index >= size) {
            return problem(
                    HttpStatus.NOT_FOUND,
                    "not-in-checkpoint",
                    "The newest checkpoint signs " + size + " events, so positions end before " + size
                            + ". A newer event is in the next checkpoint, within about a second.");
        }
        return text(tlogProof(ledger.prove(index, index + 1, size), checkpoint));
    }

    private static String tlogProof(RangeProof proof, String checkpoint) {
        StringBuilder text = new StringBuilder("c2sp.org/tlog-proof@v1\nindex ")
                .append(proof.from())
                .append('\n');
        for (byte[] hash : proof.auditPath()) {
            text.append(Base64.getEncoder().encodeToString(hash)).append('\n');
        }
        return text.append('\n').append(checkpoint).toString();
    }

    private static ResponseEntity<String> text(String text) {
        return ResponseEntity.ok().contentType(TEXT).body(text);
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
