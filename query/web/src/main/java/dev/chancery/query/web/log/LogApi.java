package dev.chancery.query.web.log;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.query.web.Problem;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log as others can check it: C2SP tlog-checkpoint, signed-note keys and their rotations, tlog-proof, consistency. */
@RestController
@RequestMapping("/api/log")
public class LogApi {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");
    private static final String NUMBER = "0|[1-9][0-9]{0,17}";

    /** How long what never changes may be kept. */
    static final Duration FOR_EVER = Duration.ofDays(365);

    private final Ledger ledger;
    private final Turnstile turnstile = new Turnstile();

    public LogApi(Ledger ledger) {
        this.ledger = ledger;
    }

    @GetMapping("/checkpoint")
    ResponseEntity<String> checkpoint() {
        return text(ledger.checkpoint());
    }

    /** The newest head that enough witnesses cosigned. */
    @GetMapping("/checkpoint/cosigned")
    ResponseEntity<String> cosigned() {
        return text(ledger.cosigned()
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "not-cosigned",
                        ledger.witnesses().isEmpty()
                                ? "No witness is configured (chancery.ledger.witnesses)."
                                : "Not enough witnesses have cosigned a head yet; /api/log/status says why.")));
    }

    @GetMapping("/key")
    ResponseEntity<String> key() {
        return text(ledger.verifierKey() + "\n");
    }

    /** The signed notes by which each key of the log vouches for the next, oldest first. */
    @GetMapping("/rotations")
    List<String> rotations() {
        return ledger.rotations();
    }

    /** The verifier keys of the witnesses that are asked. */
    @GetMapping("/witnesses")
    List<String> witnesses() {
        return ledger.witnesses();
    }

    /**
     * The inclusion proof of one event, as tlog-proof.
     *
     * @param size of the tree to prove against. Without it the newest checkpoint, which is given at the end; with it any earlier
     *     size, and no checkpoint, since only who asks has the one that he wants the proof for
     */
    @GetMapping("/proof/{position}")
    ResponseEntity<String> proof(@PathVariable String position, @RequestParam @Nullable String size) {
        long index = number("position", position);
        String checkpoint = ledger.checkpoint();
        long newest = size(checkpoint);
        long tree = size == null ? newest : number("size", size);
        if (tree > newest) {
            throw notSigned(newest);
        }
        if (index >= tree) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND,
                    "not-in-checkpoint",
                    "The checkpoint signs " + tree + " events, so positions end before " + tree
                            + ". A newer event is in the next checkpoint, within about a second.");
        }
        RangeProof proof = turnstile.pass(() -> ledger.prove(index, index + 1, tree));
        return text(tlogProof(proof, size == null ? checkpoint : ""));
    }

    /** That a tree is the beginning of a later one; the form of a pack's {@code proofs/consistency.json}. */
    record Consistency(long from, long to, List<String> hashes) {}

    /**
     * The consistency proof between two sizes.
     *
     * @param to the newest checkpoint's when it is left out
     */
    @GetMapping("/consistency")
    ResponseEntity<Consistency> consistency(@RequestParam String from, @RequestParam @Nullable String to) {
        long newest = size(ledger.checkpoint());
        long older = number("from", from);
        long newer = to == null ? newest : number("to", to);
        if (newer > newest) {
            throw notSigned(newest);
        }
        if (older > newer) {
            throw Problem.invalid("'from' is the older, smaller size and cannot be larger than 'to'.");
        }
        List<String> hashes = turnstile.pass(() -> ledger.consistency(older, newer)).stream()
                .map(HexFormat.of()::formatHex)
                .toList();
        return ResponseEntity.ok()
                .cacheControl(
                        to == null
                                ? CacheControl.noCache()
                                : CacheControl.maxAge(FOR_EVER).cachePublic().immutable())
                .body(new Consistency(older, newer, hashes));
    }

    private static Problem notSigned(long newest) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "not-in-checkpoint",
                "The newest checkpoint signs " + newest + " events, not more.");
    }

    private static long number(String name, String value) {
        if (!value.matches(NUMBER)) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST, "bad-position", "'" + name + "' is a number from 0, in decimal digits.");
        }
        return Long.parseLong(value);
    }

    private static long size(String checkpoint) {
        return Long.parseLong(checkpoint.split("\n", 3)[1]);
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
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noCache())
                .body(text);
    }
}
