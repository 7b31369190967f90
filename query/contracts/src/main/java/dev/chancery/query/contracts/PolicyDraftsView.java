package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoreCount;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Drafts of the policy. */
public record PolicyDraftsView(List<DraftView> drafts) {
    public PolicyDraftsView {
        drafts = List.copyOf(drafts);
    }

    /** Where a draft stands. */
    public enum DraftState {
        /** It waits for a person, or for another one. */
        OPEN,
        /** It was approved and is not in force yet. */
        APPROVED,
        REJECTED,
        /** A policy with the change is or was in force. */
        ACTIVATED
    }

    /**
     * A draft.
     *
     * @param base the policy that it changes
     * @param evidence what another order of deployments follows from; empty for every other draft
     * @param scores what another threshold of a rubric follows from; empty likewise
     * @param said what people said to it
     * @param version of the policy that came into force by it; null when none did
     */
    public record DraftView(
            String draft,
            DraftState state,
            String base,
            List<PolicyChange> changes,
            List<ReviewCount> evidence,
            List<ScoreCount> scores,
            String reason,
            String by,
            Instant at,
            long position,
            List<Said> said,
            @Nullable String version) {
        public DraftView {
            changes = List.copyOf(changes);
            evidence = List.copyOf(evidence);
            scores = List.copyOf(scores);
            said = List.copyOf(said);
        }

        /** After somebody said something to it. */
        public DraftView said(DraftState now, Said more) {
            return new DraftView(
                    draft,
                    now,
                    base,
                    changes,
                    evidence,
                    scores,
                    reason,
                    by,
                    at,
                    position,
                    Stream.concat(said.stream(), Stream.of(more)).toList(),
                    version);
        }

        /** After it came into force. */
        public DraftView activated(String inForce) {
            return new DraftView(
                    draft,
                    DraftState.ACTIVATED,
                    base,
                    changes,
                    evidence,
                    scores,
                    reason,
                    by,
                    at,
                    position,
                    said,
                    inForce);
        }
    }

    /** What a person said to a draft. */
    public record Said(boolean approves, String by, String reason, Instant at) {}
}
