package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.Role;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationResult;

/**
 * What came of a request to come in.
 *
 * @param status of the refusal
 * @param name of the problem
 * @param detail a sentence
 * @param roles that may, when that is what was missing
 * @param methods that the path takes, when that is what was wrong
 */
record Verdict(boolean isGranted, HttpStatus status, String name, String detail, Set<Role> roles, Set<String> methods)
        implements AuthorizationResult {

    static final Verdict GRANTED = new Verdict(true, HttpStatus.OK, "", "", Set.of(), Set.of());

    static Verdict refused(HttpStatus status, String name, String detail) {
        return new Verdict(false, status, name, detail, Set.of(), Set.of());
    }

    static Verdict forbidden(String name, String detail) {
        return refused(HttpStatus.FORBIDDEN, name, detail);
    }
}
