package dev.chancery.reports.issue;

import dev.chancery.contracts.log.RecordUnavailable;
import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** What is told of whatever is issued when it cannot be: problems by RFC 9457. */
public abstract class IssueProblems {

    @ExceptionHandler(Held.class)
    protected ResponseEntity<ProblemDetail> held(Held e) {
        return problem(HttpStatus.CONFLICT, "export-held", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler(RecordUnavailable.class)
    protected ResponseEntity<ProblemDetail> away() {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "audit-unavailable",
                "The record cannot be read or written now, so nothing leaves. Try again.");
    }

    @ExceptionHandler(Unwritable.class)
    protected ResponseEntity<ProblemDetail> unwritable(Unwritable e) {
        return problem(HttpStatus.INSUFFICIENT_STORAGE, "exports-unwritable", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler(RejectedExecutionException.class)
    protected ResponseEntity<ProblemDetail> full(RejectedExecutionException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "too-many-exports", String.valueOf(e.getMessage()));
    }

    /** @param type of the problem, after {@code urn:chancery:problem:} */
    protected static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
