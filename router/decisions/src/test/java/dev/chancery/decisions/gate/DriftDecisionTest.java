package dev.chancery.decisions.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Drift.Metric;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Bounds;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Monitoring;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftDecisionTest {

    private static final Bounds BOUNDS = new Bounds(0.1, 0.25);
    private static final GateThresholds THRESHOLDS =
            thresholds(new Monitoring(10_000, BOUNDS, BOUNDS, BOUNDS, BOUNDS, Sample.usd(1_000), true, true));

    private static GateThresholds thresholds(Monitoring monitoring) {
        return new GateThresholds(20, 0.9, 0, 0, 0, 0.9, null, null, null, List.of(), 0, monitoring);
    }

    /** A bad one adds 0.916291, a good one takes 0.182322 off, and the threshold is 9.210340; by hand. */
    @ParameterizedTest
    @CsvSource({
        "11111111111, 0, 11",
        "1111111111, 0, 0",
        "0000011111111111, 5, 16",
        "111101111111, 0, 12",
        "11111111110001, 0, 14",
        "111111111100010, 0, 14",
        "1000000111111111111, 7, 18",
        "010011111111111, 1, 14",
    })
    void alarmsWhereTheSumReachesItsThreshold(String observations, int from, int to) {
        Cusum.Excursion excursion = new Cusum(BOUNDS, 10_000).follow(observations);
        assertThat(excursion.alarms()).isEqualTo(to > 0);
        assertThat(excursion).isEqualTo(new Cusum.Excursion(from, to));
    }

    /** The stated rate is a bound from below: the sum overshoots, so false alarms are rarer still, by a factor of ten and more. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.25, 1000", "0.02, 0.1, 1000", "0.05, 0.2, 500", "0.3, 0.6, 1000"})
    void falselyAlarmsNoMoreOftenThanStatedAndSeesAChangeSoon(double accepted, double alarming, int every) {
        // given
        Cusum cusum = new Cusum(new Bounds(accepted, alarming), every);
        double divergence =
                alarming * Math.log(alarming / accepted) + (1 - alarming) * Math.log((1 - alarming) / (1 - accepted));

        // when
        double quiet = meanRunLength(cusum, accepted, every * 50);
        double drifting = meanRunLength(cusum, alarming, every * 50);

        // then
        assertThat(quiet).isGreaterThan(every);
        assertThat(drifting).isLessThan(1.5 * (Math.log(every) / divergence + 1));
    }

    /** Of 100 runs, each from a seed of its own. */
    private static double meanRunLength(Cusum cusum, double share, int longest) {
        long all = 0;
        for (int run = 0; run < 100; run++) {
            SplittableRandom random = new SplittableRandom(run);
            char[] observations = new char[longest];
            for (int i = 0; i < longest; i++) {
                observations[i] = random.nextDouble() < share ? '1' : '0';
            }
            Cusum.Excursion excursion = cusum.follow(new String(observations));
            all += excursion.alarms() ? excursion.to() : longest;
        }
        return all / 100.0;
    }

    @Test
    void findsWhatAlarmsAndTellsTheObservationsThatMadeIt() {
        String bad = "1".repeat(11);
        assertThat(find("0000" + bad + "00", "", "", List.of())).hasValue(new Drift(Metric.CHANGED, bad, 7));
        assertThat(find("", bad, bad, List.of())).hasValue(new Drift(Metric.ERRORS, bad, 7));
        assertThat(find("", "", bad, List.of())).hasValue(new Drift(Metric.VERDICTS, bad, 7));
        List<Long> dear = Stream.concat(
                        Stream.of(1_000L), Stream.generate(() -> 1_001L).limit(11))
                .toList();
        assertThat(find("", "", "", dear)).hasValue(new Drift(Metric.COST, bad, 7));
        assertThat(find("", "", "", dear.subList(0, 11))).isEmpty();
        assertThat(DriftDecision.find(new GateWatch("", "", "", List.of(), 5L, null, 7), THRESHOLDS))
                .hasValue(new Drift(Metric.BUDGET, "", 5));
        assertThat(DriftDecision.find(new GateWatch("", "", "", List.of(), 5L, 6L, 7), THRESHOLDS))
                .hasValue(new Drift(Metric.INCIDENT, "", 6));
    }

    @Test
    void watchesNothingThatThePolicyDoesNotName() {
        String bad = "1".repeat(100);
        GateWatch watch = new GateWatch(bad, bad, bad, List.of(9_999_999L), 5L, 6L, 7);
        assertThat(DriftDecision.find(
                        watch, thresholds(new Monitoring(100, null, null, null, null, null, false, false))))
                .isEmpty();
        assertThat(DriftDecision.find(watch, thresholds(null))).isEmpty();
    }

    @Test
    void lowersAnOpenGateByOneStepAndNoOther() {
        Drift drift = new Drift(Metric.CHANGED, "1".repeat(11), 7);
        assertThat(DriftDecision.decide(lower(drift), Gate.AUTONOMOUS, THRESHOLDS))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.from()).isEqualTo(Gate.AUTONOMOUS);
                    assertThat(lowered.to()).isEqualTo(Gate.HUMAN_IN_THE_LOOP);
                    assertThat(lowered.actor()).isEqualTo("chancery");
                    assertThat(lowered.drift()).isEqualTo(drift);
                    assertThat(lowered.reason())
                            .contains(
                                    "Of the last 11, 11 delivered outputs were not found right",
                                    "0.25 instead of 0.1",
                                    "10000");
                });
        for (Gate gate : List.of(Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP)) {
            assertThat(DriftDecision.decide(lower(drift), gate, THRESHOLDS)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"CHANGED, 1111111111", "CHANGED, 011111111111", "CHANGED, 1111111111111", "ERRORS, ''", "COST, 00000"})
    void believesNoAlarmThatTheObservationsDoNotGive(Metric metric, String observations) {
        assertThat(DriftDecision.decide(lower(new Drift(metric, observations, 7)), Gate.AUTONOMOUS, THRESHOLDS))
                .isEmpty();
    }

    /** What the record holds of a move is enough to decide it again, and a forged one comes out otherwise. */
    @Test
    void isDecidedAgainFromItsEventAlone() {
        GateTransitioned lowered = DriftDecision.decide(
                        lower(new Drift(Metric.ERRORS, "1".repeat(11), 7)), Gate.AUTONOMOUS, THRESHOLDS)
                .orElseThrow();
        GateTransitioned forged = new GateTransitioned(
                lowered.workflow(),
                lowered.from(),
                lowered.to(),
                lowered.actor(),
                lowered.reason(),
                lowered.evidence(),
                lowered.conduct(),
                lowered.policy(),
                new Drift(Metric.ERRORS, "1".repeat(9), 7));
        assertThat(GateReplay.again(lowered, version -> policy())).isEqualTo(lowered);
        assertThat(GateReplay.again(forged, version -> policy())).isNull();
    }

    private static Policy policy() {
        return PolicyDocument.parse(Sample.DOCUMENT.replace(
                "\"minimumLowerBound\": 0.9",
                "\"minimumLowerBound\": 0.9, \"monitoring\": {\"falseAlarmEvery\": 10000,"
                        + "\"errors\": {\"accepted\": 0.1, \"alarming\": 0.25}}"));
    }

    private static LowerGate lower(Drift drift) {
        return new LowerGate(
                new WorkflowId("w"),
                new GateEvidence(0, 0, 0),
                new GateConduct(null, Sample.NOON, 0, 0, 0, 0, 0, 0, null, 0, 0),
                drift,
                new PolicyVersion("p"));
    }

    private static Optional<Drift> find(String changed, String errors, String verdicts, List<Long> costs) {
        return DriftDecision.find(new GateWatch(changed, errors, verdicts, costs, null, null, 7), THRESHOLDS);
    }
}
