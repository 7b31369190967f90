package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.query.web.security.Accounts.Account;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends a session that is over: after half an hour in which nobody did anything, after twelve hours, and at once when the account is
 * closed, has no role in force, or its password or second factor changed. A page that refreshes itself is nobody doing anything.
 */
final class StayFilter extends OncePerRequestFilter {

    private final Accounts accounts;
    private final InstantSource clock;

    StayFilter(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(Stay.ATTRIBUTE) instanceof Stay stay) {
            Instant now = clock.instant();
            Optional<VisitEnd> end = end(stay, now);
            if (end.isPresent()) {
                stay.endBy(end.get());
                session.invalidate();
                SecurityContextHolder.clearContext();
            } else if (!refreshesItself(request)) {
                stay.touch(now);
            }
        }
        chain.doFilter(request, response);
    }

    private Optional<VisitEnd> end(Stay stay, Instant now) {
        if (stay.isOver(now)) {
            return Optional.of(VisitEnd.EXPIRED);
        }
        Optional<Account> account = accounts.find(stay.account());
        boolean holds = account.isPresent()
                && !account.get().closed()
                && stay.isProvenBy(account.get().proofs())
                && account.get().grants().stream().anyMatch(grant -> grant.isInForce(now));
        return holds ? Optional.empty() : Optional.of(VisitEnd.SHUT);
    }

    private static boolean refreshesItself(HttpServletRequest request) {
        return request.getMethod().equals("GET") && request.getHeader("HX-Request") != null;
    }
}
