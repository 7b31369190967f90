package dev.chancery.query.web.api;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.QueryWeb;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error of the API as a problem with a stable type. */
@RestControllerAdvice(basePackageClasses = QueryWeb.class, annotations = RestController.class)
final class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ProblemDetail invalid(IllegalArgumentException e) {
        return Problem.detail(HttpStatus.BAD_REQUEST, "invalid-request", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail unavailable(RecordUnavailable e) {
        LOG.atWarn().setCause(e).log("The record is unavailable");
        return Problem.detail(
                HttpStatus.SERVICE_UNAVAILABLE, "audit-unavailable", "The record cannot be read now. Try again.");
    }

    @ExceptionHandler
    ProblemDetail broken(Exception e) {
        LOG.atError().setCause(e).log("A request to the API failed");
        return Problem.detail(
                HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something broke; the log says what.");
    }

    /** Spring's own errors have no type of ours yet. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem
                && (problem.getType() == null || problem.getType().equals(URI.create("about:blank")))) {
            problem.setType(URI.create(
                    "urn:chancery:problem:" + (status.is5xxServerError() ? "internal" : "invalid-request")));
        }
        return new ResponseEntity<>(body, headers, status);
    }
}
