package dev.chancery.decisions.task;

import static dev.chancery.decisions.Sample.NOON;
import static dev.chancery.decisions.Sample.balances;
import static dev.chancery.decisions.Sample.content;
import static dev.chancery.decisions.Sample.found;
import static dev.chancery.decisions.Sample.open;
import static dev.chancery.decisions.Sample.request;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.DraftStep;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.KeepDraft;
import dev.chancery.contracts.command.TaskCommand.RecordDraft;
import dev.chancery.contracts.command.TaskCommand.RecordVerdict;
import dev.chancery.contracts.command.TaskCommand.ReviseDraft;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.Rejection.Reason;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.decisions.judge.Judged;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.decisions.replay.DecisionReplay.Replayed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskDraftTest {

    private static final TaskId TASK = new TaskId("t-1");
    private static final RequestFacts QUESTION = new RequestFacts("cloud/judge", 2, 1_000, 4_000, 500, false, false);
    private static final RequestFacts AGAIN = new RequestFacts("", 4, 1_500, 6_000, null, false, false);

    private Policy policy = Judged.POLICY;
    private final List<Event> stream = new ArrayList<>();
    private final TaskProgress progress = new TaskProgress();
    private int round;

    private Opening opened(RequestFacts request, String... types) {
        take(TaskOpening.decide(open(request, "letters", Gate.AUTONOMOUS, found(types)), policy, balances(0)));
        return TaskOpening.opening(stream);
    }

    private DraftStep take(List<Event> events) {
        stream.addAll(events);
        events.forEach(progress::take);
        return round == 0 ? new DraftStep.Ended(Delivery.FAILED) : TaskDraft.step(events);
    }

    private DraftStep answered(String deployment, String text) {
        return answered(deployment, text, "version-1", false);
    }

    private DraftStep answered(String deployment, String text, String version, boolean stopped) {
        round++;
        return take(TaskDraft.decide(
                new RecordDraft(
                        TASK,
                        round,
                        List.of(),
                        new Answer(
                                new InferenceCompleted(
                                        deployment,
                                        version,
                                        new Usage(10, 20, false),
                                        usd(100),
                                        5,
                                        "stop",
                                        content(text).ref()),
                                content(text),
                                new Screening("structured/1", List.of(), "stop", text.length()),
                                RubricChecks.score(policy.rubrics().getFirst(), text, ""),
                                Gate.AUTONOMOUS,
                                stopped),
                        QUESTION,
                        List.of(),
                        NOON),
                progress,
                policy));
    }

    private DraftStep judged(int correct, int tone) {
        return judged(
                new JudgeAnswered("cloud/judge", "judge-7", new Usage(1, 1, false), usd(30), 9),
                List.of(
                        new DimensionScore("correct", correct > 3, "Because.", correct),
                        new DimensionScore("tone", tone > 1, "Since.", tone)),
                null);
    }

    private DraftStep judged(@Nullable JudgeAnswered answered, List<DimensionScore> scores, @Nullable String failure) {
        List<DimensionScore> all =
                new ArrayList<>(RubricChecks.score(policy.rubrics().getFirst(), "Dear reader", ""));
        all.addAll(scores);
        return take(TaskDraft.decide(
                new RecordVerdict(TASK, round, List.of(), answered, all, failure, Gate.AUTONOMOUS, false),
                progress,
                policy));
    }

    private DraftStep revise(boolean stopped) {
        return take(TaskDraft.decide(
                new ReviseDraft(TASK, round, AGAIN, List.of(), Gate.AUTONOMOUS, stopped, NOON), progress, policy));
    }

    private List<String> different() {
        return different(stream);
    }

    private <E extends Event> E last(Class<E> type) {
        return stream.stream().filter(type::isInstance).map(type::cast).toList().getLast();
    }

    private Judgement judgement() {
        Judgement judgement = last(JudgeVerdictRecorded.class).judgement();
        assertThat(judgement).isNotNull();
        return judgement;
    }

    @Test
    void deliversWhatTheJudgePasses() {
        // given
        opened(request("cloud/small"));
        // when
        DraftStep first = answered("cloud/small", "Dear reader");
        DraftStep second = judged(5, 4);
        // then
        assertThat(first).isInstanceOfSatisfying(DraftStep.Judge.class, judge -> {
            assertThat(judge.judge().deployment()).isEqualTo("cloud/judge");
            assertThat(judge.judge().maxOutputTokens()).isEqualTo(500);
            assertThat(judge.left())
                    .isEqualTo(last(SpendReserved.class).amount().minus(usd(100)));
        });
        assertThat(second).isEqualTo(new DraftStep.Ended(Delivery.RELEASED));
        assertThat(last(SpendSettled.class).settled()).isEqualTo(usd(130));
        assertThat(judgement().decision()).isEqualTo(VerdictDecision.DELIVER);
        assertThat(last(JudgeVerdictRecorded.class).judge()).isEqualTo("cloud/judge@judge-7");
        assertThat(stream).endsWith(new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        assertThat(different()).isEmpty();
    }

    @Test
    void hasTheAuthorReviseOnceAndThenAPersonDecide() {
        // given
        opened(request("best"));
        answered("cloud/small", "Dear reader");
        // when
        DraftStep revise = judged(2, 4);
        DraftStep again = revise(false);
        // then
        assertThat(revise)
                .isInstanceOfSatisfying(
                        DraftStep.Revise.class,
                        step -> assertThat(step.scores())
                                .extracting(DimensionScore::reason)
                                .contains("Because."));
        assertThat(again)
                .isInstanceOfSatisfying(
                        DraftStep.Again.class,
                        step -> assertThat(step.candidates().getFirst().deployment())
                                .as("whoever answered before")
                                .isEqualTo("cloud/small"));
        // when
        assertThat(answered("cloud/small", "Dear reader, again")).isInstanceOf(DraftStep.Judge.class);
        // then
        assertThat(judged(2, 4)).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(judgement().round()).isEqualTo(2);
        assertThat(last(SpendSettled.class).settled()).isEqualTo(usd(260));
        assertThat(stream).endsWith(new OutputHeld(Gate.AUTONOMOUS, HoldReason.VERDICT));
        assertThat(different()).isEmpty();
    }

    @Test
    void asksNoJudgeAboutWhatAFreeCheckFails() {
        // given
        opened(request("cloud/small"));
        // then
        assertThat(answered("cloud/small", "No.")).isInstanceOf(DraftStep.Revise.class);
        assertThat(stream).noneMatch(JudgeRoutingDecided.class::isInstance);
        assertThat(last(JudgeVerdictRecorded.class).scores().getLast().reason())
                .contains("a check failed before the judge was asked");
        // when
        revise(false);
        assertThat(answered("cloud/small", "Dear reader")).isInstanceOf(DraftStep.Judge.class);
        assertThat(judged(5, 5)).isEqualTo(new DraftStep.Ended(Delivery.RELEASED));
        // then
        assertThat(different()).isEmpty();
    }

    @Test
    void holdsWhatTheJudgeFailedToJudge() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "Dear reader");
        // when
        DraftStep step = take(TaskDraft.decide(
                new RecordVerdict(
                        TASK,
                        1,
                        List.of(new AttemptFailed(
                                "cloud/judge", 1, AttemptFailure.GARBAGE, "it is not JSON", 9, usd(40))),
                        null,
                        List.of(),
                        "the judge gave no verdict: it is not JSON",
                        Gate.AUTONOMOUS,
                        false),
                progress,
                policy));
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(judgement().failure()).contains("gave no verdict");
        assertThat(last(SpendSettled.class).settled()).isEqualTo(usd(140));
        assertThat(different()).isEmpty();
    }

    @Test
    void keepsRestrictedDataFromAJudgeInTheCloud() {
        // given
        policy = PolicyDocument.parse(Judged.DOCUMENT.replace(
                "\"deployments\": [\"cloud/large\", \"cloud/small\"]",
                "\"deployments\": [\"cloud/large\", \"local/workstation\"]"));
        opened(request("local/workstation"), "US_SSN");
        // when
        DraftStep step = answered("local/workstation", "Dear reader");
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(last(JudgeRoutingDecided.class).rejections())
                .singleElement()
                .satisfies(r -> assertThat(r.reason()).isEqualTo(Reason.SENSITIVITY));
        assertThat(judgement().failure()).contains("restricted data stays on local hardware");
        assertThat(different()).isEmpty();
    }

    @Test
    void keepsTheJudgeFromItsOwnModelAndVendor() {
        // given
        policy = PolicyDocument.parse(Judged.DOCUMENT.replace(
                "\"deployments\": [\"cloud/large\", \"cloud/small\"]",
                "\"deployments\": [\"cloud/large\", \"cloud/smaller\", \"cloud/judge\"]"));
        opened(request("cloud/smaller"));
        // when
        DraftStep step = answered("cloud/smaller", "Dear reader");
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(last(JudgeRoutingDecided.class).rejections())
                .singleElement()
                .satisfies(r -> assertThat(r.reason()).isEqualTo(Reason.NOT_INDEPENDENT));
        assertThat(judgement().failure()).contains("of the judge's vendor, google");
        assertThat(different()).isEmpty();
    }

    @Test
    void takesNoVerdictOfAModelThatReportsToBeTheAuthor() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "Dear reader", "judge-7", false);
        // then
        assertThat(judged(5, 5)).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(judgement().failure()).contains("the very model that made the answer");
        assertThat(different()).isEmpty();
    }

    @Test
    void asksNobodyForWhomTheMoneyDoesNotReach() {
        // given
        opened(request("cloud/small"));
        long reserved = last(SpendReserved.class).amount().amount();
        AttemptFailed dear =
                new AttemptFailed("cloud/small", 1, AttemptFailure.TIMED_OUT, "60 s", 60_000, usd(reserved - 200));
        stream.add(dear);
        progress.take(dear);
        // when
        DraftStep step = answered("cloud/small", "Dear reader");
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(last(JudgeRoutingDecided.class).rejections())
                .singleElement()
                .satisfies(r -> assertThat(r.reason()).isEqualTo(Reason.OVER_BUDGET));
        assertThat(last(SpendSettled.class).settled().amount()).isLessThanOrEqualTo(reserved);
        assertThat(different()).isEmpty();
    }

    @Test
    void callsNobodyForACallerWhoWasStopped() {
        // given
        opened(request("cloud/small"));
        // when
        DraftStep step = answered("cloud/small", "Dear reader", "version-1", true);
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(stream).endsWith(new OutputHeld(Gate.AUTONOMOUS, HoldReason.STOPPED));
        assertThat(different()).isEmpty();
    }

    @Test
    void revisesNothingForACallerWhoWasStoppedAndKeepsWhatWasNotRevised() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "No.");
        // then
        assertThat(revise(true)).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(stream).noneMatch(RevisionDecided.class::isInstance);
        assertThat(different()).isEmpty();
    }

    @Test
    void holdsTheFirstAnswerWhenItsRevisionDoesNotCome() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "No.");
        revise(false);
        // when
        DraftStep step = take(TaskDraft.decide(
                new KeepDraft(
                        TASK,
                        1,
                        List.of(new AttemptFailed(
                                "cloud/small", 1, AttemptFailure.PROVIDER_ERROR, "HTTP 500", 3, usd(0))),
                        Gate.AUTONOMOUS,
                        false),
                progress,
                policy));
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(stream).endsWith(new OutputHeld(Gate.AUTONOMOUS, HoldReason.VERDICT));
        assertThat(different()).isEmpty();
    }

    @Test
    void reservesTheJudgeAndRefusesWhereItCannotBePaid() {
        // when
        Opening judged = opened(request("cloud/small"));
        long withJudge = last(SpendReserved.class).amount().amount();
        long without =
                TaskOpening.decide(
                                open(request("cloud/small"), "support", Gate.AUTONOMOUS, found()), policy, balances(0))
                        .stream()
                        .filter(SpendReserved.class::isInstance)
                        .map(event -> ((SpendReserved) event).amount().amount())
                        .findFirst()
                        .orElseThrow();
        List<Event> poor = TaskOpening.decide(
                open(request("cloud/small"), "letters", Gate.AUTONOMOUS, found()),
                policy,
                balances(5_000_000 - without - 1));
        // then
        assertThat(judged).isInstanceOf(Opening.Permitted.class);
        assertThat(withJudge).isGreaterThan(2 * without);
        assertThat(TaskOpening.opening(poor)).isInstanceOf(Opening.Refused.class);
        assertThat(DecisionReplay.replay(poor, version -> policy)).allMatch(Comparison::identical);
    }

    @Test
    void findsAForgedVerdictAndAForgedJudge() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "Dear reader");
        judged(1, 1);
        revise(false);
        answered("cloud/small", "Dear reader");
        judged(1, 1);
        assertThat(different()).isEmpty();
        // then
        assertThat(forged(
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(), e.rubricVersion(), e.judge(), e.scores(), true, e.judgement())))
                .contains("verdict");
        assertThat(forged(
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(),
                                e.rubricVersion(),
                                e.judge(),
                                e.scores(),
                                e.passed(),
                                new Judgement("00", 1, VerdictDecision.DELIVER, null))))
                .contains("verdict");
        assertThat(forged(
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(),
                                e.rubricVersion(),
                                e.judge(),
                                e.scores().stream()
                                        .map(s -> new DimensionScore(s.dimension(), true, s.reason(), s.score()))
                                        .toList(),
                                e.passed(),
                                e.judgement())))
                .as("scores called passed that are too low")
                .contains("verdict");
        assertThat(forged(
                        JudgeRoutingDecided.class,
                        e -> new JudgeRoutingDecided(e.facts(), e.left(), List.of(), e.rejections())))
                .contains("judge");
        assertThat(forged(
                        RevisionDecided.class,
                        e -> new RevisionDecided(e.facts(), usd(1), e.candidates(), e.rejections())))
                .containsExactly("revision");
    }

    @Test
    void believesNoScoreThatNoJudgeGaveWhoWasToBeAsked() {
        // given
        opened(request("cloud/small"));
        answered("cloud/small", "Dear reader");
        judged(5, 5);
        assertThat(different()).isEmpty();
        // then
        assertThat(forged(
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(), e.rubricVersion(), e.judge(), e.scores(), true, null)))
                .as("as a version that knew checks only would have told it")
                .containsExactly("verdict");
        assertThat(forged(
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(), e.rubricVersion(), "cloud/judge@judge-8", e.scores(), true, e.judgement())))
                .as("another judge than the one that answered")
                .containsExactly("verdict");
        assertThat(forged(
                        JudgeAnswered.class,
                        e -> new JudgeAnswered("cloud/small", e.modelVersion(), e.usage(), e.cost(), e.millis())))
                .as("a judge that was not to be asked")
                .contains("answer", "verdict", "delivery");
        assertThat(different(stream.stream()
                        .filter(e -> !(e instanceof JudgeAnswered))
                        .toList()))
                .as("a judge that did not answer")
                .contains("verdict", "delivery");
        assertThat(different(stream.stream()
                        .filter(e -> !(e instanceof JudgeAnswered) && !(e instanceof JudgeRoutingDecided))
                        .toList()))
                .as("a judge that nobody asked")
                .contains("verdict", "delivery");
    }

    @Test
    void callsAJudgedAnswerThatWasNotSampledUndecided() {
        // given
        policy = PolicyDocument.parse(Judged.DOCUMENT.replace(
                "\"minimumLowerBound\": 0.9", "\"minimumLowerBound\": 0.9, \"sampleShare\": 1"));
        opened(request("cloud/small"));
        answered("cloud/small", "Dear reader");
        judged(5, 5);
        // when
        stream.removeIf(OutputSampled.class::isInstance);
        Replayed before = DecisionReplay.again(stream, version -> policy, null);
        stream.add(stream.size() - 1, new OutputSampled(1));
        Replayed sampled = DecisionReplay.again(stream, version -> policy, null);
        // then
        assertThat(before.comparisons()).allMatch(Comparison::identical);
        assertThat(before.undecided())
                .singleElement()
                .satisfies(each -> assertThat(each.what()).contains("never sampled any"));
        assertThat(sampled.comparisons()).allMatch(Comparison::identical);
        assertThat(sampled.undecided()).isEmpty();
        assertThat(forged(OutputSampled.class, e -> new OutputSampled(0.5))).containsExactly("sampling");
    }

    private <E extends Event> List<String> forged(Class<E> type, UnaryOperator<E> change) {
        return different(stream.stream()
                .map(event -> type.isInstance(event) ? change.apply(type.cast(event)) : event)
                .toList());
    }

    private List<String> different(List<Event> events) {
        return DecisionReplay.replay(events, version -> policy).stream()
                .filter(comparison -> !comparison.identical())
                .map(Comparison::decision)
                .toList();
    }
}
