package dev.chancery.reports.replay;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.record.RecordJson;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy that is to be tried.
 *
 * @param document canonical JSON
 * @param name for people: which draft, or that it was sent along
 */
record DraftPolicy(Policy policy, String document, String name) {

    private static final String STREAM = "policy-drafts";

    /**
     * A document that was sent along.
     *
     * @throws dev.chancery.decisions.policy.InvalidPolicy with everything that is wrong with it
     */
    static DraftPolicy of(JsonNode document) {
        return read(document, "a policy that was sent with the request");
    }

    /**
     * What an open draft would make of the policy that it changes.
     *
     * @return empty when there is no such draft
     * @throws BadPeriod when it is not open
     * @throws dev.chancery.decisions.policy.InvalidPolicy with everything that is wrong with it
     */
    static Optional<DraftPolicy> of(EventLog log, String id) {
        PolicyDrafted drafted = null;
        for (StoredEvent stored : log.readStream(STREAM)) {
            Event event = log.decode(stored).event();
            if (event instanceof PolicyDrafted e && e.draft().equals(id)) {
                drafted = e;
            } else if (event instanceof PolicyDraftRejected e && e.draft().equals(id)) {
                throw new BadPeriod("That draft was rejected. Give an open one, or a policy.");
            } else if (event instanceof PolicyDraftActivated e && e.draft().equals(id)) {
                throw new BadPeriod("That draft is in force already. Give an open one, or a policy.");
            }
        }
        return Optional.ofNullable(drafted).map(open -> of(log, open));
    }

    private static DraftPolicy of(EventLog log, PolicyDrafted drafted) {
        JsonNode document = RecordJson.mapper()
                .readTree(LogEvidence.document(log, drafted.base())
                        .orElseThrow(() -> new BadPeriod("The policy that this draft changes is not on record.")));
        for (PolicyChange change : drafted.changes()) {
            set(document, change);
        }
        return read(document, "draft " + drafted.draft() + " of " + drafted.by());
    }

    /** Parsed before it is made canonical, so that what is wrong with it is told. */
    private static DraftPolicy read(JsonNode document, String name) {
        Policy policy = PolicyDocument.parse(document.toString());
        return new DraftPolicy(policy, PolicyDocument.canonical(document), name);
    }

    private static void set(JsonNode document, PolicyChange change) {
        int slash = change.pointer().lastIndexOf('/');
        JsonNode parent = document.at(change.pointer().substring(0, Math.max(0, slash)));
        String name = change.pointer().substring(slash + 1).replace("~1", "/").replace("~0", "~");
        JsonNode value = RecordJson.mapper().readTree(change.after());
        if (parent instanceof ObjectNode object && object.has(name)) {
            object.set(name, value);
        } else if (parent instanceof ArrayNode array
                && name.matches("[0-9]{1,6}")
                && Integer.parseInt(name) < array.size()) {
            array.set(Integer.parseInt(name), value);
        } else {
            throw new BadPeriod("The draft changes a value that its policy does not have.");
        }
    }
}
