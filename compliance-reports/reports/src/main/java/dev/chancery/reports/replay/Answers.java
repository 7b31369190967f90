package dev.chancery.reports.replay;

import dev.chancery.record.RecordJson;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Answers in the JSON of the record, and those that say what is wrong; RFC 9457. */
final class Answers {

    private Answers() {}

    static ResponseEntity<byte[]> json(Object value) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(RecordJson.mapper().writeValueAsBytes(value));
    }

    static ResponseEntity<ProblemDetail> of(HttpStatus status, String type, String detail) {
        return answer(status, detail(status, type, detail));
    }

    static ProblemDetail detail(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return problem;
    }

    static ResponseEntity<ProblemDetail> answer(HttpStatus status, ProblemDetail problem) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    static ResponseEntity<ProblemDetail> bad(String sentence) {
        return of(HttpStatus.BAD_REQUEST, "bad-period", sentence);
    }

    static ResponseEntity<ProblemDetail> away() {
        return of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "audit-unavailable",
                "The record cannot be read or written now, so nothing leaves. Try again.");
    }
}
