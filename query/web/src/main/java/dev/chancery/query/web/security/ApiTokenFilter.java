package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.security.Accounts.Token;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Knows who comes with a token: a program of an account, or an agent by its key. What he may is not asked here. An address that sends
 * one wrong token after the other has to wait, and nobody with a right one waits for it.
 */
final class ApiTokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final Accounts accounts;
    private final AgentKeys keys;
    private final SignInThrottle throttle;
    private final Visits visits;
    private final Refusals refusals;
    private final InstantSource clock;

    ApiTokenFilter(
            Accounts accounts,
            AgentKeys keys,
            SignInThrottle throttle,
            Visits visits,
            Refusals refusals,
            InstantSource clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.throttle = throttle;
        this.visits = visits;
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            String bearer = header.substring(SCHEME.length()).strip();
            Optional<Token> token = accounts.token(bearer);
            if (token.isPresent() && !clock.instant().isBefore(token.get().expires())) {
                expired(token.get(), response);
                return;
            }
            Optional<Principal> known = token.<Principal>map(Person::of)
                    .or(() -> keys.agentOf(bearer).map(Holder::new));
            if (known.isPresent()) {
                know(known.get());
            } else {
                // What is for anyone is answered all the same; elsewhere it is said that nobody is known.
                Duration pause = throttle.attempt("tokens from " + request.getRemoteAddr(), "");
                if (!pause.isZero()) {
                    wait(pause, request, response);
                    return;
                }
            }
        }
        chain.doFilter(request, response);
    }

    private void expired(Token token, HttpServletResponse response) throws IOException {
        // Bounded like the guesses, as each is recorded.
        if (throttle.attempt("token " + token.id(), "").isZero()) {
            visits.refused(token.account(), SignInMethod.TOKEN, SignInRefusal.TOKEN_SHUT);
        }
        refusals.unauthenticated(
                response,
                "token-expired",
                "The token was good until " + token.expires()
                        + ". Ask whoever gave it for another, or make one at /account.");
    }

    private void wait(Duration pause, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(pause.toSeconds() + 1));
        refusals.say(
                request,
                response,
                Problem.detail(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-attempts",
                        "Too many wrong tokens came from this address. Wait as long as Retry-After says."));
    }

    private static void know(Principal principal) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of()));
        SecurityContextHolder.setContext(context);
    }
}
