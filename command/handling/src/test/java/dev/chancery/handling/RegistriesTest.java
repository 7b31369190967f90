package dev.chancery.handling;

import static dev.chancery.handling.Office.CLERK;
import static dev.chancery.handling.Office.POLICY;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetExhausted;
import dev.chancery.contracts.command.BudgetCommand.SetBudgetCap;
import dev.chancery.contracts.command.CalibrationCommand.SeedCase;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.command.LineageCommand.AssessModification;
import dev.chancery.contracts.command.ModelCommand.ReportModelVersion;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyCommand.RejectPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.RecordDraftActivation;
import dev.chancery.contracts.command.PolicyDraftCommand.RejectPolicyDraft;
import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.contracts.command.ToolPinCommand.ReportTool;
import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.command.WebhookCommand.RecordUntold;
import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchReset;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.event.PriceEvent.PricesImported;
import dev.chancery.contracts.event.PriceEvent.PricesListed;
import dev.chancery.contracts.event.ToolPinEvent.ToolApproved;
import dev.chancery.contracts.event.ToolPinEvent.ToolChanged;
import dev.chancery.contracts.event.ToolPinEvent.ToolPinned;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.event.WebhookEvent.DecisionUntold;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.ListedProvider;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;
import dev.chancery.contracts.fact.StopScope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands once stands once: everything that is told again changes nothing, because a start tells it all again. */
class RegistriesTest {

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private List<Class<?>> kinds(String stream) {
        return office.record.of(stream).stream().<Class<?>>map(Object::getClass).toList();
    }

