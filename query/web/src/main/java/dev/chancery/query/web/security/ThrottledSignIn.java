package dev.chancery.query.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns an attempt to sign in away while its address or user has to wait; the password is not even looked at. */
final class ThrottledSignIn extends OncePerRequestFilter {

    private final SignInThrottle throttle;
    private final String path;

    ThrottledSignIn(SignInThrottle throttle, String path) {
        this.throttle = throttle;
        this.path = path;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getMethod().equals("POST") && request.getServletPath().equals(path)) {
            Duration pause = throttle.pause(request.getRemoteAddr(), user(request));
            if (!pause.isZero()) {
                response.sendRedirect(request.getContextPath() + path + "?wait=" + (pause.toSeconds() + 1));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    static AuthenticationSuccessHandler success(SignInThrottle throttle, RequestCache cache) {
        SavedRequestAwareAuthenticationSuccessHandler next = new SavedRequestAwareAuthenticationSuccessHandler();
        next.setRequestCache(cache);
        return (request, response, authentication) -> {
            throttle.succeeded(request.getRemoteAddr(), user(request));
            next.onAuthenticationSuccess(request, response, authentication);
        };
    }

    /** One answer to every failure, so that it does not tell whether there is such a user. */
    static AuthenticationFailureHandler failure(SignInThrottle throttle, String path) {
        SimpleUrlAuthenticationFailureHandler next = new SimpleUrlAuthenticationFailureHandler(path + "?error");
        return (request, response, exception) -> {
            throttle.failed(request.getRemoteAddr(), user(request));
            next.onAuthenticationFailure(request, response, exception);
        };
    }

    private static String user(HttpServletRequest request) {
        String user = request.getParameter(UsernamePasswordAuthenticationFilter.SPRING_SECURITY_FORM_USERNAME_KEY);
        return user == null ? "" : user;
    }
}
