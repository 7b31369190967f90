package dev.chancery.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.folds.Serving;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.LineageQuery.FindInventory;
import dev.chancery.query.contracts.LineageQuery.FindModifications;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.ModificationsView.Modification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LineageRulesTest {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final WorkflowId WORK = new WorkflowId("work");
    private static final Serving.Source OLD = new Serving.Source("m", "m-1");
    private static final Serving.Source NEW = new Serving.Source("m", "m-2");

    private final List<Recorded> events = new ArrayList<>();
    private final TreeMap<String, Policy> policies = new TreeMap<>();
    private List<Serving.Served> serving = List.of();

    private final LineageRules rules = new LineageRules(
            new StreamsInMemory(),
            new Policies() {
                @Override
                public Policy current() {
                    return policies.lastEntry().getValue();
                }

                @Override
                public Policy version(PolicyVersion version) {
                    return policies.values().stream()
                            .filter(policy -> policy.version().equals(version))
                            .findFirst()
                            .orElseThrow();
                }
            },
            () -> serving);

    @Test
    void tellsAllChangesTheNewestFirstAndThatSomebodyHasToAssessThem() {
        // given
        activate(1, "Answers customers");
        events.add(null);
        activate(2, "Decides about loans");
        serving = List.of(new Serving.Served(
                WORK,
                List.of(),
                List.of(OLD, NEW),
                List.of(new Serving.Newcomer(
                        NEW,
                        true,
                        40,
                        52,
                        START,
                        List.of(new Serving.Share(OLD, 15), new Serving.Share(new Serving.Source("n", "n-1"), 5)),
                        List.of(new Serving.Share(NEW, 5)))),
                List.of(new Serving.Rise(Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP, 30, START, "ada"))));

        // when
        List<Modification> found =
                rules.modifications(new FindModifications(null)).modifications();

        // then
        assertThat(found)
                .extracting(Modification::kind)
                .containsExactly(ModificationKind.MODEL_VERSION, ModificationKind.GATE, ModificationKind.PURPOSE);
        assertThat(found.getFirst().positions()).containsExactly(40L, 52L);
        assertThat(found.getFirst().before().getFirst().share()).isEqualTo(0.75);
        assertThat(found.getFirst().after())
                .extracting(ModificationsView.Share::version)
                .containsExactly("m-2");
        assertThat(found.getLast().positions()).containsExactly(0L, 2L);
        assertThat(found).allSatisfy(each -> {
            assertThat(each.assessment()).isNull();
            assertThat(each.advice()).startsWith("To be assessed by a person");
        });
        assertThat(rules.modifications(new FindModifications(new WorkflowId("other")))
                        .modifications())
                .isEmpty();
    }

    @Test
    void theLastAssessmentOfAChangeCounts() {
        // given
        activate(1, "Answers customers");
        activate(2, "Decides about loans");
        Modification change =
                rules.modifications(new FindModifications(null)).modifications().getFirst();

        // when
        assess(change, false, "ada");
        assess(change, true, "bob");

        // then
        Modification assessed =
                rules.modifications(new FindModifications(WORK)).modifications().getFirst();
        assertThat(assessed.id()).isEqualTo(change.id());
        assertThat(assessed.assessment().substantial()).isTrue();
        assertThat(assessed.assessment().by()).isEqualTo("bob");
        assertThat(assessed.assessment().position()).isEqualTo(3);
        assertThat(assessed.advice()).contains("Art. 25(1)(b)");
    }

    @Test
    void putsThePolicyBackInForceWithoutAChangeWhereNothingChanged() {
        activate(1, "Answers customers");
        activate(1, "Answers customers");
        assertThat(rules.modifications(new FindModifications(null)).modifications())
                .isEmpty();
    }

    @Test
    void tellsWhatAWorkflowMayUse() {
        // given
        activate(1, "Answers customers");

        // when
        InventoryView inventory = rules.inventory(new FindInventory(WORK));

        // then
        assertThat(inventory.deployments())
                .extracting(InventoryView.Deployment::deployment)
                .containsExactly("m");
        assertThat(inventory.workflows().getFirst().toolServers()).containsExactly("crm");
        assertThat(rules.inventory(new FindInventory(new WorkflowId("nothing"))))
                .isNull();
    }

    private void assess(Modification change, boolean substantial, String by) {
        append(
                "modifications",
                new ModificationAssessed(
                        change.id(), WORK, change.kind(), change.positions(), substantial, "looked at it", by));
    }

    private void activate(int number, String purpose) {
        String document = PolicyDocument.canonical(JsonMapper.shared().readTree("""
                {"format": 1, "currency": "USD",
                 "deployments": [{"id": "m", "provider": "openai", "model": "m", "tier": "worker", "location": "cloud",
                   "inputPrice": "0", "outputPrice": "10", "contextTokens": 8000, "maxOutputTokens": 100, "tools": false,
                   "timeoutMillis": 1000}],
                 "models": [],
                 "workflows": [{"id": "work", "purpose": "%s", "gate": "shadow", "tiers": [], "deployments": [],
                   "classify": false}],
                 "agents": [{"id": "clerk", "owner": "o", "purpose": "p", "workflows": ["work"],
                   "budgets": {"day": "0.01"}, "tools": ["crm/find"]}],
                 "toolServers": [{"id": "crm", "url": "http://crm.example", "tools": ["find"]}], "rules": [],
                 "redaction": {"restricted": [], "refused": [], "words": {}}, "rubrics": [],
                 "gates": {"minimumReviewed": 2, "minimumLowerBound": 0.1}}
                """.formatted(purpose)));
        Policy policy = PolicyDocument.parse(document);
        policies.put("p" + number, policy);
        append("policy", new PolicyActivated(policy.version(), document));
    }

    private void append(String stream, Event event) {
        long position = events.size();
        events.add(new Recorded(position, "id-" + position, stream, position, START.plusSeconds(position), event));
    }

    /** As much of a log as is asked for. */
    private final class StreamsInMemory implements EventLog {

        @Override
        public long size() {
            return events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            return events.stream()
                    .filter(e -> e != null && e.stream().equals(stream))
                    .map(e -> new StoredEvent(
                            e.position(),
                            e.id(),
                            e.stream(),
                            e.sequence(),
                            "test",
                            1,
                            e.at(),
                            new byte[0],
                            new byte[0]))
                    .toList();
        }

        @Override
        public Recorded decode(StoredEvent event) {
            return events.get((int) event.position());
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException();
        }
    }
}
