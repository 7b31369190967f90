package dev.chancery.decisions.replay;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.asker;
import static dev.chancery.decisions.Sample.balances;
import static dev.chancery.decisions.Sample.content;
import static dev.chancery.decisions.Sample.found;
import static dev.chancery.decisions.Sample.open;
import static dev.chancery.decisions.Sample.request;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.judge.Judged;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.decisions.task.ToolOpening;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DecisionReplayTest {

    @Test
    void findsWhatWasDecidedIdentical() {
        // given
        List<Event> stream = task(request("best"), "support", Gate.AUTONOMOUS, found("EMAIL_ADDRESS"), "Hello");
        // when
        List<Comparison> comparisons = DecisionReplay.replay(stream, version -> POLICY);
        // then
        assertThat(comparisons)
                .extracting(Comparison::decision)
                .containsExactly("redaction", "routing", "spending", "settlement", "delivery");
        assertThat(comparisons).allMatch(Comparison::identical);
    }

    @Test
    void findsEveryKindOfTaskIdentical() {
        Random random = new Random(11);
        List<RedactionFacts> finds =
                List.of(found(), found("EMAIL_ADDRESS"), found("US_SSN"), found("EMAIL_ADDRESS", "IBAN_CODE"));
        List<String> models = List.of("auto", "best", "default", "cloud/large", "nobody");
        for (int i = 0; i < 3_000; i++) {
            // given
            RequestFacts request = new RequestFacts(
                    models.get(random.nextInt(models.size())),
                    1,
                    random.nextInt(30_000),
                    100_000,
                    random.nextBoolean() ? null : 1 + random.nextInt(200_000),
                    random.nextBoolean(),
                    random.nextBoolean());
            String workflow =
                    List.of("support", "letters", "cloud-only", "sales").get(random.nextInt(4));
            Gate gate = Gate.values()[random.nextInt(3)];
            // when
            List<Event> stream = task(request, workflow, gate, finds.get(random.nextInt(4)), "Dear reader");
            // then
            assertThat(DecisionReplay.replay(stream, version -> POLICY))
                    .isNotEmpty()
                    .allMatch(Comparison::identical);
        }
    }

    @Test
    void findsASampleThatWasLeftOutOrMadeUp() {
        // given
        Policy all = PolicyDocument.parse(Sample.DOCUMENT.replace(
                "\"minimumLowerBound\": 0.9", "\"minimumLowerBound\": 0.9, \"sampleShare\": 1"));
        List<Event> without = task(request("best"), "support", Gate.AUTONOMOUS, found("EMAIL_ADDRESS"), "Hello");
        List<Event> with = new ArrayList<>(without);
        with.add(without.size() - 1, new OutputSampled(1));

        // then
        assertThat(without.getLast()).isInstanceOf(OutputReleased.class);
        assertThat(DecisionReplay.replay(without, version -> all))
                .filteredOn(c -> !c.identical())
                .extracting(Comparison::decision)
                .containsExactly("sampling");
        assertThat(DecisionReplay.replay(with, version -> all)).allMatch(Comparison::identical);
        assertThat(different(with)).containsExactly("sampling");
    }

    @Test
    void missesWhatWasLeftOut() {
        // given
        List<Event> stream = task(request("best"), "support", Gate.AUTONOMOUS, found(), "Hello");
        List<Event> unpaid = without(without(stream, SpendReserved.class), SpendSettled.class);
        List<Event> reopened = new ArrayList<>(stream);
        reopened.add(3, stream.getFirst());

        // then
        assertThat(different(stream)).isEmpty();
        assertThat(different(unpaid)).isNotEmpty().containsOnly("spending");
        assertThat(different(without(stream, SpendSettled.class))).containsExactly("settlement");
        assertThat(different(reopened)).containsExactly("opening");
    }

    @Test
    void findsAnAnswerOfSomebodyWhoWasNotToBeAsked() {
        // given
        List<Event> stream = task(request("best"), "support", Gate.AUTONOMOUS, found(), "Hello");
        List<Event> other = changed(stream, InferenceCompleted.class, e -> by("cloud/smaller", e));
        List<Event> dear = changed(
                stream,
                SpendReserved.class,
                e -> new SpendReserved(e.amount(), e.balances(), List.of("local/workstation")));

        // then
        assertThat(different(other)).containsExactly("answer");
        assertThat(different(dear)).containsExactly("spending", "answer");
    }

    private static InferenceCompleted by(String deployment, InferenceCompleted e) {
        return new InferenceCompleted(
                deployment, e.modelVersion(), e.usage(), e.cost(), e.millis(), e.finishReason(), e.answer());
    }

    @Test
    void believesAVerdictWithoutAJudgementOnlyWhereChecksAreAllThereIs() {
        // given
        Policy dimensions = PolicyDocument.parse(Judged.DOCUMENT.replace(", \"judge\": " + Judged.JUDGE, ""));
        List<Event> letter = task(request("cloud/small"), "letters", Gate.AUTONOMOUS, found(), "Dear reader");
        List<Event> old = changed(letter, JudgeVerdictRecorded.class, e -> unjudged(e, e.passed()));
        List<Event> held = task(dimensions, request("cloud/small"), "letters", Gate.AUTONOMOUS, found(), "Dear reader");
        List<Event> forged = new ArrayList<>(changed(
                held,
                JudgeVerdictRecorded.class,
                e -> unjudged(
                        new JudgeVerdictRecorded(
                                e.rubric(),
                                e.rubricVersion(),
                                e.judge(),
                                e.scores().subList(0, 2),
                                true,
                                null),
                        true)));
        forged.set(forged.size() - 1, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));

        // then
        assertThat(different(letter)).isEmpty();
        assertThat(different(old)).isEmpty();
        assertThat(different(held, dimensions)).isEmpty();
        assertThat(different(forged, dimensions)).containsExactly("verdict", "delivery");
    }

    private static JudgeVerdictRecorded unjudged(JudgeVerdictRecorded e, boolean passed) {
        return new JudgeVerdictRecorded(e.rubric(), e.rubricVersion(), e.judge(), e.scores(), passed, null);
    }

    @Test
    void holdsAComparisonAgainstThePolicyAgain() {
        // given
        List<Event> stream = new ArrayList<>(task(request("best"), "support", Gate.SHADOW, found(), "Hello"));
        stream.add(new HumanOutcomeRecorded(
                "ada", Sample.content("c").ref(), new OutcomeComparison("dice-words-and-pairs/1", false, 0.91, true)));
        List<Event> forged = new ArrayList<>(stream.subList(0, stream.size() - 1));
        forged.add(new HumanOutcomeRecorded(
                "ada", Sample.content("c").ref(), new OutcomeComparison("dice-words-and-pairs/1", false, 0.5, true)));

        // then
        assertThat(different(stream)).isEmpty();
        assertThat(different(forged)).containsExactly("comparison");
    }

    @Test
    void findsAChangedCandidate() {
        // given
        List<Event> stream = changed(
                task(request("best"), "support", Gate.AUTONOMOUS, found(), "Hello"),
                RoutingDecided.class,
                routing ->
                        new RoutingDecided(routing.facts(), routing.candidates().reversed(), routing.rejections()));
        // then
        assertThat(different(stream)).containsExactly("routing");
    }

    @Test
    void findsChangedDecisionsOfEachKind() {
        List<Event> letter = task(request("cloud/small"), "letters", Gate.AUTONOMOUS, found("EMAIL_ADDRESS"), "No.");
        assertThat(different(letter)).isEmpty();
        assertThat(different(changed(
                        letter,
                        PersonalDataRedacted.class,
                        e -> new PersonalDataRedacted(e.facts(), Sensitivity.ORDINARY))))
                .containsExactly("redaction");
        assertThat(different(changed(
                        letter,
                        PersonalDataRedacted.class,
                        e -> new PersonalDataRedacted(found("US_SSN"), Sensitivity.RESTRICTED))))
                .contains("routing");
        assertThat(different(changed(
                        letter, SpendReserved.class, e -> new SpendReserved(usd(1), e.balances(), e.unaffordable()))))
                .contains("spending");
        assertThat(different(changed(
                        letter,
                        SpendReserved.class,
                        e -> new SpendReserved(e.amount(), e.balances().subList(0, 2), e.unaffordable()))))
                .as("a budget left out")
                .containsExactly("spending");
        assertThat(different(changed(
                        letter,
                        JudgeVerdictRecorded.class,
                        e -> new JudgeVerdictRecorded(
                                e.rubric(), e.rubricVersion(), e.judge(), e.scores(), true, e.judgement()))))
                .containsExactly("verdict");
        assertThat(different(changed(letter, SpendSettled.class, e -> new SpendSettled(e.reserved(), usd(0)))))
                .containsExactly("settlement");
        List<Event> released = new ArrayList<>(letter);
        released.set(released.size() - 1, new OutputReleased(Gate.AUTONOMOUS, Handover.STREAMED));
        assertThat(different(released)).containsExactly("delivery");
    }

    @Test
    void replaysToolCallsAndFindsAGrantThatIsNone() {
        // given
        List<Event> stream = ToolOpening.decide(
                new RequestToolCall(
                        new TaskId("t-2"),
                        asker("support", Gate.AUTONOMOUS, null),
                        content("{}"),
                        found("EMAIL_ADDRESS"),
                        "calendar",
                        "write",
                        new ToolPin("ab", false, false),
                        Sample.NOON),
                POLICY,
                List.of(),
                balances(0));
        List<Event> forged = new ArrayList<>(stream);
        forged.set(forged.size() - 1, new ToolCallAuthorized("calendar/write"));
        // then
        assertThat(different(stream)).isEmpty();
        assertThat(different(forged)).containsExactly("tool");
    }

    @Test
    void replaysWhatWasReservedOfBudgetsThatAgentsShare() {
        // given
        Policy shared = PolicyDocument.parse(
                DOCUMENT.replaceFirst("\"classify\": false", "\"classify\": false, \"budgets\": {\"day\": \"9\"}")
                        .replaceFirst("\"currency\"", "\"budgets\": {\"month\": \"200\"}, \"currency\""));
        OpenTask command = open(request("best"), "support", Gate.AUTONOMOUS, found());
        List<Event> opened = TaskOpening.decide(command, shared, standing(shared, command, 0));
        List<Event> refused = TaskOpening.decide(command, shared, standing(shared, command, 9_000_000));
        List<Event> hidden = changed(
                opened,
                SpendReserved.class,
                e -> new SpendReserved(e.amount(), e.balances().subList(0, 4), e.unaffordable()));
        // then
        assertThat(opened).hasAtLeastOneElementOfType(SpendReserved.class);
        assertThat(refused.getLast())
                .isInstanceOfSatisfying(
                        TaskRefused.class,
                        e -> assertThat(e.refusal())
                                .isInstanceOfSatisfying(
                                        Refusal.BudgetExceeded.class,
                                        of -> assertThat(of.scope().kind()).isEqualTo(BudgetScope.Kind.WORKFLOW_DAY)));
        assertThat(DecisionReplay.replay(opened, version -> shared)).allMatch(Comparison::identical);
        assertThat(DecisionReplay.replay(refused, version -> shared)).allMatch(Comparison::identical);
        assertThat(DecisionReplay.replay(hidden, version -> shared))
                .filteredOn(c -> !c.identical())
                .extracting(Comparison::decision)
                .containsExactly("spending");
        // what was recorded before there were such caps is replayed under the policy of then
        assertThat(different(TaskOpening.decide(command, POLICY, balances(0)))).isEmpty();
    }

    /** Every budget, with this much settled in the workflow's day. */
    private static List<ScopeBalance> standing(Policy policy, OpenTask command, long settled) {
        return BudgetDecision.applicable(
                        policy,
                        command.asker().agent(),
                        command.asker().workflow(),
                        command.asker().session(),
                        command.task(),
                        command.at())
                .stream()
                .map(cap -> new ScopeBalance(
                        cap.scope(),
                        cap.cap(),
                        usd(cap.scope().kind() == BudgetScope.Kind.WORKFLOW_DAY ? settled : 0),
                        usd(0)))
                .toList();
    }

    @Test
    void replaysTheEndOfALoop() {
        // given
        Policy strict = PolicyDocument.parse(DOCUMENT.replaceFirst(
                "\"currency\"", "\"loops\": {\"repeats\": 3, \"withinSeconds\": 60}, \"currency\""));
        OpenTask command = open(request("best"), "support", Gate.AUTONOMOUS, found());
        RequestToolCall call = new RequestToolCall(
                new TaskId("t-2"),
                asker("support", Gate.AUTONOMOUS, null),
                content("{}"),
                found(),
                "calendar",
                "read",
                new ToolPin("ab", false, false),
                Sample.NOON);
        // when
        List<Event> again = TaskOpening.decide(command, strict, 2, balances(0));
        List<Event> loop = TaskOpening.decide(command, strict, 3, balances(0));
        List<Event> toolLoop = ToolOpening.decide(call, strict, 3, List.of(), balances(0));
        // then
        assertThat(again).contains(new CallRepeated(2)).hasAtLeastOneElementOfType(SpendReserved.class);
        assertThat(loop)
                .endsWith(new CallRepeated(3), new TaskRefused(new Refusal.LoopDetected(null, 3, 3, 60), List.of()));
        assertThat(toolLoop)
                .contains(new CallRepeated(3))
                .endsWith(new ToolCallDenied(new Refusal.LoopDetected("calendar/read", 3, 3, 60), null));
        for (List<Event> stream : List.of(again, loop, toolLoop)) {
            assertThat(DecisionReplay.replay(stream, version -> strict))
                    .isNotEmpty()
                    .allMatch(Comparison::identical);
        }
        // a call that went on although the record says how often it was made before
        List<Event> forged = changed(again, CallRepeated.class, e -> new CallRepeated(3));
        assertThat(DecisionReplay.replay(forged, version -> strict))
                .filteredOn(c -> !c.identical())
                .extracting(Comparison::decision)
                .containsExactly("routing", "spending");
        // a refusal for a loop that was none
        List<Event> none = changed(toolLoop, CallRepeated.class, e -> new CallRepeated(1));
        assertThat(DecisionReplay.replay(none, version -> strict))
                .filteredOn(c -> !c.identical())
                .extracting(Comparison::decision)
                .containsExactly("tool");
    }

    @Test
    void takesAnAbandonedTaskAsSpentOrAsNeverSent() {
        // given
        List<Event> opening = TaskOpening.decide(
                open(request("cloud/small"), "support", Gate.AUTONOMOUS, found()), POLICY, balances(0));
        var reserved = ((Opening.Permitted) TaskOpening.opening(opening)).reserved();
        // then
        assertThat(different(abandoned(opening, new SpendSettled(reserved, reserved))))
                .isEmpty();
        assertThat(different(abandoned(opening, new SpendSettled(reserved, usd(0)))))
                .isEmpty();
        assertThat(different(abandoned(opening, new SpendSettled(reserved, usd(5)))))
                .containsExactly("settlement");
    }

    @Test
    void saysWhatAnotherPolicyWouldHaveDecided() {
        // given
        List<Event> stream = task(request("best"), "support", Gate.AUTONOMOUS, found("EMAIL_ADDRESS"), "Hello");
        Policy stricter = PolicyDocument.parse(DOCUMENT.replace("[\"US_SSN\"]", "[\"US_SSN\", \"EMAIL_ADDRESS\"]"));
        Policy poorer = PolicyDocument.parse(DOCUMENT.replace("\"task\": \"0.05\"", "\"task\": \"0.000001\""));
        Policy refusing = PolicyDocument.parse(DOCUMENT.replace("[\"IBAN_CODE\"]", "[\"EMAIL_ADDRESS\"]"));
        // when
        List<Comparison> local = DecisionReplay.replay(stream, version -> stricter);
        List<Comparison> poor = DecisionReplay.replay(stream, version -> poorer);
        List<Comparison> refused = DecisionReplay.replay(stream, version -> refusing);
        // then
        assertThat(String.valueOf(local.get(1).recomputed()))
                .contains("candidates=[Candidate[deployment=local/workstation");
        assertThat(poor.get(1).identical()).isTrue();
        assertThat(String.valueOf(poor.get(2).recomputed())).contains("BudgetExceeded");
        assertThat(String.valueOf(refused.get(1).recomputed())).contains("InputRejected");
    }

    /** A whole task as it would be recorded: a first candidate fails, the last one answers. */
    private static List<Event> task(
            RequestFacts request, String workflow, Gate gate, RedactionFacts redaction, String text) {
        return task(POLICY, request, workflow, gate, redaction, text);
    }

    private static List<Event> task(
            Policy policy, RequestFacts request, String workflow, Gate gate, RedactionFacts redaction, String text) {
        OpenTask command = open(request, workflow, gate, redaction);
        List<Event> stream = new ArrayList<>(TaskOpening.decide(command, policy, balances(0)));
        if (TaskOpening.opening(stream) instanceof Opening.Permitted permitted) {
            Candidate last = permitted.candidates().getLast();
            Answer answer = new Answer(
                    new InferenceCompleted(
                            last.deployment(),
                            "version-1",
                            new Usage(10, 20, false),
                            usd(17),
                            5,
                            "stop",
                            content(text).ref()),
                    content(text),
                    new Screening("structured/1", List.of(), "stop", text.length()),
                    policy.rubricOf(new WorkflowId(workflow))
                            .map(rubric -> RubricChecks.score(rubric, text, ""))
                            .orElse(List.of()),
                    gate,
                    false);
            List<Event> outcome = TaskOutcome.decide(
                    new RecordOutcome(
                            command.task(),
                            List.of(new AttemptFailed(
                                    last.deployment(), 1, AttemptFailure.RATE_LIMITED, "429", 3, usd(2))),
                            answer,
                            null),
                    policy,
                    permitted.reserved(),
                    new WorkflowId(workflow),
                    permitted.streamed());
            assertThat(outcome).contains(new SpendSettled(permitted.reserved(), usd(19)));
            assertThat(TaskOutcome.delivery(outcome)).isNotEqualTo(Delivery.FAILED);
            stream.addAll(outcome);
        }
        return stream;
    }

    @Test
    void settlesWhatAFailedTaskWasCharged() {
        // given
        AttemptFailed timeout = new AttemptFailed("cloud/small", 1, AttemptFailure.TIMED_OUT, "60 s", 60_000, usd(40));
        // when
        List<Event> outcome = TaskOutcome.decide(
                new RecordOutcome(new TaskId("t-1"), List.of(timeout), null, "every candidate failed"),
                POLICY,
                usd(100),
                new WorkflowId("support"),
                false);
        // then
        assertThat(outcome).contains(timeout, new SpendSettled(usd(100), usd(40)));
        assertThat(TaskOutcome.delivery(outcome)).isEqualTo(Delivery.FAILED);
    }

    private static List<Event> abandoned(List<Event> opening, SpendSettled settled) {
        List<Event> stream = new ArrayList<>(opening);
        stream.add(settled);
        stream.add(new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "the process died"));
        return stream;
    }

    private static <E extends Event> List<Event> changed(List<Event> stream, Class<E> type, UnaryOperator<E> change) {
        assertThat(stream).hasAtLeastOneElementOfType(type);
        return stream.stream()
                .map(e -> type.isInstance(e) ? change.apply(type.cast(e)) : e)
                .toList();
    }

    private static List<Event> without(List<Event> stream, Class<? extends Event> type) {
        assertThat(stream).hasAtLeastOneElementOfType(type);
        return stream.stream().filter(e -> !type.isInstance(e)).toList();
    }

    private static List<String> different(List<Event> stream) {
        return different(stream, POLICY);
    }

    private static List<String> different(List<Event> stream, Policy policy) {
        return DecisionReplay.replay(stream, version -> policy).stream()
                .filter(c -> !c.identical())
                .map(Comparison::decision)
                .toList();
    }
}
