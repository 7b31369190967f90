package dev.chancery.decisions.task;

import static dev.chancery.decisions.Sample.NOON;
import static dev.chancery.decisions.Sample.balances;
import static dev.chancery.decisions.Sample.content;
import static dev.chancery.decisions.Sample.found;
import static dev.chancery.decisions.Sample.request;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.OpenComparison;
import dev.chancery.contracts.command.TaskCommand.RecordComparison;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.judge.Judged;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskComparisonTest {

    private static final String DOCUMENT =
            Judged.DOCUMENT.replace("\"rubric\": \"letter\",", "\"rubric\": \"letter\", \"pairShare\": 1,");
    private static final Policy POLICY = PolicyDocument.parse(DOCUMENT);
    private static final RequestFacts SHAPE = new RequestFacts("cloud/judge", 2, 1_000, 4_000, 500, false, false);

    /** 4,000 tokens in at 1 USD a million, 500 out at 2. */
    private static final long ONCE = 5_000;

    private Policy policy = POLICY;
    private final List<Event> stream = new ArrayList<>();
    private final TaskProgress progress = new TaskProgress();

    private void take(List<Event> events) {
        stream.addAll(events);
        events.forEach(progress::take);
    }

    private static Pair pair(String deployment, String version) {
        return new Pair(
                new TaskId("t-1"),
                content("Dear reader").ref(),
                content("Dear Madam").ref(),
                11,
                10,
                deployment,
                version);
    }

    private Opening open(Pair pair, Refusal.@Nullable Stopped stopped, @Nullable RequestFacts shape, String... types) {
        take(TaskComparison.decide(
                new OpenComparison(
                        Pair.comparison(new TaskId("t-1")),
                        Sample.asker("letters", Gate.HUMAN_IN_THE_LOOP, stopped),
                        content("{}").ref(),
                        pair,
                        shape,
                        found(types),
                        List.of(),
                        NOON),
                policy,
                budgets()));
        return TaskOpening.opening(stream);
    }

    private List<ScopeBalance> budgets() {
        return BudgetDecision.applicable(
                        policy,
                        new AgentId("clerk"),
                        new WorkflowId("letters"),
                        new SessionId("s-1"),
                        Pair.comparison(new TaskId("t-1")),
                        NOON)
                .stream()
                .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), usd(0), usd(0)))
                .toList();
    }

    private Opening open() {
        return open(pair("cloud/small", "small-1"), null, SHAPE);
    }

    private void told(List<AttemptFailed> failures, List<JudgeAnswered> answers, PairChoice one, PairChoice other) {
        take(TaskComparison.decide(
                new RecordComparison(Pair.comparison(new TaskId("t-1")), failures, answers, one, other),
                progress,
                policy));
    }

    private static JudgeAnswered answer(String version, long cost) {
        return new JudgeAnswered("cloud/judge", version, new Usage(900, 5, false), usd(cost), 9);
    }

    private <E extends Event> E last(Class<E> type) {
        return stream.stream().filter(type::isInstance).map(type::cast).toList().getLast();
    }

    private static List<String> different(List<Event> stream, Policy policy) {
        return DecisionReplay.replay(stream, version -> policy).stream()
                .filter(comparison -> !comparison.identical())
                .map(Comparison::decision)
                .toList();
    }

    private void assertReplays() {
        assertThat(different(stream, policy)).isEmpty();
    }

    @Test
    void reservesBothOrdersAndSettlesWhatTheyCost() {
        // when
        Opening opening = open();
        told(List.of(), List.of(answer("j-1", 400), answer("j-2", 500)), PairChoice.SECOND, PairChoice.FIRST);

        // then
        assertThat(opening).isInstanceOfSatisfying(Opening.Permitted.class, permitted -> {
            assertThat(permitted.candidates())
                    .singleElement()
                    .satisfies(judge -> assertThat(judge.deployment()).isEqualTo("cloud/judge"));
            assertThat(permitted.reserved()).isEqualTo(usd(2 * ONCE));
        });
        assertThat(stream.stream().<Class<?>>map(Object::getClass))
                .containsExactly(
                        TaskOpened.class,
                        PairPosed.class,
                        RoutingDecided.class,
                        SpendReserved.class,
                        JudgeAnswered.class,
                        JudgeAnswered.class,
                        SpendSettled.class,
                        PairJudged.class);
        assertThat(((TaskOpened) stream.getFirst()).kind()).isEqualTo(TaskKind.COMPARISON);
        assertThat(last(SpendSettled.class)).isEqualTo(new SpendSettled(usd(2 * ONCE), usd(900)));
        assertThat(last(PairJudged.class).preference()).isEqualTo(PairPreference.CORRECTION);
        assertThat(last(PairJudged.class).judge()).isEqualTo("cloud/judge@j-2");
        assertThat(last(PairJudged.class).rubricDigest())
                .isEqualTo(policy.rubrics().getFirst().digest());
        assertThat(DecisionReplay.replay(stream, version -> policy))
                .extracting(Comparison::decision)
                .containsExactly("routing", "spending", "settlement", "preference");
        assertReplays();
    }

    @Test
    void findsAPreferenceThatWasMadeUp() {
        // given
        open();
        told(List.of(), List.of(answer("j-1", 400), answer("j-1", 500)), PairChoice.FIRST, PairChoice.FIRST);
        PairJudged honest = last(PairJudged.class);
        stream.set(
                stream.size() - 1,
                new PairJudged(
                        honest.rubric(),
                        honest.rubricVersion(),
                        honest.rubricDigest(),
                        honest.judge(),
                        honest.outputFirst(),
                        honest.correctionFirst(),
                        PairPreference.CORRECTION,
                        null));
        // then
        assertThat(honest.preference()).isEqualTo(PairPreference.FLIPPED);
        assertThat(different(stream, policy)).containsExactly("preference");
    }

    @Test
    void paysForWhatWasNoChoice() {
        // given
        open();
        // when
        told(
                List.of(new AttemptFailed("cloud/judge", 1, AttemptFailure.GARBAGE, "no choice", 4, usd(700))),
                List.of(),
                PairChoice.MALFORMED,
                PairChoice.UNANSWERED);
        // then
        assertThat(last(SpendSettled.class).settled()).isEqualTo(usd(700));
        assertThat(last(PairJudged.class).preference()).isEqualTo(PairPreference.UNDECIDED);
        assertThat(last(PairJudged.class).judge()).isEqualTo("cloud/judge");
        assertReplays();
    }

    @Test
    void countsNoChoiceOfTheVeryModelThatAnswered() {
        // given
        open(pair("cloud/small", "j-1"), null, SHAPE);
        // when
        told(List.of(), List.of(answer("j-1", 4), answer("j-1", 4)), PairChoice.FIRST, PairChoice.SECOND);
        // then
        assertThat(last(PairJudged.class).preference()).isEqualTo(PairPreference.UNDECIDED);
        assertThat(last(PairJudged.class).failure()).contains("the very model");
        assertReplays();
    }

    @Test
    void asksNobodyWhomAWallKeepsFromIt() {
        // when restricted data would leave
        Opening opening = open(pair("cloud/small", "small-1"), null, SHAPE, "US_SSN");
        // then
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.RestrictedData.class));
        assertThat(stream).noneMatch(SpendReserved.class::isInstance);
        assertReplays();
    }

    @Test
    void asksNoJudgeOfItsOwnWork() {
        // when
        Opening opening = open(pair("cloud/smaller", "smaller-1"), null, SHAPE);
        // then
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused ->
                                assertThat(refused.refusal()).isEqualTo(new Refusal.NoPermittedModel("cloud/judge")));
        assertThat(last(RoutingDecided.class).rejections())
                .extracting(Rejection::reason)
                .containsExactly(Rejection.Reason.NOT_INDEPENDENT);
        assertReplays();
    }

    @Test
    void asksNobodyWithoutTheMoneyForBothOrders() {
        // given enough for one
        ScopeBalance tight = budgets().getFirst();
        ScopeBalance left =
                new ScopeBalance(tight.scope(), tight.cap(), usd(0), tight.cap().minus(usd(ONCE * 2 - 1)));
        // when
        take(TaskComparison.decide(
                new OpenComparison(
                        Pair.comparison(new TaskId("t-1")),
                        Sample.asker("letters", Gate.HUMAN_IN_THE_LOOP, null),
                        content("{}").ref(),
                        pair("cloud/small", "small-1"),
                        SHAPE,
                        found(),
                        List.of(),
                        NOON),
                policy,
                List.of(left)));
        // then
        assertThat(last(TaskRefused.class).refusal())
                .isEqualTo(new Refusal.BudgetExceeded(left.scope(), left.cap(), usd(ONCE * 2 - 1), usd(ONCE * 2)));
    }

    @Test
    void refusesWhatIsStoppedOrErasedOrNotAskedForAnyMore() {
        // when
        Opening stopped = open(
                pair("cloud/small", "small-1"),
                new Refusal.KillSwitchIsPulled(new StopScope(StopScope.Kind.AGENT, "clerk"), "odd"),
                SHAPE);
        assertThat(stopped).isInstanceOf(Opening.Refused.class);
        assertReplays();

        // and
        stream.clear();
        assertThat(open(pair("cloud/small", "small-1"), null, null)).isInstanceOf(Opening.Refused.class);
        assertThat(last(TaskRefused.class).refusal().sentence()).contains("erased");
        assertReplays();

        // and
        stream.clear();
        policy = Judged.POLICY;
        assertThat(open()).isInstanceOf(Opening.Refused.class);
        assertThat(last(TaskRefused.class).refusal().sentence()).contains("pairShare");
        assertReplays();
    }

    @ParameterizedTest
    @CsvSource({"1, stop, true", "0, stop, false", "1, tool_calls, false"})
    void pairsWhatAPersonPutsInTheOutputsPlace(String share, String finish, boolean paired) {
        // given
        policy = PolicyDocument.parse(DOCUMENT.replace("\"pairShare\": 1", "\"pairShare\": " + share));
        List<Event> letter = new ArrayList<>(TaskOpening.decide(
                Sample.open(request("cloud/small"), "letters", Gate.HUMAN_IN_THE_LOOP, found()), policy, balances(0)));
        letter.add(new InferenceCompleted(
                "cloud/small",
                "small-1",
                new Usage(1, 1, false),
                usd(1),
                5,
                finish,
                content("Dear reader").ref()));
        letter.add(new OutputScreened(new Screening("structured/1", List.of(), finish, 11)));
        letter.forEach(progress::take);
        // when
        var decided = TaskComparison.pairing(progress, policy);
        // then
        assertThat(decided.isPresent()).isEqualTo(paired);

        // and one that is left out, or made up, is found
        List<Event> without = new ArrayList<>(letter);
        without.add(new OutputEdited("ada", "tone", content("Dear Madam").ref()));
        List<Event> with = new ArrayList<>(letter);
        with.add(new OutputPaired(Double.parseDouble(share)));
        with.add(new OutputEdited("ada", "tone", content("Dear Madam").ref()));
        assertThat(different(paired ? with : without, policy)).isEmpty();
        assertThat(different(paired ? without : with, policy)).containsExactly("pairing");
    }

    @Test
    void refusesAShareWithoutAJudge() {
        assertThatThrownBy(() -> PolicyDocument.parse(Sample.DOCUMENT.replace(
                        "\"rubric\": \"letter\",", "\"rubric\": \"letter\", \"pairShare\": 0.5,")))
                .isInstanceOfSatisfying(
                        InvalidPolicy.class,
                        invalid -> assertThat(invalid.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.pointer()).isEqualTo("/workflows/1/pairShare");
                            assertThat(fault.reason()).contains("a judge");
                        }));
    }
}
