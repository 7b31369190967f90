package dev.chancery.reports.certificate;

import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.certificate.ErasureCertificate;
import dev.chancery.record.certificate.ErasureCertificate.Evidence;
import dev.chancery.record.note.Checkpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Certificates of erasure over HTTP. */
@RestController
public class CertificateApi {

    private static final int LOOKS = 60;
    private static final long PAUSE_MILLIS = 50;

    private final EventLog log;
    private final Ledger ledger;

    public CertificateApi(EventLog log, Ledger ledger) {
        this.log = log;
        this.ledger = ledger;
    }

    @GetMapping("/api/erasures/{id}/certificate")
    ResponseEntity<?> certificate(@PathVariable String id) throws InterruptedException {
        List<StoredEvent> stream = log.readStream(ErasureCommand.STREAM + id);
        if (stream.isEmpty()) {
            return problem(
                    HttpStatus.NOT_FOUND, "not-found", "There is no erasure '" + id + "'. The list shows what there is.");
        }
        if (stream.size() != 2 || !(log.decode(stream.getLast()).event() instanceof ErasureCompleted completed)) {
            return problem(
                    HttpStatus.CONFLICT,
                    "not-completed",
                    "The erasure is not completed, so there is nothing to certify. /api/erasures/" + id + " says why.");
        }
        String after = headWith(stream.getLast().position());
        if (after.isEmpty()) {
            return problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "head-not-signed",
                    "The log has no signed head yet that has the erasure. Try again in a second.");
        }
        long size = Checkpoint.parse(after).size();
        ErasureCertificate certificate = new ErasureCertificate(
                Evidence.of(stream.getFirst()),
                Evidence.of(stream.getLast()),
                path(stream.getFirst(), size),
                path(stream.getLast(), size),
                hex(ledger.consistency(Checkpoint.parse(completed.checkpoint()).size(), size)),
                after);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename("erasure-" + id + ".txt")
                                .build()
                                .toString())
                .body(certificate.text());
    }

    private List<String> path(StoredEvent event, long size) {
        return hex(ledger.prove(event.position(), event.position() + 1, size).auditPath());
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(HexFormat.of()::formatHex).toList();
    }

    private String headWith(long position) throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            String head = ledger.checkpoint();
            if (Checkpoint.parse(head).size() > position) {
                return head;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return "";
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
