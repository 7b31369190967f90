package dev.chancery.folds;

import static dev.chancery.folds.RegistriesTest.byName;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.content;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.stream;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.JudgedPairs.Compared;
import dev.chancery.folds.JudgedPairs.Lengths;
import dev.chancery.folds.JudgedPairs.Saying;
import dev.chancery.folds.JudgedPairs.Stage;
import dev.chancery.folds.PairCounts.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgedPairsTest {

    private static List<Recorded> edited(String id) {
        return task(
                id,
                completed("small", 20),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new OutputPaired(1),
                new OutputEdited("ann", "tone", content("edited")));
    }

    private static List<Recorded> comparison(String of, Event... events) {
        TaskId task = Pair.comparison(new TaskId(of));
        List<Event> all = new ArrayList<>(List.of(
                new TaskOpened(
                        task,
                        TaskKind.COMPARISON,
                        SUPPORT,
                        TRIAGE,
                        new SessionId("s-1"),
                        null,
                        content("request"),
                        new PolicyVersion("p1")),
                new PairPosed(
                        new Pair(new TaskId(of), Streams.ANSWER, content("edited"), 10, 25, "small", "small-2026"),
                        true)));
        all.addAll(List.of(events));
        return stream("task/" + task, all.toArray(Event[]::new));
    }

    private static Event judged(PairChoice one, PairChoice other, PairPreference preference) {
        return new PairJudged("good", 2, "ab", "judge@j-1", one, other, preference, null);
    }

    private static Compared state(List<Recorded> log) {
        TreeMap<String, Compared> states = fold(byName(new JudgedPairs()), log);
        assertThat(states).hasSize(1);
        return states.firstEntry().getValue();
    }

    @Test
    void followsAPairFromThePersonToTheJudge() {
        // given
        List<Recorded> log = new ArrayList<>(edited("t"));
        // then
        assertThat(state(log))
                .isEqualTo(new Compared(new TaskId("t-pair"), new TaskId("t"), TRIAGE, 3, Stage.DUE, null, null));

        // when
        log.addAll(comparison("t", judged(PairChoice.SECOND, PairChoice.FIRST, PairPreference.CORRECTION)));
        // then
        assertThat(state(log))
                .isEqualTo(new Compared(
                        new TaskId("t-pair"),
                        new TaskId("t"),
                        TRIAGE,
                        3,
                        Stage.JUDGED,
                        new Lengths(10, 25),
                        new Saying(
                                "good",
                                2,
                                "ab",
                                "judge",
                                PairChoice.SECOND,
                                PairChoice.FIRST,
                                PairPreference.CORRECTION)));
    }

    @Test
    void tellsWhatWasNotAskedFromWhatWasCutOff() {
        List<Recorded> posed = new ArrayList<>(edited("t"));
        posed.addAll(comparison("t"));
        List<Recorded> refused = new ArrayList<>(edited("t"));
        refused.addAll(comparison("t", new TaskRefused(new Refusal.InputRejected("No."), List.of())));
        List<Recorded> abandoned = new ArrayList<>(edited("t"));
        abandoned.addAll(
                comparison("t", new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, usd(9), null)));
        assertThat(state(posed).stage()).isEqualTo(Stage.POSED);
        assertThat(state(refused).stage()).isEqualTo(Stage.REFUSED);
        assertThat(state(abandoned).stage()).isEqualTo(Stage.ABANDONED);
        assertThat(new JudgedPairs().keys(Step.of(edited("t").getLast()))).isEmpty();
    }

    @Test
    void chargesAComparisonToTheJudgeAndToNoWorkflowsGate() {
        // given
        List<Recorded> log = comparison(
                "t",
                routed(candidate("judge", Tier.ARCHITECT)),
                reserved(900),
                new JudgeAnswered("judge", "j-1", new Usage(9, 3, false), usd(70), 5),
                new JudgeAnswered("judge", "j-1", new Usage(9, 4, false), usd(80), 5),
                settled(900, 150),
                judged(PairChoice.TIE, PairChoice.TIE, PairPreference.TIE));
        // when
        TaskSummaries summaries = new TaskSummaries();
        List<Step> steps = new ArrayList<>();
        TaskSummary task = null;
        for (Recorded recorded : log) {
            TaskSummary before = task;
            task = summaries.apply(new TaskId("t-pair"), before, recorded);
            steps.add(new Step(recorded, before, task));
        }
        // then
        assertThat(task).isNotNull();
        assertThat(task.standing().state()).isEqualTo(TaskState.COMPARED);
        Spend spend = new Spend();
        Step settled = steps.get(6);
        assertThat(spend.keys(settled)).singleElement().satisfies(cell -> {
            assertThat(cell.deployment()).isEqualTo("judge");
            assertThat(spend.apply(cell, null, settled))
                    .isEqualTo(new Spend.Total(
                            1,
                            18,
                            7,
                            usd(150),
                            new Spend.Outcomes(0, 0, 0, 0, 0, 0, 0),
                            new Spend.Shares(150, 0, 0, 0, 0, 0, 0)));
        });
        assertThat(steps)
                .allSatisfy(step -> assertThat(new Workflows().keys(step)).isEmpty());
        assertThat(steps.stream().flatMap(step -> new ProviderCalls().keys(step).stream()))
                .hasSize(2);
        assertThat(new Acts().keys(steps.getLast())).hasSize(1);
    }

    @Test
    void countsWhatOrderAndLengthHaveToDoWithIt() {
        // given
        PairCounts counts = new PairCounts();
        counts.add(PairChoice.SECOND, PairChoice.FIRST, PairPreference.CORRECTION, 1, 6);
        counts.add(PairChoice.SECOND, PairChoice.FIRST, PairPreference.CORRECTION, -1, 1);
        counts.add(PairChoice.FIRST, PairChoice.SECOND, PairPreference.OUTPUT, 1, 1);
        counts.add(PairChoice.FIRST, PairChoice.SECOND, PairPreference.OUTPUT, 0, 1);
        counts.add(PairChoice.TIE, PairChoice.TIE, PairPreference.TIE, 1, 1);
        counts.add(PairChoice.FIRST, PairChoice.FIRST, PairPreference.FLIPPED, 1, 2);
        counts.add(PairChoice.MALFORMED, PairChoice.UNANSWERED, PairPreference.UNDECIDED, 1, 1);
        counts.add(PairChoice.FIRST, PairChoice.MALFORMED, PairPreference.UNDECIDED, 1, 1);
        // then
        assertThat(counts.decided()).isEqualTo(12);
        assertThat(counts.consistent()).isEqualTo(new Share(10, 12));
        assertThat(counts.consistent().lower()).isCloseTo(0.552, within(1e-3));
        assertThat(counts.consistent().upper()).isCloseTo(0.953, within(1e-3));
        assertThat(counts.ties()).isEqualTo(1);
        assertThat(counts.firstChosen())
                .as("one of each consistent pair, and both of a flip")
                .isEqualTo(new Share(13, 22));
        assertThat(counts.agreed()).isEqualTo(new Share(7, 9));
        assertThat(counts.longerPreferred()).isEqualTo(new Share(6, 8));
        assertThat(counts.longerCorrections()).isEqualTo(new Share(7, 8));
        assertThat(counts.undecided()).isEqualTo(2);
        assertThat(counts.malformed()).isEqualTo(2);
        assertThat(counts.unanswered()).isEqualTo(1);
        assertThat(new PairCounts().consistent().rate()).isNull();
    }

    @Test
    void findsAJudgeThatAlwaysPrefersWhatIsShownFirst() {
        PairCounts counts = new PairCounts();
        counts.add(
                new Saying("r", 1, "d", "j", PairChoice.FIRST, PairChoice.FIRST, PairPreference.FLIPPED),
                new Lengths(1, 2));
        assertThat(counts.consistent().rate()).isEqualTo(0);
        assertThat(counts.firstChosen().rate()).isEqualTo(1);
        assertThat(counts.agreed().whole()).isZero();
    }
}
