package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where money might be saved. Nothing of it happens by itself.
 *
 * @param insufficient what could not be looked at for lack of data, and why
 */
public record CostProposalsView(LocalDate from, LocalDate to, List<Proposal> proposals, List<String> insufficient) {

    /** Kinds of proposals. */
    public enum Kind {
        /** A cheaper deployment answers as well. */
        DOWNSHIFT,
        /** One model is bought at several prices, or a provider for next to nothing. */
        CONSOLIDATION,
        /** What was not used. */
        UNUSED,
        /** A cap far above what is spent. */
        WIDE_CAP
    }

    /**
     * A proposal.
     *
     * @param about what it is about
     * @param says it in a sentence
     * @param evidence figures by name
     * @param saving an estimate of what it would have saved in the period, null when there is none
     * @param basis how the saving was estimated; empty without one
     * @param draft changes of the policy that {@code POST /api/policy/drafts} takes; empty when it is not done by one
     */
    public record Proposal(
            Kind kind,
            String about,
            String says,
            Map<String, String> evidence,
            @Nullable Micros saving,
            String basis,
            List<DraftChange> draft) {}

    /**
     * A change of one value.
     *
     * @param value as JSON
     */
    public record DraftChange(String pointer, String value) {}
}
