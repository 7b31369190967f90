package dev.chancery.query.web.console;

import dev.chancery.query.web.security.Doorkeeper;
import dev.chancery.query.web.security.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What the person whose page it is may do, so that a page offers nothing that would be refused: {@code ${may.post('/agents/kill')}}.
 *
 * @param standing null for a stranger
 */
record May(Doorkeeper doorkeeper, @Nullable Standing standing) {

    /** Whether a page opens: a path, with a query if there is one. */
    public boolean get(String link) {
        return opens("GET", link);
    }

    /** Whether a form may be sent. */
    public boolean post(String path) {
        return opens("POST", path);
    }

    /** The one system that the person is limited to; null for the whole record. */
    public @Nullable String system() {
        return standing == null ? null : standing.system().orElse(null);
    }

    private boolean opens(String method, String link) {
        return doorkeeper.opens(standing, method, link);
    }
}
