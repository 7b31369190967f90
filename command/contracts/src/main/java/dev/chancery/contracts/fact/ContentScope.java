package dev.chancery.contracts.fact;

import dev.chancery.contracts.Id;
import java.util.Locale;

/**
 * Which contents are meant.
 *
 * @param id of the person concerned, task, workflow or agent
 */
public record ContentScope(Kind kind, String id) {

    /** What the contents have in common. */
    public enum Kind {
        SUBJECT,
        TASK,
        WORKFLOW,
        AGENT
    }

    public ContentScope {
        Id.check(id);
    }

    /** {@code subject/<id>}, {@code task/<id>}, … */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "/" + id;
    }
}
