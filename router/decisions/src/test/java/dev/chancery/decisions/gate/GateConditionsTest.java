package dev.chancery.decisions.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.gate.GateConditions.Condition;
import dev.chancery.decisions.gate.GateConditions.Kind;
import dev.chancery.decisions.policy.Policy.Bounds;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Monitoring;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateConditionsTest {

    private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
    private static final GateThresholds STRICT =
            new GateThresholds(20, 0.9, 2, 10, 0.6, 0.9, 0.05, 0.10, Sample.usd(1_000), List.of(), 0, null);

    private static GateConduct conduct(int days, int tasks, int failed, int escalated, int compared, int agreed) {
        return new GateConduct(
                SINCE,
                SINCE.plus(Duration.ofDays(days)),
                tasks,
                failed,
                escalated,
                0,
                0,
                tasks - failed,
                Sample.usd(90_000),
                compared,
                agreed);
    }

    @Test
    void asksOfEachStepWhatThePolicyAsksOfIt() {
        GateEvidence none = GateDecision.evidence(0, 0);
        GateConduct fresh = conduct(0, 0, 0, 0, 0, 0);
        assertThat(GateConditions.of(Gate.SHADOW, none, fresh, STRICT))
                .extracting(Condition::kind)
                .containsExactly(Kind.TIME, Kind.COMPARED, Kind.AGREEMENT, Kind.ERRORS, Kind.ESCALATIONS, Kind.COST);
        assertThat(GateConditions.of(Gate.HUMAN_IN_THE_LOOP, none, fresh, STRICT))
                .extracting(Condition::kind)
                .containsExactly(
                        Kind.TIME, Kind.REVIEWED, Kind.APPROVED_UNCHANGED, Kind.ERRORS, Kind.ESCALATIONS, Kind.COST);
        assertThat(GateConditions.of(Gate.AUTONOMOUS, none, fresh, STRICT)).isEmpty();
        assertThat(GateConditions.of(Gate.HUMAN_IN_THE_LOOP, none, fresh, new GateThresholds(0, 0)))
                .isEmpty();
    }

    @Test
    void tellsOfEachByItselfWhetherItIsMet() {
        assertThat(GateConditions.of(
                        Gate.HUMAN_IN_THE_LOOP, GateDecision.evidence(25, 20), conduct(14, 100, 6, 10, 0, 0), STRICT))
                .filteredOn(condition -> !condition.isMet())
                .satisfiesExactly(
                        bound -> assertThat(bound.against()).contains("20 of 25 outputs were approved unchanged"),
                        errors -> assertThat(errors.against()).contains("6 of 100 calls had no answer"));
    }

    @Test
    void areAllMetWheneverTheDecisionHasNothingAgainstTheMove() {
        // given
        Random random = new Random(7);
        int promoted = 0;
        for (int i = 0; i < 2_000; i++) {
            Gate from = random.nextBoolean() ? Gate.SHADOW : Gate.HUMAN_IN_THE_LOOP;
            int reviewed = 15 + random.nextInt(100);
            GateEvidence evidence = GateDecision.evidence(reviewed, reviewed - random.nextInt(4));
            int compared = 8 + random.nextInt(30);
            GateConduct conduct = conduct(
                    10 + random.nextInt(10),
                    100,
                    random.nextInt(8),
                    random.nextInt(13),
                    compared,
                    compared - random.nextInt(4));

            // when
            List<String> refusals = GateDecision.refusals(
                    new MoveGate(
                            new WorkflowId("w"),
                            GateConditions.next(from).orElseThrow(),
                            "ada",
                            "ready",
                            evidence,
                            conduct,
                            new PolicyVersion("p")),
                    from,
                    STRICT);
            List<Condition> conditions = GateConditions.of(from, evidence, conduct, STRICT);

            // then
            assertThat(conditions.stream().filter(c -> !c.isMet()).map(Condition::against))
                    .containsExactlyElementsOf(refusals);
            promoted += refusals.isEmpty() ? 1 : 0;
        }
        assertThat(promoted).isBetween(100, 1_900);
    }

    @Test
    void tellsHowFarEachWatchedShareIsFromAnAlarm() {
        // given
        GateThresholds watching = new GateThresholds(
                0,
                0,
                0,
                0,
                0,
                1,
                null,
                null,
                null,
                List.of(),
                1,
                new Monitoring(100, new Bounds(0.1, 0.5), null, null, new Bounds(0.1, 0.5), Sample.usd(5), true, true));
        GateWatch watch = new GateWatch("0010", "111", "", List.of(1L, 9L, 9L, 9L, 9L), null, null, 7);

        // when
        List<DriftDecision.Watched> watched = DriftDecision.watched(watch, watching);

        // then
        assertThat(watched)
                .extracting(each -> each.metric().name() + " " + each.observations())
                .containsExactly("CHANGED 0010", "COST 01111");
        assertThat(watched.getFirst().course()).hasSize(4).startsWith(0.0, 0.0);
        assertThat(watched.getFirst().course().get(2)).isBetween(0.34, 0.36);
        // The last one is over the threshold, exactly where the gate is lowered.
        assertThat(watched.getLast().course()).hasSize(4);
        assertThat(watched.getLast().course().getLast()).isGreaterThanOrEqualTo(1);
        assertThat(DriftDecision.find(watch, watching))
                .hasValueSatisfying(drift -> assertThat(drift.observations()).isEqualTo("111"));
    }
}
