package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.SystemPart;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in use and belongs to no AI system that is classified and goes on.
 *
 * @param parts the newest first, at most {@value Query#PAGE_LIMIT}
 * @param total how many there are
 */
public record UnclassifiedView(List<PartView> parts, int total) {

    /** Why a part is here. */
    public enum Why {
        /** No system has it. */
        NO_SYSTEM,
        /** A system has it and has no class. */
        NO_CLASS,
        /** It was used since its system was suspended. */
        SUSPENDED,
        /** It was used since its system was decommissioned. */
        DECOMMISSIONED
    }

    /**
     * A part.
     *
     * @param versions that a model reported; empty for what is none
     * @param tasks how often it was seen; of a service past the gateway, requests
     * @param why null when it is covered
     * @param systems that have it
     */
    public record PartView(
            SystemPart.Kind kind,
            String id,
            List<String> versions,
            Instant firstSeen,
            Instant lastSeen,
            long tasks,
            @Nullable Why why,
            List<String> systems) {}
}
