package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.query.web.security.Accounts.Account;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/** Gives somebody who has proven who he is a session, after his visit is in the record. Every way to sign in ends here. */
@Component
public final class Entrance {

    private final Accounts accounts;
    private final Visits visits;
    private final InstantSource clock;
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final HttpSessionRequestCache asked = new HttpSessionRequestCache();

    Entrance(Accounts accounts, Visits visits, InstantSource clock) {
        this.accounts = accounts;
        this.visits = visits;
        this.clock = clock;
    }

    /**
     * Lets somebody in: begins his visit and gives him a session of his own, with nothing of the one before.
     *
     * @return where he wanted to go, or {@code /}
     * @throws dev.chancery.query.web.Problem when the visit cannot be recorded; then he is not in
     */
    public String enter(
            Account account, SignInMethod method, HttpServletRequest request, HttpServletResponse response) {
        Instant now = clock.instant();
        String visit = visits.begin(
                account.id(),
                method,
                account.grants().stream().filter(grant -> grant.isInForce(now)).toList());
        SavedRequest wanted = asked.getRequest(request, response);
        HttpSession old = request.getSession(false);
        if (old != null) {
            old.invalidate();
        }
        HttpSession session = request.getSession(true);
        session.setMaxInactiveInterval(Math.toIntExact(Stay.IDLE.toSeconds()));
        session.setAttribute(Stay.ATTRIBUTE, new Stay(account.id(), visit, now, account.proofs()));
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                Person.of(account.id(), method, visit), null, List.of()));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        return wanted != null && wanted.getMethod().equals("GET") ? wanted.getRedirectUrl() : "/";
    }

    /** Keeps the session of whoever just changed himself what proves him, under a new id. His other sessions end. */
    public void renew(AccountId account, HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null
                && session.getAttribute(Stay.ATTRIBUTE) instanceof Stay stay
                && stay.account().equals(account)) {
            accounts.find(account).ifPresent(now -> session.setAttribute(Stay.ATTRIBUTE, stay.proven(now.proofs())));
            request.changeSessionId();
        }
    }

    /** Marks a session as left by its person, before it ends. */
    static void leave(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(Stay.ATTRIBUTE) instanceof Stay stay) {
            stay.endBy(VisitEnd.SIGNED_OUT);
        }
    }
}
