package dev.chancery.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.GateStandingView.Condition;
import dev.chancery.query.contracts.GateStandingView.Move;
import dev.chancery.query.contracts.OpenGatesView;
import dev.chancery.query.contracts.RegistryQuery.FindAgentRules;
import dev.chancery.query.contracts.RegistryQuery.FindGateStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the policy in force says meets what was found. */
class GateStandingsTest {

    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final WorkflowId WORK = new WorkflowId("work");
    private static final GateEvidence EVIDENCE = new GateEvidence(50, 49, 0.89);

    private final List<Recorded> events = new ArrayList<>();
    private final Policies policies = new Policies() {
        private final Policy policy = PolicyDocument.parse(
                PolicyDocument.canonical(JsonMapper.shared().readTree("""
                {"format": 1, "currency": "USD",
                 "deployments": [{"id": "m", "provider": "openai", "model": "m", "tier": "worker", "location": "cloud",
                   "inputPrice": "0", "outputPrice": "10", "contextTokens": 8000, "maxOutputTokens": 100, "tools": false,
                   "timeoutMillis": 1000}],
                 "models": [],
                 "workflows": [{"id": "work", "purpose": "Answers", "gate": "shadow", "tiers": [], "deployments": [],
                   "classify": false}],
                 "agents": [{"id": "clerk", "owner": "o", "purpose": "p", "workflows": ["work"],
                   "budgets": {"day": "0.01"}, "tools": ["crm/find"]}],
                 "toolServers": [{"id": "crm", "url": "http://crm.example", "tools": ["find"]}], "rules": [],
                 "redaction": {"restricted": [], "refused": [], "words": {}}, "rubrics": [],
                 "gates": {"minimumReviewed": 30, "minimumLowerBound": 0.8, "minimumWeeks": 4}}
                """)));

        @Override
        public Policy current() {
            return policy;
        }

        @Override
        public Policy version(PolicyVersion version) {
            return policy;
        }
    };

    private Gate gate = Gate.HUMAN_IN_THE_LOOP;

    private final GateStandings standings = new GateStandings(
            new StreamsInMemory(),
            policies,
            query -> query.workflow().equals(WORK)
                    ? new GateEvidenceView("work", gate, EVIDENCE, conduct(), new PolicyVersion("p1"))
                    : null,
            () -> new OpenGatesView(List.of(new OpenGatesView.OpenGate(WORK, EVIDENCE, conduct(), GateWatch.NOTHING))));

    private static GateConduct conduct() {
        return new GateConduct(START, START.plus(Duration.ofDays(10)), 60, 3, 0, 0, 0, 57, null, 0, 0);
    }

    @Test
    void tellsOfTheNextStepWhatIsAskedAndFoundAndWhatIsMet() throws Exception {
        // given
        append(new WorkflowRegistered(WORK, "Answers", Gate.SHADOW));

        // when
        GateStandingView standing = Objects.requireNonNull(standings.standing(new FindGateStanding(WORK)));

        // then
        assertThat(standing.purpose()).isEqualTo("Answers");
        assertThat(standing.next()).isEqualTo(Gate.AUTONOMOUS);
        assertThat(standing.conditions())
                .extracting(Condition::condition, Condition::found, Condition::met)
                .containsExactly(
                        tuple("TIME", "10 days", false),
                        tuple("REVIEWED", "50 decided", true),
                        tuple("APPROVED_UNCHANGED", "49 of 50 (98.0 %)", true));
        assertThat(standing.conditions().getFirst().against()).contains("10 days; a promotion needs 4 weeks");
        assertThat(standing.conditions().getLast().lower()).isBetween(0.89, 0.90);
    }

    @Test
    void tellsEveryMoveTheNewestFirstThoseThatWereRefusedAmongThem() throws Exception {
        // given
        append(new WorkflowRegistered(WORK, "Answers", Gate.SHADOW));
        append(new GateTransitioned(
                WORK, Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP, "ada", "proven", EVIDENCE, null, null, null));
        append(new GateTransitionRefused(
                WORK, Gate.HUMAN_IN_THE_LOOP, Gate.AUTONOMOUS, "bob", "Too soon.", EVIDENCE, "now", null, null));

        // then
        assertThat(Objects.requireNonNull(standings.standing(new FindGateStanding(WORK)))
                        .moves())
                .extracting(Move::position, Move::by, Move::reason, Move::refusal)
                .containsExactly(tuple(2L, "bob", "now", "Too soon."), tuple(1L, "ada", "proven", null));
    }

    @Test
    void asksNothingMoreOfAnOpenGateAndKnowsNoOtherWorkflow() throws Exception {
        gate = Gate.AUTONOMOUS;
        GateStandingView standing = Objects.requireNonNull(standings.standing(new FindGateStanding(WORK)));
        assertThat(standing.next()).isNull();
        assertThat(standing.conditions()).isEmpty();
        assertThat(standings.standing(new FindGateStanding(new WorkflowId("other"))))
                .isNull();
    }

    @Test
    void tellsWhatThePolicySaysOfAnAgent() {
        AgentRules rules = new AgentRules(policies);
        AgentRulesView clerk = Objects.requireNonNull(rules.rules(new FindAgentRules(new AgentId("clerk"))));
        assertThat(clerk.workflows()).containsExactly("work");
        assertThat(clerk.caps()).extracting(AgentRulesView.Cap::kind).containsExactly(BudgetScope.Kind.AGENT_DAY);
        assertThat(clerk.grants())
                .extracting(AgentRulesView.Grant::grant, AgentRulesView.Grant::constrained)
                .containsExactly(tuple("crm/find", false));
        assertThat(rules.rules(new FindAgentRules(new AgentId("nobody")))).isNull();
    }

    private void append(Event event) {
        long position = events.size();
        events.add(new Recorded(
                position, "id-" + position, "workflow/work", position, START.plusSeconds(position), event));
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
                    .filter(e -> e.stream().equals(stream))
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
