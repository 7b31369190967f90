package dev.chancery.decisions.gate;

import static dev.chancery.contracts.fact.Gate.AUTONOMOUS;
import static dev.chancery.contracts.fact.Gate.HUMAN_IN_THE_LOOP;
import static dev.chancery.contracts.fact.Gate.SHADOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateDecisionTest {

    private static final GateThresholds THRESHOLDS = new GateThresholds(20, 0.9);

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
                        new WorkflowId("w"),
                        HUMAN_IN_THE_LOOP,
                        AUTONOMOUS,
                        "ann",
                        "proven",
                        new GateEvidence(100, 50, 0.99),
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
                new WorkflowId("w"), from, to, "ann", reason, GateDecision.evidence(reviewed, approved), THRESHOLDS);
    }
}
