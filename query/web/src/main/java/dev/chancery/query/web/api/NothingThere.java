package dev.chancery.query.web.api;

import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The API's answer where no controller is asked, so that {@link Problems} is not either. Pages keep theirs. */
@RestControllerAdvice
final class NothingThere {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unknown(NoResourceFoundException e, HttpServletRequest request)
            throws NoResourceFoundException {
        if (isPage(request)) {
            throw e;
        }
        return problem(
                ResponseEntity.status(HttpStatus.NOT_FOUND),
                Problem.detail(HttpStatus.NOT_FOUND, "not-found", "There is nothing here. Check the path."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongMethod(HttpRequestMethodNotSupportedException e, HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException {
        if (isPage(request)) {
            throw e;
        }
        return problem(
                ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED).headers(e.getHeaders()),
                Problem.detail(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "method-not-allowed",
                        "This path takes another method: the header Allow says which."));
    }

    private static boolean isPage(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    private static ResponseEntity<ProblemDetail> problem(ResponseEntity.BodyBuilder answer, ProblemDetail problem) {
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
    }
}
