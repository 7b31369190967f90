package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ModificationKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of workflows that may be substantial modifications. Whether one is, a person assesses. */
public record ModificationsView(List<Modification> modifications) {
    public ModificationsView {
        modifications = List.copyOf(modifications);
    }

    /** What to do about a change that nobody has assessed. */
    public static final String OPEN =
            "To be assessed by a person: a change that was neither foreseen nor planned in the initial conformity"
                    + " assessment, and that affects compliance or the intended purpose, is a substantial modification (Regulation (EU) 2024/1689,"
                    + " Art. 3(23)); changes that were determined before are not (Art. 43(4)). Who makes one to a high-risk system, or changes a purpose so"
                    + " that a system becomes high-risk, is its provider from then on (Art. 25(1)(b) and (c)).";

    /**
     * A change.
     *
     * @param what in a sentence
     * @param positions of the events that show it
     * @param before what made the outputs before, for another model; else empty
     * @param after what made the outputs from then on
     * @param assessment the last; null while there is none
     * @param advice what follows
     */
    public record Modification(
            String id,
            String workflow,
            ModificationKind kind,
            String what,
            List<Long> positions,
            Instant at,
            List<Share> before,
            List<Share> after,
            @Nullable Assessment assessment,
            String advice) {}

    /** How many outputs of some a deployment with a version made. */
    public record Share(String deployment, String version, int outputs, double share) {}

    /** What a person said. */
    public record Assessment(boolean substantial, String reason, String by, Instant at, long position) {}
}
