package dev.chancery.decisions.gate;

import static dev.chancery.contracts.fact.Gate.AUTONOMOUS;
import static dev.chancery.contracts.fact.Gate.HUMAN_IN_THE_LOOP;
import static dev.chancery.contracts.fact.Gate.SHADOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateDecisionTest {

    private static final GateThresholds THRESHOLDS = new GateThresholds(20, 0.9);
    private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
    private static final GateConduct QUIET = conduct(14, 100, 0, 0, 100_000, 0, 0);

    /** Two weeks, 5 % of errors, 10 % of escalations, a thousandth of a dollar, and Ada only. */
    private static final GateThresholds STRICT =
            new GateThresholds(20, 0.9, 2, 10, 0.6, 0.9, 0.05, 0.10, Sample.usd(1_000), List.of("ada", "ann"), 0, null);

    private static GateConduct conduct(
            int days, int tasks, int failed, int escalated, long micros, int compared, int agreed) {
        return new GateConduct(
                SINCE,
                SINCE.plus(Duration.ofDays(days)),
                tasks,
                failed,
                escalated,
                0,
                0,
                tasks - failed,
                Sample.usd(micros),
                compared,
                agreed);
    }

    @Test
    void promotesWhenTimeAndEveryBoundAreMet() {
        GateConduct good = conduct(14, 100, 5, 10, 95_000, 0, 0);
        assertThat(GateDecision.decide(
                        asked(AUTONOMOUS, "proven", GateDecision.evidence(100, 97), good), HUMAN_IN_THE_LOOP, STRICT))
                .isInstanceOfSatisfying(GateTransitioned.class, moved -> {
                    assertThat(moved.conduct()).isEqualTo(good);
                    assertThat(moved.policy()).isEqualTo(new PolicyVersion("p"));
                });
    }

    @Test
    void tellsEverythingThatStandsAgainstAPromotion() {
        // given
        MoveGate early = new MoveGate(
                new WorkflowId("w"),
                AUTONOMOUS,
                "bob",
                " ",
                GateDecision.evidence(10, 5),
                conduct(13, 100, 6, 11, 94_001, 0, 0),
                new PolicyVersion("p"));

        // then
        assertThat(GateDecision.refusals(early, HUMAN_IN_THE_LOOP, STRICT))
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("bob may not promote", "ada, ann"),
                        reason -> assertThat(reason).contains("reason in words"),
                        reason -> assertThat(reason).contains("13 days", "2 weeks"),
                        reason -> assertThat(reason).contains("10 outputs were reviewed"),
                        reason -> assertThat(reason).contains("5 of 10 outputs were approved unchanged"),
                        reason -> assertThat(reason).contains("6 of 100 calls had no answer", "6.0 %", "5.0 %"),
                        reason -> assertThat(reason).contains("11 of 100 calls would not leave", "11.0 %"),
                        reason -> assertThat(reason).contains("0.001001 USD on average", "0.001000 USD"));
        assertThat(GateDecision.decide(early, HUMAN_IN_THE_LOOP, STRICT))
                .isInstanceOfSatisfying(
                        GateTransitionRefused.class,
                        refused -> assertThat(refused.refusal())
                                .isEqualTo(String.join(" ", GateDecision.refusals(early, HUMAN_IN_THE_LOOP, STRICT))));
    }

    @Test
    void leavesTheShadowOnlyWhenItAgreesWithWhatPeopleDid() {
        assertThat(GateDecision.refusals(
                        asked(HUMAN_IN_THE_LOOP, "proven", GateDecision.evidence(0, 0), conduct(14, 9, 0, 0, 1, 9, 9)),
                        SHADOW,
                        STRICT))
                .singleElement()
                .asString()
                .contains("9 withheld outputs were compared");
        assertThat(GateDecision.refusals(
                        asked(
                                HUMAN_IN_THE_LOOP,
                                "proven",
                                GateDecision.evidence(0, 0),
                                conduct(14, 20, 0, 0, 1, 20, 15)),
                        SHADOW,
                        STRICT))
                .singleElement()
                .asString()
                .contains("15 of 20 withheld outputs agree", "53.1 %");
        assertThat(GateDecision.refusals(
                        asked(
                                HUMAN_IN_THE_LOOP,
                                "proven",
                                GateDecision.evidence(0, 0),
                                conduct(14, 20, 0, 0, 1, 20, 18)),
                        SHADOW,
                        STRICT))
                .isEmpty();
    }

    @Test
    void takesWhatIsNotKnownForOutOfBounds() {
        GateConduct nothing = new GateConduct(null, SINCE.plus(Duration.ofDays(90)), 0, 0, 0, 0, 0, 0, null, 0, 0);
        assertThat(GateDecision.refusals(
                        asked(AUTONOMOUS, "proven", GateDecision.evidence(100, 100), nothing),
                        HUMAN_IN_THE_LOOP,
                        STRICT))
                .hasSize(4)
                .allMatch(reason -> reason.contains("not known"));
    }

    @Test
    void risesToAutonomyOnEvidence() {
        assertThat(move(HUMAN_IN_THE_LOOP, AUTONOMOUS, "proven", 100, 97)).isInstanceOf(GateTransitioned.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            HUMAN_IN_THE_LOOP, AUTONOMOUS, proven, 19, 19, a promotion needs 20
            HUMAN_IN_THE_LOOP, AUTONOMOUS, proven, 100, 95, with 95 % confidence at least 88.8 %
            HUMAN_IN_THE_LOOP, AUTONOMOUS, ' ', 100, 100, reason in words
            SHADOW, HUMAN_IN_THE_LOOP, '', 0, 0, reason in words
            SHADOW, AUTONOMOUS, proven, 100, 100, one step at a time
            SHADOW, SHADOW, proven, 0, 0, already
            """)
    void refusesInWords(Gate from, Gate to, String reason, int reviewed, int approved, String expected) {
        assertThat(move(from, to, reason, reviewed, approved))
                .isInstanceOfSatisfying(
                        GateTransitionRefused.class,
                        r -> assertThat(r.refusal()).contains(expected));
    }

    @Test
    void leavesTheShadowForAReason() {
        assertThat(move(SHADOW, HUMAN_IN_THE_LOOP, "people will look", 0, 0)).isInstanceOf(GateTransitioned.class);
    }

    @Test
    void fallsAtAnyTime() {
        assertThat(move(AUTONOMOUS, SHADOW, "", 0, 0)).isInstanceOf(GateTransitioned.class);
        assertThat(move(AUTONOMOUS, HUMAN_IN_THE_LOOP, "", 0, 0)).isInstanceOf(GateTransitioned.class);
    }

    @Test
    void doesNotBelieveABoundThatTheCountsDoNotGive() {
        assertThat(GateDecision.decide(
                        asked(AUTONOMOUS, "proven", new GateEvidence(100, 50, 0.99), QUIET),
                        HUMAN_IN_THE_LOOP,
                        THRESHOLDS))
                .isInstanceOf(GateTransitionRefused.class);
    }

    /** Expected values by the closed formula in another program. */
    @Test
    void boundsTheShareAsWilsonDoes() {
        assertThat(GateDecision.evidence(10, 9).lowerBound()).isCloseTo(0.595850, within(1e-5));
        assertThat(GateDecision.evidence(100, 100).lowerBound()).isCloseTo(0.963007, within(1e-5));
        assertThat(GateDecision.evidence(5, 0).lowerBound()).isZero();
        assertThat(GateDecision.evidence(0, 0)).isEqualTo(new GateEvidence(0, 0, 0));
        assertThatThrownBy(() -> GateDecision.evidence(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deliversByGateThenVerdictThenPersonalData() {
        Screening clean = new Screening("structured/1", List.of(new TypeCount("EMAIL_ADDRESS", 1)), "stop", 10);
        Screening leak = new Screening("structured/1", List.of(new TypeCount("US_SSN", 1)), "stop", 10);
        assertThat(DeliveryDecision.decide(SHADOW, false, true, clean, Sample.POLICY))
                .isEqualTo(new OutputShadowed(SHADOW));
        assertThat(DeliveryDecision.decide(HUMAN_IN_THE_LOOP, false, true, clean, Sample.POLICY))
                .isEqualTo(new OutputHeld(HUMAN_IN_THE_LOOP, HoldReason.GATE));
        assertThat(DeliveryDecision.decide(AUTONOMOUS, false, true, clean, Sample.POLICY))
                .isEqualTo(new OutputReleased(AUTONOMOUS, Handover.WHOLE));
        assertThat(DeliveryDecision.decide(AUTONOMOUS, false, false, leak, Sample.POLICY))
                .isEqualTo(new OutputHeld(AUTONOMOUS, HoldReason.VERDICT));
        assertThat(DeliveryDecision.decide(AUTONOMOUS, false, true, leak, Sample.POLICY))
                .isEqualTo(new OutputHeld(AUTONOMOUS, HoldReason.PERSONAL_DATA));
        assertThat(DeliveryDecision.decide(AUTONOMOUS, true, true, clean, Sample.POLICY))
                .isEqualTo(new OutputHeld(AUTONOMOUS, HoldReason.STOPPED));
        assertThat(DeliveryDecision.decide(SHADOW, true, true, clean, Sample.POLICY))
                .isEqualTo(new OutputShadowed(SHADOW));
    }

    private static WorkflowEvent move(Gate from, Gate to, String reason, int reviewed, int approved) {
        return GateDecision.decide(
                asked(to, reason, GateDecision.evidence(reviewed, approved), QUIET), from, THRESHOLDS);
    }

    private static MoveGate asked(Gate to, String reason, GateEvidence evidence, GateConduct conduct) {
        return new MoveGate(new WorkflowId("w"), to, "ann", reason, evidence, conduct, new PolicyVersion("p"));
    }
}
