package dev.chancery.contracts.fact;

import dev.chancery.contracts.Id;
import java.util.Locale;

/**
 * Whose decisions are looked at for bias.
 *
 * @param id of the workflow or of the AI system
 */
public record BiasSubject(Kind kind, String id) {

    /** What decides. */
    public enum Kind {
        WORKFLOW,
        SYSTEM
    }

    public BiasSubject {
        Id.check(id);
    }

    /** {@code workflow/<id>} or {@code system/<id>}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "/" + id;
    }
}
