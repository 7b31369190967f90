package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.JudgedTasks.Decision;
import dev.chancery.folds.JudgedTasks.Held;
import dev.chancery.folds.JudgedTasks.Judged;
import dev.chancery.folds.ProviderCalls.Call;
import dev.chancery.folds.ProviderCalls.Kind;
import dev.chancery.folds.TaskSummary.Charge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgedTasksTest {

    private static final Event HELD = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);
    private static final Event ASKED = new JudgeRoutingDecided(
            new RoutingFacts(
                    SUPPORT,
                    TRIAGE,
                    new RequestFacts("judge", 2, 40, 200, 100, false, false),
                    Sensitivity.ORDINARY,
                    null,
                    List.of(),
                    START),
            usd(500),
            List.of(candidate("judge", Tier.ARCHITECT)),
            List.of());
    private static final Event ANSWERED = new JudgeAnswered("judge", "j-1", new Usage(9, 3, false), usd(70), 5);

    private static Event verdict(int round, List<Boolean> passed, @Nullable String failure) {
        boolean all = !passed.contains(false);
        List<DimensionScore> scores = new ArrayList<>();
        passed.forEach(each -> scores.add(new DimensionScore("d" + scores.size(), each, "r", each ? 5 : 1)));
        return new JudgeVerdictRecorded(
                "good",
                2,
                "judge@j-1",
                scores,
                all,
                new Judgement("ab", round, all ? VerdictDecision.DELIVER : VerdictDecision.HOLD, failure));
    }

    private static List<Step> steps(List<Recorded> stream) {
        List<Step> steps = new ArrayList<>();
        TaskSummaries summaries = new TaskSummaries();
        TaskSummary task = null;
        for (Recorded recorded : stream) {
            TaskSummary before = task;
            for (TaskId key : summaries.keys(recorded)) {
                task = summaries.apply(key, task, recorded);
            }
            steps.add(new Step(recorded, before, task));
        }
        return steps;
    }

    private static @Nullable Judged judged(Event... events) {
        JudgedTasks fold = new JudgedTasks();
        Judged judged = null;
        for (Step step : steps(task("t", events))) {
            for (TaskId key : fold.keys(step)) {
                judged = fold.apply(key, judged, step);
            }
        }
        return judged;
    }

    @Test
    void keepsTheLastVerdictBesideWhatThePersonDid() {
        Judged passed = judged(
                verdict(1, List.of(false, false), null),
                verdict(2, List.of(true, true), null),
                HELD,
                new OutputApproved("ann", "right"));
        assertThat(passed)
                .isEqualTo(new Judged(
                        new TaskId("t"), TRIAGE, "good", 2, "ab", "judge", Held.EVERYTHING, Decision.APPROVED));
        assertThat(judged(verdict(1, List.of(true, false), null), HELD, new OutputRejected("ann", "wrong")))
                .extracting(Judged::held, Judged::decision)
                .containsExactly(Held.SOME, Decision.REJECTED);
        assertThat(judged(
                        verdict(1, List.of(false), null),
                        HELD,
                        new OutputEdited("ann", "tone", Streams.content("edited"))))
                .extracting(Judged::held, Judged::decision)
                .containsExactly(Held.NOTHING, Decision.EDITED);
        assertThat(judged(verdict(1, List.of(true, true), "the judge gave no verdict"))
                        .held())
                .as("what was not judged agrees with nobody")
                .isNull();
        assertThat(judged(HELD, new OutputApproved("ann", "right")).rubric()).isEmpty();
    }

    @Test
    void readsTheVerdictsOfTheFirstVersion() {
        assertThat(judged(new JudgeVerdictRecorded(
                        "good", 1, "deterministic/1", List.of(new DimensionScore("d", true, "r", null)), true, null)))
                .isEqualTo(
                        new Judged(new TaskId("t"), TRIAGE, "good", 1, "", "deterministic/1", Held.EVERYTHING, null));
    }

    @Test
    void chargesTheJudgeWhereItIsAskedAndTheRestWhereItWasServed() {
        // given
        List<Step> steps = steps(task(
                "t",
                routed(candidate("small", Tier.FILTER)),
                reserved(900),
                completed("small", 20),
                ASKED,
                failed("judge", 60),
                ANSWERED,
                verdict(1, List.of(true), null),
                settled(900, 150),
                HELD));
        // then
        assertThat(steps.getLast().task().spending().charges())
                .containsExactly(
                        new Charge("small", Tier.FILTER, usd(20), 40, 7, Charge.Kind.ANSWER, 0, 0, null),
                        new Charge("judge", Tier.ARCHITECT, usd(60), 0, 0, Charge.Kind.FAILED, 0, 0, null),
                        new Charge("judge", Tier.ARCHITECT, usd(70), 9, 3, Charge.Kind.JUDGE, 0, 0, null));
        assertThat(calls(steps))
                .extracting(Call::deployment, Call::kind, call -> call.amount().amount())
                .containsExactly(
                        tuple("small", Kind.ANSWERED, 20L),
                        tuple("judge", Kind.FAILED, 60L),
                        tuple("judge", Kind.ANSWERED, 70L));
    }

    @Test
    void countsWhatMayHaveBeenSentToAJudgeThatWasCutOff() {
        // given
        List<Step> steps = steps(task(
                "t",
                routed(candidate("small", Tier.FILTER)),
                reserved(900),
                completed("small", 20),
                ASKED,
                settled(900, 900),
                new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.SOMETHING, null, usd(900), null)));
        // then
        assertThat(calls(steps).stream()
                        .mapToLong(call -> call.amount().amount())
                        .sum())
                .isEqualTo(900);
    }

    private static List<Call> calls(List<Step> steps) {
        ProviderCalls fold = new ProviderCalls();
        return steps.stream()
                .flatMap(step -> fold.keys(step).stream().map(key -> fold.apply(key, null, step)))
                .toList();
    }
}