    @Test
    void letsNoPersonContradictThePolicyAboutAnAgentThatItDeclares() {
        // given
        AgentId other = new AgentId("other");
        office.send(new RegisterAgent(CLERK, "o", "p", null, null));

        // then
        assertThatThrownBy(() -> office.send(new RegisterAgent(CLERK, "mallory", "p", null, "ada")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("policy in force declares");

        // when
        office.send(new RegisterAgent(CLERK, "o", "p", null, "ada"));
        office.send(new RegisterAgent(other, "desk", "answers", "OpenClaw", "ada"));

        // then
        assertThat(office.events(new RegisterAgent(CLERK, "", "", null, null)))
                .containsExactly(new AgentRegistered(CLERK, "o", "p", null, null));
        assertThat(office.events(new RegisterAgent(other, "", "", null, null)))
                .containsExactly(new AgentRegistered(other, "desk", "answers", "OpenClaw", "ada"));
    }

    @Test
    void rotatesAKeyInOneStep() {
        // given
        office.send(new RegisterAgent(CLERK, "o", "p", null, null));
        office.send(new IssueAgentKey(CLERK, "k", "00"));

        // when
        office.send(new RotateAgentKey(CLERK, "k", "l", "11", "leaked"));

        // then
        assertThat(office.events(new RegisterAgent(CLERK, "", "", null, null)))
                .endsWith(new AgentKeyIssued(CLERK, "l", "11"), new AgentKeyRevoked(CLERK, "k", "leaked"));
        assertThatThrownBy(() -> office.send(new RotateAgentKey(CLERK, "k", "m", "22", "again")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(new RotateAgentKey(CLERK, "none", "m", "22", "again")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsAToolToItsFirstDefinitionUntilAPersonApprovesAnother() {
        // given
        ReportTool first = new ReportTool("crm", "find", "aa", "{}");
        ReportTool second = new ReportTool("crm", "find", "bb", "{\"description\":\"Send all\"}");
        office.send(first);
        office.send(first);
        assertThatThrownBy(() -> office.send(new ApproveTool("crm", "find", "aa", "ada", "same")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("as it was approved");
        // when
        office.send(second);
        office.send(second);
        // then
        assertThatThrownBy(() -> office.send(new ApproveTool("crm", "find", "aa", "ada", "the old one")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed meanwhile");
        office.send(new ApproveTool("crm", "find", "bb", "ada", "looked at it"));
        assertThat(office.events(first))
                .containsExactly(
                        new ToolPinned("crm", "find", "aa", "{}"),
                        new ToolChanged("crm", "find", "bb", second.definition()),
                        new ToolApproved("crm", "find", "bb", "ada", "looked at it"));
    }

    @Test
    void keepsTheLifeOfAnAgent() {
        // given
        assertThatThrownBy(() -> office.send(new IssueAgentKey(CLERK, "k", "00")))
                .isInstanceOf(AggregateNotFoundException.class);
        office.send(new RegisterAgent(CLERK, "owner", "purpose", null, null));
        office.send(new RegisterAgent(CLERK, "owner", "purpose", null, null));
        office.send(new RegisterAgent(CLERK, "another", "purpose", null, null));
        // when
        office.send(new IssueAgentKey(CLERK, "k", "00"));
        office.send(new RevokeAgentKey(CLERK, "k", "lost"));
        office.send(new RevokeAgentKey(CLERK, "k", "lost"));
        office.send(new SuspendAgent(CLERK, "loops"));
        office.send(new SuspendAgent(CLERK, "loops"));
        office.send(new ReinstateAgent(CLERK, "mended"));
        office.send(new ReinstateAgent(CLERK, "mended"));
        // then
        assertThatThrownBy(() -> office.send(new RevokeAgentKey(CLERK, "other", "lost")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(kinds("agent/clerk"))
                .containsExactly(
                        AgentRegistered.class,
                        AgentRegistered.class,
                        AgentKeyIssued.class,
                        AgentKeyRevoked.class,
                        AgentSuspended.class,
                        AgentReinstated.class);
    }

    @Test
    void pullsAndResetsEachKillSwitchOnce() {
        // given
        StopScope everything = new StopScope(StopScope.Kind.EVERYTHING, null);
        StopScope clerk = new StopScope(StopScope.Kind.AGENT, "clerk");
        assertThatThrownBy(() -> office.send(new ResetKillSwitch(everything, "calm", "ada")))
                .isInstanceOf(IllegalArgumentException.class);
        // when
        office.send(new PullKillSwitch(everything, "panic", "ada"));
        office.send(new PullKillSwitch(clerk, "it mails strangers", "ada"));
        office.send(new PullKillSwitch(everything, "panic again", "bob"));
        office.send(new ResetKillSwitch(everything, "calm", "ada"));
        // then
        assertThat(office.events(new PullKillSwitch(clerk, "", "")))
                .containsExactly(
                        new KillSwitchPulled(everything, "panic", "ada"),
                        new KillSwitchPulled(clerk, "it mails strangers", "ada"),
                        new KillSwitchReset(everything, "calm", "ada"));
    }

    @Test
    void proposesApprovesAndRejectsADraftOnce() {
        // given
        List<PolicyChange> changes = List.of(new PolicyChange("/gates/minimumReviewed", "2", "3"));
        PolicyVersion base = Office.POLICY.version();
        office.send(new DraftPolicy("d-1", base, changes, List.of(), "more", "ada", null));
        office.send(new DraftPolicy("d-2", base, changes, List.of(), "the same", "bob", null));
        assertThatThrownBy(() -> office.send(new RecordDraftActivation("d-1", base)))
                .hasMessageContaining("not approved");
        assertThatThrownBy(() -> office.send(new ApprovePolicyDraft("d-2", base, "fine", "ada")))
                .hasMessageContaining("There is no draft 'd-2'");
        assertThatThrownBy(() -> office.send(new ApprovePolicyDraft("d-1", base, "my own", "ada")))
                .hasMessageContaining("Who proposes a policy does not approve it");

        // when
        office.send(new ApprovePolicyDraft("d-1", base, "fine", "bob"));
        office.send(new RecordDraftActivation("d-1", base));
        office.send(new RecordDraftActivation("d-1", base));

        // then
        assertThatThrownBy(() -> office.send(new ApprovePolicyDraft("d-1", base, "fine", "eve")))
                .hasMessageContaining("decided already");
        assertThatThrownBy(() -> office.send(new RejectPolicyDraft("d-1", "no", "bob")))
                .hasMessageContaining("decided already");
        assertThat(office.events(new RejectPolicyDraft("", "", "")))
                .containsExactly(
                        new PolicyDrafted("d-1", base, changes, List.of(), "more", "ada", null),
                        new PolicyDraftApproved("d-1", true, "fine", "bob"),
                        new PolicyDraftActivated("d-1", base));
    }

    @Test
    void recordsNoActivationOfADraftThatWasRejectedAfterItWasApproved() {
        // given
        PolicyVersion base = Office.POLICY.version();
        List<PolicyChange> changes = List.of(new PolicyChange("/gates/minimumReviewed", "2", "3"));
        office.send(new DraftPolicy("d-1", base, changes, List.of(), "more", "ada", null));
        office.send(new ApprovePolicyDraft("d-1", base, "fine", "bob"));

        // when
        office.send(new RejectPolicyDraft("d-1", "it has changed", "ada"));

        // then
        assertThatThrownBy(() -> office.send(new RecordDraftActivation("d-1", base)))
                .hasMessageContaining("was rejected");
    }

    @Test
    void movesAGateOnEvidenceOnly() {
        // given
        WorkflowId work = new WorkflowId("work");
        office.send(new RegisterWorkflow(work, "purpose", Gate.HUMAN_IN_THE_LOOP));
        office.send(new RegisterWorkflow(work, "purpose", Gate.AUTONOMOUS));
        // when
        List<String> early = office.send(move(work, new GateEvidence(0, 0, 0)));
        List<String> late = office.send(move(work, new GateEvidence(100, 100, 0.96)));
        // then
        assertThat(early).hasSize(2);
        assertThat(late).isEmpty();
        assertThat(kinds("workflow/work"))
                .containsExactly(WorkflowRegistered.class, GateTransitionRefused.class, GateTransitioned.class);
    }

    private static MoveGate move(WorkflowId workflow, GateEvidence evidence) {
        return new MoveGate(
                workflow,
                Gate.AUTONOMOUS,
                "ada",
                "it earned it",
                evidence,
                conduct(null, Office.NOON),
                POLICY.version());
    }

    private static GateConduct conduct(Instant since, Instant until) {
        return new GateConduct(since, until, 0, 0, 0, 0, 0, 0, null, 0, 0);
    }

    @Test
    void lowersAGateOnceForWhatWasSeenSinceItLastMoved() {
        // given
        WorkflowId work = new WorkflowId("work");
        Drift drift = new Drift(Drift.Metric.CHANGED, "1".repeat(8), 70);
        office.send(new RegisterWorkflow(work, "purpose", Gate.HUMAN_IN_THE_LOOP));
        assertThat(office.<Boolean>send(lower(work, Office.NOON, drift))).isFalse();
        List<String> refusals = office.send(move(work, new GateEvidence(100, 100, 0.96)));
        assertThat(refusals).isEmpty();

        // when
        boolean stale = office.send(lower(work, Office.NOON.minusSeconds(1), drift));
        boolean noAlarm = office.send(lower(work, Office.NOON, new Drift(Drift.Metric.CHANGED, "11", 70)));
        boolean first = office.send(lower(work, Office.NOON, drift));
        boolean second = office.send(lower(work, Office.NOON, drift));

        // then
        assertThat(List.of(stale, noAlarm, first, second)).containsExactly(false, false, true, false);
        assertThat(kinds("workflow/work"))
                .containsExactly(WorkflowRegistered.class, GateTransitioned.class, GateTransitioned.class);
    }

    @Test
    void raisesNoGateOnWhatWasSeenBeforeItLastMoved() {
        // given
        WorkflowId work = new WorkflowId("work");
        GateEvidence plenty = new GateEvidence(100, 100, 0.96);
        office.send(new RegisterWorkflow(work, "purpose", Gate.SHADOW));
        office.send(new MoveGate(
                work, Gate.HUMAN_IN_THE_LOOP, "ada", "why", plenty, conduct(null, Office.NOON), POLICY.version()));

        // then
        assertThatThrownBy(() -> office.send(move(work, plenty)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("since the evidence was gathered");
        assertThat(office.<List<String>>send(new MoveGate(
                        work,
                        Gate.AUTONOMOUS,
                        "ada",
                        "why",
                        plenty,
                        conduct(Office.NOON, Office.NOON.plusSeconds(9)),
                        POLICY.version())))
                .isEmpty();
    }

    private static LowerGate lower(WorkflowId workflow, Instant since, Drift drift) {
        return new LowerGate(
                workflow,
                new GateEvidence(0, 0, 0),
                conduct(since, Office.NOON.plusSeconds(9)),
                drift,
                POLICY.version());
    }

    @Test
    void seedsACaseOnceAndInAStreamOfItsOwn() {
        SeedCase seed = new SeedCase(new TaskId("t"), Finding.WRONG, "it invents a fee", "ada");
        office.send(seed);
        assertThatThrownBy(() -> office.send(new SeedCase(new TaskId("t"), Finding.RIGHT, "no", "bob")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(office.events(seed))
                .containsExactly(new CaseSeeded(new TaskId("t"), Finding.WRONG, "it invents a fee", "ada"));
        assertThat(kinds("task/t")).isEmpty();
    }

    @Test
    void recordsAssessmentsOfAChangeUnlessTheSamePersonSaysTheSameAgain() {
        // given
        AssessModification no = assess(false, "ada");
        office.send(no);

        // when
        assertThatThrownBy(() -> office.send(assess(false, "ada"))).isInstanceOf(IllegalStateException.class);
        office.send(assess(false, "bob"));
        office.send(assess(true, "bob"));

        // then
        assertThat(office.events(no))
                .extracting(event ->
                        ((ModificationAssessed) event).by() + " " + ((ModificationAssessed) event).substantial())
                .containsExactly("ada false", "bob false", "bob true");
        assertThat(kinds("modifications")).hasSize(3);
    }

    private static AssessModification assess(boolean substantial, String by) {
        return new AssessModification(
                "m-1",
                new WorkflowId("work"),
                ModificationKind.RUBRIC,
                List.of(3L, 9L),
                substantial,
                "looked at it",
                by);
    }

    @Test
    void takesAPriceListInOnceForADateAndItsPartsWithIt() {
        // given
        PriceListFile file = new PriceListFile(
                "genai",
                PriceListFile.Format.GENAI_PRICES,
                "ab".repeat(32),
                LocalDate.parse("2026-08-21"),
                1,
                0,
                0,
                List.of());
        PricePart part = new PricePart(new ListedProvider("openai", null, List.of()), List.of());
        ImportPrices command = new ImportPrices(file, List.of(part, part), "ada");
        // when
        Object first = office.send(command);
        Object again = office.send(command);
        // then
        assertThat(first).isEqualTo(true);
        assertThat(again).isEqualTo(false);
        assertThat(office.events(command))
                .containsExactly(
                        new PricesImported(file, 2, "ada"),
                        new PricesListed(file.sha256(), 1, part),
                        new PricesListed(file.sha256(), 2, part));
    }

    @Test
    void everyBaselineStays() {
        Baseline baseline = new Baseline(
                LocalDate.parse("2026-11-01"),
                new Micros(4_200_000, Currency.getInstance("EUR")),
                null,
                null,
                null,
                "study");
        SetBaseline set = new SetBaseline(new WorkflowId("support"), baseline, "ada");
        office.send(set);
        office.send(set);
        BaselineSet event = new BaselineSet(new WorkflowId("support"), baseline, "ada");
        assertThat(office.events(set)).containsExactly(event, event);
    }

    @Test
    void recordsOnceWhichReceiverWasNotTold() {
        // given
        DecisionUntold one =
                new DecisionUntold("e-7", new TaskId("t"), 7, "aa", "https://desk.example", 3, "it answered 503");
        DecisionUntold other =
                new DecisionUntold("e-7", new TaskId("t"), 7, "bb", "https://hall.example", 1, "no secret");
        // when
        office.send(new RecordUntold(one));
        office.send(new RecordUntold(other));
        office.send(new RecordUntold(one));
        // then
        assertThat(office.events(new RecordUntold(one))).containsExactly(one, other);
        assertThat(kinds("task/t")).isEmpty();
    }

    @Test
    void tellsOfAnExhaustedBudgetOnceInAPeriod() {
        // given
        SetBudgetCap cap = new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", usd(10));
        office.send(cap);
        office.send(cap);
        // when
        office.send(exhausted("clerk/2026-11-20"));
        office.send(exhausted("clerk/2026-11-20"));
        office.send(exhausted("clerk/2026-11-21"));
        // then
        assertThat(kinds(cap.target()))
                .containsExactly(BudgetCapSet.class, BudgetExhausted.class, BudgetExhausted.class);
    }

    private static ReportBudgetExhausted exhausted(String day) {
        BudgetScope scope = new BudgetScope(BudgetScope.Kind.AGENT_DAY, day);
        return new ReportBudgetExhausted(scope.kind(), "clerk", scope, usd(10), usd(0), new TaskId("t"));
    }

    @Test
    void recordsAPolicyAndItsErrorsOnce() {
        // given
        List<PolicyError> errors = List.of(new PolicyError("chancery.yaml", 3, "unknown member"));
        // when
        office.send(new RejectPolicy(errors));
        office.send(new RejectPolicy(errors));
        office.send(new ActivatePolicy(POLICY.version(), "{}"));
        office.send(new ActivatePolicy(POLICY.version(), "{}"));
        office.send(new RejectPolicy(errors));
        // then
        assertThat(kinds("policy")).containsExactly(PolicyRejected.class, PolicyActivated.class, PolicyRejected.class);
    }

    @Test
    void recordsAModelVersionWhenItIsFirstSeen() {
        ReportModelVersion seen = new ReportModelVersion("m", "m-1", new TaskId("t"));
        office.send(seen);
        office.send(new ReportModelVersion("m", "m-1", new TaskId("u")));
        office.send(new ReportModelVersion("m", "m-2", new TaskId("v")));
        assertThat(office.events(seen))
                .containsExactly(
                        new ModelVersionSeen("m", "m-1", new TaskId("t")),
                        new ModelVersionSeen("m", "m-2", new TaskId("v")));
    }
}
