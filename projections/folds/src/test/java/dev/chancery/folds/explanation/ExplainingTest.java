package dev.chancery.folds.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SystemEvent.RegistrationRecorded;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Step;
import dev.chancery.folds.explanation.TaskExplanation.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExplainingTest {

    private static final Instant START = Instant.parse("2026-11-05T10:00:00Z");
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final ContentRef TEXT = new ContentRef(new ContentId("c-1"), "00", 12);

    private static List<Recorded> task(TaskKind kind, Event... events) {
        List<Event> all = new ArrayList<>();
        all.add(new TaskOpened(
                new TaskId("t-1"),
                kind,
                new AgentId("desk-bot"),
                new WorkflowId("hiring"),
                new SessionId("s-1"),
                new SubjectId("subject-77"),
                TEXT,
                new PolicyVersion("p-1")));
        all.add(new PersonalDataRedacted(
                new RedactionFacts(
                        "structured/1", List.of(new TypeCount("EMAIL_ADDRESS", 2), new TypeCount("PERSON", 1))),
                Sensitivity.PERSONAL));
        all.addAll(List.of(events));
        List<Recorded> recorded = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            recorded.add(new Recorded(i, "id-" + i, "task/t-1", i, START.plusSeconds(i), all.get(i)));
        }
        return recorded;
    }

    private static TaskExplanation explained(Event... events) {
        return Explaining.of(task(TaskKind.INFERENCE, events), List.of(), MADRID)
                .orElseThrow();
    }

    private static TaskExplanation tool(Event... events) {
        return Explaining.of(task(TaskKind.TOOL_CALL, events), List.of(), MADRID)
                .orElseThrow();
    }

    private static InferenceCompleted answered() {
        return new InferenceCompleted(
                "cloud/small",
                "small-2026-10",
                new Usage(9, 3, false),
                new Micros(1, Currency.getInstance("EUR")),
                5,
                "stop",
                TEXT);
    }

    private static OutputScreened screened() {
        return new OutputScreened(new Screening("structured/1", List.of(), "stop", 20));
    }

    private static OutputHeld held() {
        return new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);
    }

    @Test
    void tellsWhatAModelDidByItself() {
        // when
        TaskExplanation told = explained(
                new TaskClassified(new Classification("complaint", 0.9, "words/1")),
                answered(),
                screened(),
                new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        // then
        assertThat(told.role()).isEqualTo(Role.BY_ITSELF);
        assertThat(told.decided()).isEqualTo(START.plusSeconds(5));
        assertThat(told.text())
                .contains("On 5 November 2026 at 11:00:05 (Europe/Madrid) the output of the AI system was released to")
                .contains("No person looked at it before")
                .contains("e-mail addresses, names of persons were recognised")
                .contains("\"complaint\"")
                .contains("\"cloud/small\"", "\"small-2026-10\"")
                .contains("no personal data was recognised that the request did not hold")
                .contains("What was done afterwards");
    }

    @Test
    void tellsWhatAPersonSaidAfterwards() {
        // when
        TaskExplanation told = explained(
                answered(),
                new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE),
                new OutputReviewed("eve", Finding.WRONG, "it lied", null));
        // then
        assertThat(told.role()).isEqualTo(Role.BY_ITSELF);
        assertThat(told.text()).contains("after it had been released, and found it wrong");
    }

    @Test
    void tellsWhatWaitsForAPersonAndWhy() {
        for (HoldReason reason : HoldReason.values()) {
            TaskExplanation told = explained(answered(), new OutputHeld(Gate.AUTONOMOUS, reason));
            assertThat(told.role()).isEqualTo(Role.WAITS_FOR_A_PERSON);
            assertThat(told.decided()).isNull();
            assertThat(told.text()).as(reason.name()).contains("the output was held.", "Until then it has no effect.");
        }
    }

    @Test
    void tellsWhatAPersonDecided() {
        // given
        TaskExplanation approved = explained(answered(), held(), new OutputApproved("eve", "fine"));
        TaskExplanation edited = explained(answered(), held(), new OutputEdited("eve", "too rude", TEXT));
        TaskExplanation rejected = explained(answered(), held(), new OutputRejected("eve", "wrong"));
        // then
        assertThat(List.of(approved, edited, rejected))
                .extracting(TaskExplanation::role)
                .containsOnly(Role.ADVISORY);
        assertThat(approved.text()).contains("released the output unchanged", "What was changed: nothing; the person");
        assertThat(edited.text())
                .contains("put another text in the place of the output", "replaced the whole text of the output");
        assertThat(rejected.text()).contains("a person rejected the output", "It was not delivered.");
        assertThat(approved.decided()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void saysOfNobodyThatHeReadWhatHeWasNotShown() {
        // given
        Showing showing = new Showing(new ContentId("c-1"), "00", 4, START.plusSeconds(4));
        ReviewTimed unseen = new ReviewTimed("eve", null, null);
        ReviewTimed seen = new ReviewTimed("eve", showing, 9_000L);
        OutputApproved approval = new OutputApproved("eve", "fine");
        OutputReleased released = new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE);
        OutputReviewed review = new OutputReviewed("eve", Finding.RIGHT, "fine", null);
        // then
        assertThat(explained(answered(), held(), seen, approval).text())
                .contains("The person was shown the output before.")
                .doesNotContain("is not on record");
        for (TaskExplanation told : List.of(
                explained(answered(), held(), unseen, approval),
                explained(answered(), held(), approval),
                explained(answered(), released, seen, review, unseen, review))) {
            assertThat(told.text())
                    .contains("That the output was shown to the person before is not on record.")
                    .doesNotContain("The person was shown", "read the output", "looked at the output");
        }
        assertThat(explained(answered(), released, seen, review).text()).doesNotContain("is not on record");
    }

    @Test
    void tellsWhatWasOnlyWatched() {
        // when
        TaskExplanation told = explained(
                answered(),
                new OutputShadowed(Gate.SHADOW),
                new HumanOutcomeRecorded("eve", TEXT, new OutcomeComparison("dice/1", false, 0.2, false)));
        // then
        assertThat(told.role()).isEqualTo(Role.OBSERVING);
        assertThat(told.text())
                .contains("handed to nobody", "whatever was decided was decided without it")
                .contains("the output does not agree.")
                .doesNotContain("What was done afterwards");
    }

    @Test
    void tellsARefusalWithoutWhatProtectsTheSystem() {
        // when
        TaskExplanation refused = explained(
                new TaskRefused(new Refusal.InputRejected("Rule 17 of the firewall: IBAN_CODE is refused"), List.of()));
        TaskExplanation stopped = explained(new TaskRefused(
                new Refusal.KillSwitchIsPulled(
                        new StopScope(StopScope.Kind.EVERYTHING, null), "suspected breach of the vault"),
                List.of()));
        // then
        assertThat(refused.role()).isEqualTo(Role.NONE_REFUSED);
        assertThat(refused.text())
                .contains("refused by a rule, without a person and before any AI model was asked")
                .contains("AI model: none answered.")
                .doesNotContain("firewall", "17");
        assertThat(stopped.text())
                .contains("a person had stopped this use of AI")
                .doesNotContain("breach");
    }

    @Test
    void tellsWhatCameToNothing() {
        TaskExplanation failed = explained(new TaskFailed("every candidate failed"));
        TaskExplanation abandoned =
                explained(new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, null, null));
        TaskExplanation open = explained();
        assertThat(failed.text())
                .contains("no AI model had answered by then, because the calls failed or were stopped");
        assertThat(abandoned.text()).contains("closed as abandoned", "is not known");
        assertThat(open.text()).contains("come to nothing yet");
        assertThat(List.of(failed, abandoned, open))
                .extracting(TaskExplanation::role)
                .containsOnly(Role.NO_OUTCOME);
    }

    @Test
    void tellsWhatWasReleasedAndNotHandedOver() {
        // given
        OutputReleased released = new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE);
        DeliveryAbandoned unknown = new DeliveryAbandoned(AbandonCause.PROCESS_ENDED);
        OutputDelivered whole = new OutputDelivered(40L);
        // then
        assertThat(explained(answered(), released, new DeliveryFailed("gone", 0L))
                        .text())
                .contains("the output could not be handed over: nothing of it was.")
                .doesNotContain("gone");
        for (Long bytes : new Long[] {7L, null}) {
            assertThat(explained(answered(), released, new DeliveryFailed("gone", bytes))
                            .text())
                    .contains("the output could not be handed over as a whole: at most a part of it was.");
        }
        assertThat(explained(answered(), released, unknown).text())
                .contains("how much of the output was handed over, if any, is not known.");
        assertThat(explained(answered(), released, unknown, whole).text())
                .contains("the output was handed over as a whole.");
        assertThat(explained(answered(), released, whole).text()).doesNotContain("handed over");
        assertThat(tool(new ToolCallCompleted(TEXT, false, 5, Handover.WHOLE), unknown)
                        .text())
                .contains("how much of the answer of the tool was handed over");
    }

    @Test
    void saysThatTheScreeningChangedTheOutput() {
        // given
        OutputScreened found =
                new OutputScreened(new Screening("structured/1", List.of(new TypeCount("PERSON", 1)), "stop", 20));
        // when
        TaskExplanation released = explained(answered(), found, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        TaskExplanation approved = explained(answered(), found, held(), new OutputApproved("eve", "fine"));
        // then
        assertThat(List.of(released, approved))
                .allSatisfy(told -> assertThat(told.text())
                        .contains("What was changed: personal data was replaced by placeholders")
                        .doesNotContain("What was changed: nothing"));
        assertThat(released.text()).contains("are put back for who had asked");
    }

    @Test
    void tellsHowAToolWasUsedOrNot() {
        // given
        ToolCallRequested call = new ToolCallRequested("crm", "erase", "00", null);
        TaskExplanation used =
                tool(call, new ToolCallAuthorized("crm/erase"), new ToolCallCompleted(TEXT, false, 5, Handover.WHOLE));
        TaskExplanation waits = tool(call, new ToolCallHeld("crm/erase"));
        TaskExplanation rejected = tool(call, new ToolCallHeld("crm/erase"), new ToolCallRejected("eve", "no"));
        TaskExplanation denied = tool(
                call, new ToolCallDenied(new Refusal.ToolNotGranted("crm/erase", "grant g-1 has when: x < 3"), null));
        // then
        assertThat(used.role()).isEqualTo(Role.ACTED);
        assertThat(used.text()).contains("asked to use a tool", "a rule permitted", "was used and answered");
        assertThat(waits.role()).isEqualTo(Role.WAITS_FOR_A_PERSON);
        assertThat(rejected.role()).isEqualTo(Role.ADVISORY);
        assertThat(rejected.text()).contains("did not permit the use of the tool");
        assertThat(denied.role()).isEqualTo(Role.NONE_REFUSED);
        assertThat(denied.text()).doesNotContain("x < 3");
    }

    @Test
    void namesNoPersonRepeatsNoReasonAndTellsNoExplanation() {
        // given
        Event[] events = {
            answered(),
            new JudgeVerdictRecorded(
                    "tone",
                    1,
                    "judge@1",
                    List.of(new DimensionScore("kindness", false, "insults Mr Smith", 1)),
                    false,
                    null),
            held(),
            new OutputApproved("eve@example.com", "Mr Smith said so")
        };
        // when
        TaskExplanation told = explained(events);
        List<Recorded> again = new ArrayList<>(task(TaskKind.INFERENCE, events));
        again.add(new Recorded(9, "id-9", "task/t-1", 9, START.plusSeconds(900), new TaskExplained("eve", "00")));
        // then
        assertThat(told.text())
                .contains("did not pass; it fell short in \"kindness\"")
                .doesNotContain("eve@", "Smith", "subject-77");
        assertThat(Explaining.of(again, List.of(), MADRID)).contains(told);
    }

    @Test
    void saysWhomToAskAsRegisteredAndThatNobodyIs() {
        // given
        SystemDescription hiring = new SystemDescription(
                "Hiring\u202E aid\n\u0007",
                "Sorts applications",
                List.of(AiRole.DEPLOYER),
                "People department",
                "Acme",
                List.of("ES"),
                List.of(new SystemPart(SystemPart.Kind.WORKFLOW, "hiring")));
        SystemFacts facts = new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), null, null);
        AiSystem system = system(
                new SystemRegistered("hiring", hiring, SystemStatus.IN_SERVICE, "ada"),
                new RegistrationRecorded(
                        "hiring", AnnexEight.C, List.of(new NumberedText("1", "City of Example, 1 Square")), "ada"),
                new SystemClassified(
                        "hiring",
                        facts,
                        "r-1",
                        "00",
                        LocalDate.of(2026, 11, 1),
                        new RiskVerdict(
                                RiskClass.HIGH_RISK, RiskClass.HIGH_RISK, List.of(), List.of(), List.of(), List.of()),
                        "ada"));
        List<Recorded> task = task(TaskKind.INFERENCE, answered(), new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        // when
        TaskExplanation told = Explaining.of(task, List.of(system), MADRID).orElseThrow();
        TaskExplanation without = Explaining.of(task, List.of(), MADRID).orElseThrow();
        // then
        assertThat(told.risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(told.systems()).containsExactly("hiring");
        assertThat(told.text())
                .contains("\"Hiring aid\"", "Sorts applications", "registered as high-risk")
                .contains("People department", "City of Example, 1 Square", "Art. 86");
        assertThat(without.text())
                .contains("No AI system is registered", "no class is registered", "Nobody is registered as answering");
        assertThat(without.risk()).isNull();
    }

    private static AiSystem system(Event... events) {
        AiSystems fold = new AiSystems();
        AiSystem system = null;
        for (int i = 0; i < events.length; i++) {
            system = fold.apply(
                    "hiring", system, Step.of(new Recorded(i, "id-" + i, "system/hiring", i, START, events[i])));
        }
        return Objects.requireNonNull(system);
    }

    @Test
    void explainsNoComparisonOfAJudge() {
        assertThat(Explaining.of(task(TaskKind.COMPARISON), List.of(), MADRID)).isEmpty();
        assertThat(Explaining.of(List.of(), List.of(), MADRID)).isEmpty();
    }
}
