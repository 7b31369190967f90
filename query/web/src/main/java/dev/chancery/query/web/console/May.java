package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Role;
import dev.chancery.query.web.security.Access;
import java.util.Set;

/** What the person whose page it is may do, so that a page offers nothing that would be refused: {@code ${may.post('/agents/kill')}}. */
record May(Access access, Set<Role> roles) {

    /** Whether a page opens. */
    public boolean get(String path) {
        return access.permits(roles, "GET", path);
    }

    /** Whether a form may be sent. */
    public boolean post(String path) {
        return access.permits(roles, "POST", path);
    }
}
