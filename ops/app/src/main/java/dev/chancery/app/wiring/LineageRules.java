package dev.chancery.app.wiring;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.LineageCommand;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.lineage.ModificationDecision;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.folds.Serving;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.LineageQuery.FindInventory;
import dev.chancery.query.contracts.LineageQuery.FindModifications;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.ModificationsView.Assessment;
import dev.chancery.query.contracts.ModificationsView.Modification;
import dev.chancery.query.contracts.ModificationsView.Share;
import dev.chancery.reports.document.Inventory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Tells what has changed of workflows, and what the policy has: views and rules meet here. */
final class LineageRules {

    /** Changes that are listed, the newest first: models, policies and gates change a few times a week. */
    private static final int LISTED = 1_000;

    private static final String SUBSTANTIAL =
            "Assessed as a substantial modification. For a high-risk system whoever makes it is its provider"
                    + " from then on (Art. 25(1)(b)), with the obligations of Art. 16 and a new conformity assessment before it is used (Art. 43(4)).";
    private static final String NOT_SUBSTANTIAL =
            "Assessed as no substantial modification. Keep the reasons with the technical documentation.";

    private final EventLog log;
    private final Policies policies;
    private final Supplier<List<Serving.Served>> serving;

    /** @param serving what serves each workflow, as far as the views have come */
    LineageRules(EventLog log, Policies policies, Supplier<List<Serving.Served>> serving) {
        this.log = log;
        this.policies = policies;
        this.serving = serving;
    }

    @QueryHandler
    ModificationsView modifications(FindModifications query) {
        Map<String, Assessment> assessments = assessments();
        List<Modification> found = new ArrayList<>();
        for (Serving.Served served : serving.get()) {
            served.newcomers().forEach(newcomer -> found.add(newcomer(served.workflow(), newcomer)));
            served.rises().forEach(rise -> found.add(rise(served.workflow(), rise)));
        }
        found.addAll(policyChanges());
        return new ModificationsView(found.stream()
                .filter(each -> query.workflow() == null
                        || each.workflow().equals(query.workflow().value()))
                .sorted(Comparator.comparingLong(
                                (Modification each) -> each.positions().getLast())
                        .reversed()
                        .thenComparing(Modification::id))
                .limit(LISTED)
                .map(each -> assessed(each, assessments.get(each.id())))
                .toList());
    }

    /** Read from the record itself: whoever assessed something wants to see it, and the stream is short. */
    private Map<String, Assessment> assessments() {
        Map<String, Assessment> last = new LinkedHashMap<>();
        for (StoredEvent stored : log.readStream(LineageCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            ModificationAssessed e = (ModificationAssessed) recorded.event();
            last.put(
                    e.modification(),
                    new Assessment(e.substantial(), e.reason(), e.by(), recorded.at(), recorded.position()));
        }
        return last;
    }

    private static Modification assessed(Modification each, @Nullable Assessment assessment) {
        return assessment == null
                ? each
                : new Modification(
                        each.id(),
                        each.workflow(),
                        each.kind(),
                        each.what(),
                        each.positions(),
                        each.at(),
                        each.before(),
                        each.after(),
                        assessment,
                        assessment.substantial() ? SUBSTANTIAL : NOT_SUBSTANTIAL);
    }

    private static Modification newcomer(WorkflowId workflow, Serving.Newcomer newcomer) {
        Serving.Source source = newcomer.source();
        String what = newcomer.known()
                ? "The deployment " + source.deployment() + " serves it with another version, " + source.version() + "."
                : "Another deployment serves it: " + source.deployment() + " with version " + source.version() + ".";
        return open(
                workflow,
                newcomer.known() ? ModificationKind.MODEL_VERSION : ModificationKind.DEPLOYMENT,
                what,
                newcomer.first() == newcomer.position()
                        ? List.of(newcomer.position())
                        : List.of(newcomer.first(), newcomer.position()),
                newcomer.at(),
                shares(newcomer.before()),
                shares(newcomer.after()));
    }

    private static List<Share> shares(List<Serving.Share> shares) {
        int all = shares.stream().mapToInt(Serving.Share::outputs).sum();
        return shares.stream()
                .map(share -> new Share(
                        share.source().deployment(),
                        share.source().version(),
                        share.outputs(),
                        (double) share.outputs() / all))
                .toList();
    }

    private static Modification rise(WorkflowId workflow, Serving.Rise rise) {
        return open(
                workflow,
                ModificationKind.GATE,
                "Its gate rose from " + rise.from() + " to " + rise.to() + ", moved by " + rise.by() + ".",
                List.of(rise.position()),
                rise.at(),
                List.of(),
                List.of());
    }

    /** What each activation changed against the one before it. */
    private List<Modification> policyChanges() {
        List<Modification> found = new ArrayList<>();
        PolicyActivated before = null;
        long since = 0;
        for (StoredEvent stored : log.readStream("policy")) {
            Recorded recorded = log.decode(stored);
            if (recorded.event() instanceof PolicyActivated now) {
                if (before != null && !before.version().equals(now.version())) {
                    for (ModificationDecision.Change change : ModificationDecision.between(
                            policies.version(before.version()), policies.version(now.version()))) {
                        found.add(open(
                                change.workflow(),
                                change.kind(),
                                change.what(),
                                List.of(since, recorded.position()),
                                recorded.at(),
                                List.of(),
                                List.of()));
                    }
                }
                before = now;
                since = recorded.position();
            }
        }
        return found;
    }

    private static Modification open(
            WorkflowId workflow,
            ModificationKind kind,
            String what,
            List<Long> positions,
            Instant at,
            List<Share> before,
            List<Share> after) {
        return new Modification(
                id(workflow, kind, positions),
                workflow.value(),
                kind,
                what,
                positions,
                at,
                before,
                after,
                null,
                ModificationsView.OPEN);
    }

    /** The same for the same change, on any node and after any rebuild. */
    private static String id(WorkflowId workflow, ModificationKind kind, List<Long> positions) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((kind + "\0" + workflow.value() + "\0" + positions).getBytes(StandardCharsets.UTF_8));
            return "m-" + HexFormat.of().formatHex(digest, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** What the policy in force has; null when it does not have the workflow. */
    @QueryHandler
    @Nullable
    InventoryView inventory(FindInventory query) {
        return Inventory.of(policies.current(), query.workflow()).orElse(null);
    }
}
