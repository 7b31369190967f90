package dev.chancery.query.web.api;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.QueryWeb;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

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
        return Problem.detail(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something broke; the log says what.");
    }

    /** What could not be read is not repeated, since nobody knows what it is; what is wanted is told. */
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() : "a parameter";
        return handleExceptionInternal(
                e,
                Problem.detail(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Give '" + name + "' as " + wanted(e.getRequiredType()) + "."),
                headers,
                status,
                request);
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "a value of another kind";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == LocalDate.class) {
            return "a day such as 2027-12-02";
        }
        if (type == Instant.class) {
            return "an instant such as 2027-12-02T10:00:00Z";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        return Number.class.isAssignableFrom(type) ? "a number" : "another value";
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                // Said while the body was read, where whoever reads it wraps whatever is thrown.
                return handleExceptionInternal(e, problem.getBody(), headers, problem.getStatusCode(), request);
            }
        }
        return handleExceptionInternal(
                e,
                Problem.detail(HttpStatus.BAD_REQUEST, "invalid-request", unreadable(e.getCause())),
                headers,
                status,
                request);
    }

    private static String unreadable(@Nullable Throwable cause) {
        if (!(cause instanceof DatabindException mismatch)) {
            return "The body is to be a JSON object, and cannot be read as one.";
        }
        String member = mismatch.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return member.isEmpty()
                ? "The body is to be a JSON object, and is another value."
                : "Give '" + member + "' as " + wanted(mismatch) + ".";
    }

    private static String wanted(DatabindException mismatch) {
        return mismatch instanceof MismatchedInputException input
                ? wanted(input.getTargetType())
                : "a value of another kind";
    }

    /** Spring's own errors have no type of ours yet. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem
                && (problem.getType() == null || problem.getType().equals(URI.create("about:blank")))) {
            problem.setType(
                    URI.create("urn:chancery:problem:" + (status.is5xxServerError() ? "internal" : "invalid-request")));
        }
        return new ResponseEntity<>(body, headers, status);
    }
}
