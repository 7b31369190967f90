package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.Role;
import dev.chancery.query.web.security.Access.Other;
import dev.chancery.query.web.security.Access.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Asks the table, for both doors, whether a request may come in, and says why not. */
public final class Doorkeeper implements AuthorizationManager<RequestAuthorizationContext> {

    /** All that somebody with a password of another's making may ask for. */
    static final String CHANGE_PASSWORD = "/account/password";

    private static final Set<String> CHANGES_PASSWORD = Set.of(CHANGE_PASSWORD, "/api/account/password");

    private final Access access;
    private final Standings standings;
    private final ScopedReading scope;
    private final boolean open;

    /** @param open whether the log's hashes are for all */
    Doorkeeper(Access access, Standings standings, ScopedReading scope, boolean open) {
        this.access = access;
        this.standings = standings;
        this.scope = scope;
        this.open = open;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        Asked asked = Asked.of(context.getRequest());
        Optional<Permission> needed = needed(asked);
        if (needed.filter(this::isForAnyone).isPresent()) {
            return Verdict.GRANTED;
        }
        Authentication known = authentication.get();
        if (Holder.of(known).isPresent()) {
            return needed.filter(permission -> permission.others().contains(Other.AGENT))
                            .isPresent()
                    ? Verdict.GRANTED
                    // Elsewhere the key is no credential at all: whoever holds it is told no more than a stranger.
                    : Verdict.refused(
                            HttpStatus.UNAUTHORIZED,
                            "unauthenticated",
                            "An agent's key opens the outputs of the agent's own tasks and nothing else.");
        }
        return standings
                .of(known)
                .map(standing -> verdict(standing, needed, asked))
                .orElseGet(() -> Verdict.refused(
                        HttpStatus.UNAUTHORIZED, "unauthenticated", "Sign in, or send a token that opens something."));
    }

    /** Whether a request is answered to whoever sends it. */
    boolean isForAnyone(HttpServletRequest request) {
        return needed(Asked.of(request)).filter(this::isForAnyone).isPresent();
    }

    /**
     * Whether somebody would be let through who asked for this, so that a page offers nothing that is refused.
     *
     * @param standing null for a stranger
     * @param method of HTTP
     * @param link a path of this site, with a query and a fragment if there are any
     */
    public boolean opens(@Nullable Standing standing, String method, String link) {
        Asked asked = Asked.of(method, link);
        Optional<Permission> needed = needed(asked);
        return needed.filter(this::isForAnyone).isPresent()
                || (standing != null && verdict(standing, needed, asked).isGranted());
    }

    private Optional<Permission> needed(Asked asked) {
        return access.needed(asked.method(), asked.path(), asked::has);
    }

    private boolean isForAnyone(Permission permission) {
        return permission.others().contains(Other.ANYONE)
                || (open && permission.others().contains(Other.ANYONE_WHILE_OPEN));
    }

    private Verdict verdict(Standing standing, Optional<Permission> needed, Asked asked) {
        if (standing.mustChangePassword()
                && !CHANGES_PASSWORD.contains(asked.path().value())) {
            return Verdict.forbidden(
                    "password-change-needed",
                    "The password was set by somebody else. Change it at " + CHANGE_PASSWORD
                            + " first; nothing else opens before.");
        }
        if (needed.isEmpty()) {
            return unknown(asked.path());
        }
        Permission permission = needed.get();
        if (!permission.isOf(standing.roles())) {
            return new Verdict(
                    false,
                    HttpStatus.FORBIDDEN,
                    "forbidden",
                    "This is for: " + permission.who() + ". " + described(standing.roles()),
                    permission.roles(),
                    Set.of());
        }
        if (standing.readOnly() && !asked.isReading()) {
            return Verdict.forbidden(
                    "read-only-token", "The token is for reading alone. Ask with one that may change something.");
        }
        return scope.problem(standing, asked)
                .map(problem -> Verdict.forbidden("out-of-scope", problem))
                .orElse(Verdict.GRANTED);
    }

    private Verdict unknown(PathContainer path) {
        Set<String> methods = access.methods(path);
        return methods.isEmpty()
                ? Verdict.refused(HttpStatus.NOT_FOUND, "not-found", "There is nothing here. Check the path.")
                : new Verdict(
                        false,
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "method-not-allowed",
                        "This path takes another method: the header Allow says which.",
                        Set.of(),
                        methods);
    }

    private static String described(Collection<Role> roles) {
        return roles.isEmpty()
                ? "You have no role that is in force."
                : "You are: " + roles.stream().map(Access::word).collect(Collectors.joining(", ")) + ".";
    }

    static PathContainer path(HttpServletRequest request) {
        return RequestPath.parse(request.getRequestURI(), request.getContextPath())
                .pathWithinApplication();
    }
}
