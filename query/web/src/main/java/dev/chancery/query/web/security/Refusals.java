package dev.chancery.query.web.security;

import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.UsageImports;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Says that a request may not come in: a program gets a problem, a person a page with the same sentence. */
@Component
public final class Refusals implements AccessDeniedHandler, AuthenticationEntryPoint {

    /** The page that says it; only forwarded to. */
    public static final String PAGE = "/refused";

    /** Attribute of the request with the {@link ProblemDetail} that the page says. */
    public static final String PROBLEM = Refusals.class.getName();

    private static final RequestMatcher PROGRAMS = WebSecurity.PROGRAMS;

    private final JsonMapper json;
    private final LoginUrlAuthenticationEntryPoint signIn = new LoginUrlAuthenticationEntryPoint(WebSecurity.SIGN_IN);

    Refusals(JsonMapper json) {
        this.json = json;
    }

    /** Nobody is known. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException, ServletException {
        if (PROGRAMS.matches(request)) {
            unauthenticated(
                    response,
                    "unauthenticated",
                    "Send an API token as 'Authorization: Bearer …' or sign in at " + WebSecurity.SIGN_IN + ".");
        } else if (request.getHeader("HX-Request") != null) {
            // A part of a page that refreshes itself: the page goes to the door, not the door into the page.
            response.setHeader("HX-Redirect", WebSecurity.SIGN_IN);
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else {
            signIn.commence(request, response, cause);
        }
    }

    /** A program that is not known, with the reason. */
    void unauthenticated(HttpServletResponse response, String name, String detail) throws IOException {
        write(response, Problem.detail(HttpStatus.UNAUTHORIZED, name, detail));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException, ServletException {
        boolean known = SecurityContextHolder.getContext().getAuthentication() != null;
        if (isTooLarge(request)) {
            // Nothing of it was read, its CSRF token neither.
            response.sendError(HttpStatus.CONTENT_TOO_LARGE.value());
        } else if (!known && PROGRAMS.matches(request)) {
            // A forged request is looked for before it is asked who sent it.
            commence(request, response, new InsufficientAuthenticationException("nobody is signed in"));
        } else if (cause instanceof CsrfException) {
            say(request, response, csrf(request));
        } else {
            say(request, response, problem(cause, response));
        }
    }

    private static ProblemDetail csrf(HttpServletRequest request) {
        return Problem.detail(
                HttpStatus.FORBIDDEN,
                "csrf-token-missing",
                PROGRAMS.matches(request)
                        ? "A write with a session needs its CSRF token; programs send the API token instead."
                        : "The form is from before you signed in, or from another place. Open the page again and repeat.");
    }

    private static ProblemDetail problem(AccessDeniedException cause, HttpServletResponse response) {
        if (!(cause instanceof AuthorizationDeniedException denied)
                || !(denied.getAuthorizationResult() instanceof Verdict verdict)) {
            return Problem.detail(HttpStatus.FORBIDDEN, "forbidden", "This may not be done.");
        }
        ProblemDetail problem = Problem.detail(verdict.status(), verdict.name(), verdict.detail());
        if (!verdict.roles().isEmpty()) {
            problem.setProperty(
                    "roles",
                    verdict.roles().stream()
                            .map(role -> role.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
        if (!verdict.methods().isEmpty()) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", verdict.methods()));
        }
        return problem;
    }

    /** Says a problem in the shape that the request wants. */
    void say(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
            throws IOException, ServletException {
        if (PROGRAMS.matches(request)) {
            write(response, problem);
        } else if (String.valueOf(problem.getType()).endsWith(":password-change-needed")
                && Asked.of(request).isReading()) {
            response.sendRedirect(request.getContextPath() + Doorkeeper.CHANGE_PASSWORD);
        } else {
            response.setStatus(problem.getStatus());
            request.setAttribute(PROBLEM, problem);
            request.getRequestDispatcher(PAGE).forward(request, response);
        }
    }

    private void write(HttpServletResponse response, ProblemDetail problem) throws IOException {
        response.setStatus(problem.getStatus());
        if (problem.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"chancery\"");
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }

    static boolean isFile(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    private static boolean isTooLarge(HttpServletRequest request) {
        return isFile(request) && request.getContentLengthLong() > UsageImports.MAX_BYTES;
    }
}
