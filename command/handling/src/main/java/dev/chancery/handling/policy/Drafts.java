package dev.chancery.handling.policy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.RecordDraftActivation;
import dev.chancery.contracts.command.PolicyDraftCommand.RejectPolicyDraft;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.decisions.feedback.DraftDecision;
import dev.chancery.decisions.policy.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** All drafts of the company's policy. */
final class Drafts {

    private static final String DECIDED = "The draft was decided already.";

    private static final class Draft {
        private final PolicyDrafted drafted;
        private final List<String> approved = new ArrayList<>();
        private boolean enough;
        private boolean rejected;
        private boolean activated;

        Draft(PolicyDrafted drafted) {
            this.drafted = drafted;
        }

        boolean isOpen() {
            return !enough && !rejected;
        }

        /** One that was approved may still be rejected until it is in force: the policy may have changed in between. */
        boolean isOver() {
            return rejected || activated;
        }
    }

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void draft(DraftPolicy command) {
        boolean known = drafts.values().stream()
                .anyMatch(draft -> !draft.activated
                        && draft.drafted.base().equals(command.base())
                        && draft.drafted.changes().equals(command.changes()));
        if (!known) {
            apply(new PolicyDrafted(
                    command.draft(),
                    command.base(),
                    command.changes(),
                    command.evidence(),
                    command.reason(),
                    command.by(),
                    command.scores()));
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void approve(ApprovePolicyDraft command, Policies policies) {
        Draft draft = find(command.draft());
        if (!draft.isOpen()) {
            throw new IllegalStateException(DECIDED);
        }
        if (draft.drafted.by().equals(command.by())) {
            // Not part of the decision that is taken again from the record, which is older than this rule.
            throw new IllegalStateException(
                    "Who proposes a policy does not approve it: you proposed this draft, so another person has to.");
        }
        apply(DraftDecision.approve(command, draft.drafted, draft.approved, policies.version(command.inForce())));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void reject(RejectPolicyDraft command) {
        if (find(command.draft()).isOver()) {
            throw new IllegalStateException(DECIDED);
        }
        apply(new PolicyDraftRejected(command.draft(), command.reason(), command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void activated(RecordDraftActivation command) {
        Draft draft = find(command.draft());
        if (!draft.enough || draft.rejected) {
            throw new IllegalStateException("The draft was not approved, or was rejected.");
        }
        if (!draft.activated) {
            apply(new PolicyDraftActivated(command.draft(), command.version()));
        }
    }

    private Draft find(String id) {
        Draft draft = drafts.get(id);
        if (draft == null) {
            throw new IllegalArgumentException("There is no draft '" + id + "' of the policy.");
        }
        return draft;
    }

    @EventSourcingHandler
    void on(PolicyDraftEvent event) {
        stream = PolicyDraftCommand.STREAM;
        switch (event) {
            case PolicyDrafted e -> drafts.put(e.draft(), new Draft(e));
            case PolicyDraftApproved e -> {
                Draft draft = find(e.draft());
                draft.approved.add(e.by());
                draft.enough = e.enough();
            }
            case PolicyDraftRejected e -> find(e.draft()).rejected = true;
            case PolicyDraftActivated e -> find(e.draft()).activated = true;
        }
    }
}
