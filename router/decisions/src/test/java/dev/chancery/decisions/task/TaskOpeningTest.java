package dev.chancery.decisions.task;

import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.asker;
import static dev.chancery.decisions.Sample.balances;
import static dev.chancery.decisions.Sample.content;
import static dev.chancery.decisions.Sample.found;
import static dev.chancery.decisions.Sample.open;
import static dev.chancery.decisions.Sample.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.decisions.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskOpeningTest {

    @Test
    void recordsEveryDecisionInOrder() {
        // given
        OpenTask plain = open(streamed("best"), "support", Gate.AUTONOMOUS, found("EMAIL_ADDRESS"));
        OpenTask command = new OpenTask(
                plain.task(),
                plain.asker(),
                plain.content(),
                plain.request(),
                plain.redaction(),
                new Classification("refund", 0.9, "knn/1"),
                plain.unavailable(),
                plain.at());
        // when
        List<Event> events = TaskOpening.decide(command, POLICY, balances(0));
        // then
        assertThat(kinds(events))
                .containsExactly(
                        TaskOpened.class,
                        PersonalDataRedacted.class,
                        TaskClassified.class,
                        RoutingDecided.class,
                        SpendReserved.class,
                        StreamPermitted.class);
        assertThat(((RoutingDecided) events.get(3)).facts().sensitivity()).isEqualTo(Sensitivity.PERSONAL);
    }

    @Test
    void theOpeningTellsThePromptThatTheRequestWasMadeWith() {
        // given
        OpenTask plain = open(streamed("best"), "support", Gate.AUTONOMOUS, found());
        PromptFacts prompt = new PromptFacts(new NamedPrompt("triage", "7"), "hmac-sha256:01:02");
        OpenTask named = new OpenTask(
                plain.task(),
                plain.asker(),
                plain.content(),
                plain.request(),
                plain.redaction(),
                plain.classification(),
                plain.unavailable(),
                plain.at(),
                prompt);

        // then
        assertThat(((TaskOpened) TaskOpening.decide(named, POLICY, balances(0)).getFirst()).prompt())
                .isEqualTo(prompt);
        assertThat(((TaskOpened) TaskOpening.decide(plain, POLICY, balances(0)).getFirst()).prompt())
                .isNull();
    }

    @Test
    void answersWithTheCandidatesThatTheBudgetCanBear() {
        // given the task's cap is 50,000 and the large model may cost 10,000 + 80,000
        List<Event> events =
                TaskOpening.decide(open(request("best"), "support", Gate.AUTONOMOUS, found()), POLICY, balances(0));
        // when
        Opening opening = TaskOpening.opening(events);
        // then
        assertThat(opening).isInstanceOfSatisfying(Opening.Permitted.class, permitted -> {
            assertThat(permitted.candidates())
                    .extracting(Candidate::deployment)
                    .containsExactly("cloud/small", "local/workstation");
            // the small model, and the workstation that may be asked after it
            assertThat(permitted.reserved()).isEqualTo(Sample.usd(1_000 + 5_000 + 40 + 40));
            assertThat(permitted.streamed()).isFalse();
        });
        assertThat(kinds(events)).doesNotContain(PersonalDataRedacted.class);
    }

    @Test
    void doesNotStreamWhatMustBeSeenFirst() {
        for (OpenTask held : List.of(
                open(streamed("auto"), "support", Gate.HUMAN_IN_THE_LOOP, found()),
                open(streamed("auto"), "support", Gate.SHADOW, found()),
                open(streamed("cloud/small"), "letters", Gate.AUTONOMOUS, found()))) {
            assertThat(kinds(TaskOpening.decide(held, POLICY, balances(0))))
                    .contains(SpendReserved.class)
                    .doesNotContain(StreamPermitted.class);
        }
    }

    @Test
    void refusesASuspendedAgentBeforeAnythingElse() {
        // given
        OpenTask c = open(request("auto"), "support", Gate.AUTONOMOUS, found("IBAN_CODE"));
        OpenTask suspended = new OpenTask(
                c.task(),
                asker("support", Gate.AUTONOMOUS, new Refusal.AgentIsSuspended("spent too much")),
                c.content(),
                c.request(),
                c.redaction(),
                null,
                List.of(),
                c.at());
        // when
        List<Event> events = TaskOpening.decide(suspended, POLICY, balances(0));
        // then
        assertThat(kinds(events)).containsExactly(TaskOpened.class, PersonalDataRedacted.class, TaskRefused.class);
        assertThat(TaskOpening.opening(events))
                .isEqualTo(new Opening.Refused(new Refusal.AgentIsSuspended("spent too much")));
    }

    @Test
    void refusesAWorkflowThatTheAgentWasNotGiven() {
        assertThat(refusal(open(request("auto"), "sales", Gate.AUTONOMOUS, found()))
                        .sentence())
                .contains("may not use the workflow 'sales'")
                .contains("support");
    }

    @Test
    void refusesAnAgentThatThePolicyDoesNotKnow() {
        // given
        OpenTask c = open(request("auto"), "support", Gate.AUTONOMOUS, found());
        Asker stranger = new Asker(
                new AgentId("stranger"),
                c.asker().workflow(),
                c.asker().session(),
                null,
                POLICY.version(),
                null,
                Gate.AUTONOMOUS);
        // when
        OpenTask command =
                new OpenTask(c.task(), stranger, c.content(), c.request(), c.redaction(), null, List.of(), c.at());
        // then
        assertThat(refusal(command).sentence()).contains("does not know the agent 'stranger'");
    }

    @Test
    void refusesTypesThatThePolicyDoesNotTake() {
        assertThat(refusal(open(request("auto"), "support", Gate.AUTONOMOUS, found("EMAIL_ADDRESS", "IBAN_CODE"))))
                .isInstanceOf(Refusal.InputRejected.class)
                .extracting(Refusal::sentence)
                .asString()
                .contains("IBAN_CODE")
                .doesNotContain("EMAIL");
    }

    @Test
    void recordsTheRoutesThatARestrictedRequestCouldNotTake() {
        // when
        List<Event> events = TaskOpening.decide(
                open(request("auto"), "cloud-only", Gate.AUTONOMOUS, found("US_SSN")), POLICY, balances(0));
        // then
        assertThat(kinds(events))
                .containsExactly(TaskOpened.class, PersonalDataRedacted.class, RoutingDecided.class, TaskRefused.class);
        assertThat(TaskOpening.opening(events))
                .isEqualTo(new Opening.Refused(new Refusal.RestrictedData(List.of("US_SSN"))));
    }

    @Test
    void refusesWhenTheBudgetIsExhausted() {
        // when
        List<Event> events = TaskOpening.decide(
                open(request("cloud/small"), "support", Gate.AUTONOMOUS, found()), POLICY, balances(4_999_000));
        // then
        assertThat(events.getLast()).isInstanceOfSatisfying(TaskRefused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo("budget_exceeded");
            assertThat(refused.balances()).hasSize(3);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "files, read, , true, files/*",
        "calendar, read, , true, calendar/read",
        "calendar, read, EMAIL_ADDRESS, true, calendar/read",
        "calendar, write, , false, not granted",
        "files, delete, , false, allowlist",
        "mail, read, , false, does not know the server",
        "files, read, US_SSN, false, restricted data",
        "files, read, IBAN_CODE, false, takes no request"
    })
    void grantsToolsByAllowlistAndGrant(String server, String tool, String type, boolean granted, String expected) {
        // given
        RedactionFacts redaction = type == null ? found() : found(type);
        RequestToolCall command = new RequestToolCall(
                new TaskId("t-2"),
                asker("support", Gate.AUTONOMOUS, null),
                content("{}"),
                redaction,
                server,
                tool,
                new ToolPin("ab", false, false),
                Sample.NOON);
        // when
        List<Event> events = ToolOpening.decide(command, POLICY, List.of(), balances(0));
        // then
        assertThat(events)
                .contains(new ToolCallRequested(
                        server,
                        tool,
                        content("{}").ref().commitment(),
                        new ToolFacts(Sample.NOON, new ToolPin("ab", false, false), List.of(), List.of())));
        switch (events.getLast()) {
            case ToolCallAuthorized authorized -> {
                assertThat(granted).isTrue();
                assertThat(authorized.grant()).isEqualTo(expected);
            }
            case ToolCallDenied denied -> {
                assertThat(granted).isFalse();
                assertThat(denied.refusal().sentence()).contains(expected);
            }
            default -> throw new AssertionError(events.getLast());
        }
    }

    @Test
    void refusesWhatAKillSwitchStops() {
        // given
        Refusal.Stopped pulled =
                new Refusal.KillSwitchIsPulled(new StopScope(StopScope.Kind.WORKFLOW, "support"), "it mails strangers");
        OpenTask c = open(request("auto"), "support", Gate.AUTONOMOUS, found());
        OpenTask stopped = new OpenTask(
                c.task(),
                asker("support", Gate.AUTONOMOUS, pulled),
                c.content(),
                c.request(),
                c.redaction(),
                null,
                List.of(),
                c.at());
        // when
        List<Event> events = TaskOpening.decide(stopped, POLICY, balances(0));
        // then
        assertThat(kinds(events)).containsExactly(TaskOpened.class, TaskRefused.class);
        assertThat(TaskOpening.opening(events)).isEqualTo(new Opening.Refused(pulled));
    }

    @Test
    void deniesToolsToASuspendedAgent() {
        // given
        RequestToolCall command = new RequestToolCall(
                new TaskId("t-2"),
                asker("support", Gate.AUTONOMOUS, new Refusal.AgentIsSuspended("stopped")),
                content("{}"),
                found(),
                "files",
                "read",
                new ToolPin("ab", false, false),
                Sample.NOON);
        // then
        assertThat(TaskOpening.opening(ToolOpening.decide(command, POLICY, List.of(), balances(0))))
                .isEqualTo(new Opening.Refused(new Refusal.AgentIsSuspended("stopped")));
    }

    private static RequestFacts streamed(String model) {
        return new RequestFacts(model, 1, 100, 400, 200, false, true);
    }

    private static Refusal refusal(OpenTask command) {
        return switch (TaskOpening.opening(TaskOpening.decide(command, POLICY, balances(0)))) {
            case Opening.Refused refused -> refused.refusal();
            case Opening.Held held -> throw new AssertionError(held);
            case Opening.Permitted permitted -> throw new AssertionError(permitted);
        };
    }

    private static List<Class<?>> kinds(List<Event> events) {
        return events.stream().<Class<?>>map(Object::getClass).toList();
    }
}
