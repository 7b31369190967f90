package dev.chancery.query.web;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An answer that says what is wrong and what to do; RFC 9457 with a type {@code urn:chancery:problem:<name>}. */
public final class Problem extends ErrorResponseException {
    private static final long serialVersionUID = 1;

    private Problem(HttpStatus status, ProblemDetail detail) {
        super(status, detail, null);
    }

    /** What was asked for is not there. */
    public static Problem notFound(String what, String id) {
        return of(
                HttpStatus.NOT_FOUND,
                "not-found",
                "There is no " + what + " '" + id + "'. The list shows what there is.");
    }

    /** The request itself is wrong. */
    public static Problem invalid(String detail) {
        return of(HttpStatus.BAD_REQUEST, "invalid-request", detail);
    }

    /** The request does not go with how things stand. */
    public static Problem conflict(String name, String detail) {
        return of(HttpStatus.CONFLICT, name, detail);
    }

    /**
     * What was there was erased.
     *
     * @param at when; empty when that is not known
     */
    public static Problem erased(Optional<Instant> at) {
        Problem problem = of(
                HttpStatus.GONE,
                "content-erased",
                "The content was erased" + at.map(instant -> " on " + instant).orElse("")
                        + ". The record still holds a commitment to what it was.");
        return at.map(instant -> problem.with("erasedAt", instant)).orElse(problem);
    }

    /** The record, or a part of Chancery that is needed here, does not answer. */
    public static Problem unavailable(String name, String detail) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, name, detail);
    }

    /** A further member of the answer. */
    public Problem with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    /** Any problem. */
    public static Problem of(HttpStatus status, String name, String detail) {
        return new Problem(status, detail(status, name, detail));
    }

    /** What is sent. */
    public static ProblemDetail detail(HttpStatus status, String name, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + name));
        return problem;
    }
}
