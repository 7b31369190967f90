package dev.chancery.contracts.fact;

import dev.chancery.contracts.fact.SystemEvidence.Clocked;
import dev.chancery.contracts.fact.SystemEvidence.Performed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the record holds that concerns no system by itself.
 *
 * @param first when the log begins, null while it is empty
 * @param activations of policies
 * @param reviewed drafts of the policy that were activated, by the number of people who had approved each besides who made it
 * @param unreviewed activations of policies that no draft led to, since the instant that was asked for
 * @param duties the last of each that was performed for the whole company
 * @param incidents all
 */
public record CompanyEvidence(
        @Nullable Instant first,
        Marks activations,
        List<ReviewedDraft> reviewed,
        Marks unreviewed,
        List<Performed> duties,
        List<Clocked> incidents) {

    public CompanyEvidence {
        reviewed = List.copyOf(reviewed);
        duties = List.copyOf(duties);
        incidents = List.copyOf(incidents);
    }

    /**
     * A draft of the policy that was activated.
     *
     * @param approvers people who approved it and did not make it
     */
    public record ReviewedDraft(String draft, int approvers, Instant activatedAt, List<Long> positions) {}
}
