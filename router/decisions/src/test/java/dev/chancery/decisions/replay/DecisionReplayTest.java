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
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.Sample;
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
        OpenTask command = open(request, workflow, gate, redaction);
        List<Event> stream = new ArrayList<>(TaskOpening.decide(command, POLICY, balances(0)));
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
                    POLICY.rubricOf(new WorkflowId(workflow))
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
                    POLICY,
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

    private static List<String> different(List<Event> stream) {
        return DecisionReplay.replay(stream, version -> POLICY).stream()
                .filter(c -> !c.identical())
                .map(Comparison::decision)
                .toList();
    }
}
