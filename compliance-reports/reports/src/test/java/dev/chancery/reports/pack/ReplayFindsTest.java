package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.fairness.BiasDecision;
import dev.chancery.decisions.fairness.PairDecision;
import dev.chancery.decisions.gate.GateDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Upstream;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.task.ToolOutcome;
import dev.chancery.decisions.tools.SandboxDecision;
import dev.chancery.verifier.check.Difference;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Logs that are properly signed and do not follow from their policies, and honest ones that look like them. */
class ReplayFindsTest {

    private static final String DOCUMENT = PolicyDocument.canonical(JsonMapper.shared()
            .readTree(SampleLog.DOCUMENT
                    .replace(
                            "\"toolServers\":[]",
                            "\"toolServers\":[{\"id\":\"files\",\"tools\":[\"read\"],\"command\":[\"reader\"],"
                                    + "\"sandbox\":{\"read\":[\"/opt/files\"],\"write\":[],\"network\":\"none\",\"memory\":256,\"processes\":32,\"seconds\":20,\"disk\":8}}]")
                    .replace(
                            "\"tools\":[]",
                            "\"tools\":[{\"server\":\"files\",\"tool\":\"read\",\"access\":\"write\",\"review\":\"always\","
                                    + "\"cost\":\"0.01\"}]")
                    .replace(
                            "\"models\":[]",
                            "\"models\":[{\"alias\":\"two\",\"deployments\":[\"cloud/small\",\"embedded/extractive\"]}]")
                    .replace(
                            "\"format\":1",
                            "\"feedback\":{\"approvers\":[\"ada\",\"bob\"],\"fourEyes\":true},\"format\":1")));
    private static final Policy POLICY = PolicyDocument.parse(DOCUMENT);
    private static final String LATER_DOCUMENT = DOCUMENT.replace("/opt/files", "/opt/others");
    private static final Policy LATER = PolicyDocument.parse(LATER_DOCUMENT);

    private static final WorkflowId SUPPORT = new WorkflowId("support");
    private static final WorkflowId LETTERS = new WorkflowId("letters");
    private static final ResultScreening LURING = new ResultScreening(
            "injection-signals/1", List.of(new RiskScore("prompt_injection", 0.99, List.of("override"))));
    private static final GateEvidence EVIDENCE = new GateEvidence(0, 0, 0);

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);

    private final MemoryLog log = new MemoryLog();

    @TempDir
    private Path directory;

    @BeforeEach
    void begin() {
        log.append("workflow/support", new WorkflowRegistered(SUPPORT, "Answers", Gate.AUTONOMOUS));
        log.append("workflow/letters", new WorkflowRegistered(LETTERS, "Writes letters", Gate.SHADOW));
        log.append("policy", new PolicyActivated(POLICY.version(), DOCUMENT));
    }

    private Replay.Result replay() throws IOException {
        return replay(new PackRange(0, log.size(), null));
    }

    private Replay.Result replay(PackRange range) throws IOException {
        Path pack = log.write(range, directory.resolve("pack.zip"));
        Report report = Verification.verify(pack);
        assertThat(report.findings()).isEmpty();
        return Replay.replay(pack, null);
    }

    private static Asker asker(WorkflowId workflow, Gate gate) {
        return new Asker(SampleLog.AGENT, workflow, new SessionId("s"), null, POLICY.version(), null, gate);
    }

    private static List<ScopeBalance> balances(TaskId task, WorkflowId workflow) {
        return BudgetDecision.applicable(POLICY, SampleLog.AGENT, workflow, new SessionId("s"), task, MemoryLog.START)
                .stream()
                .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), usd(0), usd(0)))
                .toList();
    }

    private static Micros usd(long micros) {
        return new Micros(micros, Currency.getInstance("USD"));
    }

    private static Content content(String text) {
        return Content.of(new ContentId("c-" + text), new byte[Content.SALT_BYTES], text);
    }

    /** A model call that ends at a gate. */
    private static List<Event> call(String name, WorkflowId workflow, Gate gate) {
        TaskId task = new TaskId(name);
        List<Event> events = new ArrayList<>(TaskOpening.decide(
                new OpenTask(
                        task,
                        asker(workflow, gate),
                        content("q"),
                        new RequestFacts("auto", 1, 100, 400, 200, false, false),
                        new RedactionFacts("structured/1", List.of()),
                        null,
                        List.of(),
                        MemoryLog.START),
                POLICY,
                balances(task, workflow)));
        SpendReserved reserved = (SpendReserved) events.getLast();
        Answer answer = new Answer(
                new InferenceCompleted(
                        "cloud/small",
                        "small-1",
                        new Usage(90, 30, false),
                        usd(60),
                        700,
                        "stop",
                        content("a").ref()),
                content("a"),
                new Screening("structured/1", List.of(), "stop", 1),
                List.of(),
                gate,
                false);
        events.addAll(TaskOutcome.decide(
                new RecordOutcome(task, List.of(), answer, null), POLICY, reserved.amount(), workflow, false));
        return events;
    }

    private void append(String task, List<Event> events) {
        log.append("task/" + task, events.toArray(Event[]::new));
    }

    private static HumanOutcomeRecorded compared(double similarity, boolean agrees) {
        return new HumanOutcomeRecorded(
                "ada", content("h").ref(), new OutcomeComparison("dice-words-and-pairs/1", false, similarity, agrees));
    }

    /** A call that waits for a person, another task, and then the call, made under the policy of the day; each event as it is forged. */
    private void heldCall(UnaryOperator<Event> forged) {
        TaskId task = new TaskId("held");
        List<Event> asked = ToolOpening.decide(
                new RequestToolCall(
                        task,
                        asker(SUPPORT, Gate.AUTONOMOUS),
                        content("{}"),
                        new RedactionFacts("structured/1", List.of()),
                        "files",
                        "read",
                        new ToolPin("ab", false, false),
                        MemoryLog.START),
                POLICY,
                List.of(),
                balances(task, SUPPORT));
        append("held", asked);
        append("other", call("other", SUPPORT, Gate.AUTONOMOUS));
        log.append("policy", new PolicyActivated(LATER.version(), LATER_DOCUMENT));
        append("held", List.of(new ToolCallApproved("ada", "fine")));
        append("another", call("another", SUPPORT, Gate.AUTONOMOUS));
        Upstream.Program program =
                LATER.toolServer("files").orElseThrow().program("read").orElseThrow();
        List<Event> made = new ArrayList<>();
        made.add(SandboxDecision.decide("files", program, LATER.version()));
        made.addAll(ToolOutcome.decide(
                new RecordToolOutcome(
                        task,
                        content("r"),
                        false,
                        null,
                        true,
                        3,
                        LURING,
                        new SandboxClosed(Confinement.BUBBLEWRAP, SandboxEnd.EXITED, 0, 3, List.of(), 0, null, null)),
                usd(10_000),
                true,
                SampleLog.AGENT,
                "files/read",
                POLICY,
                true));
        append("held", made.stream().map(forged).toList());
        append("last", call("last", SUPPORT, Gate.AUTONOMOUS));
    }

    @Test
    void whatIsDecidedOfACallAfterAPersonApprovedIt() throws IOException {
        // when
        heldCall(event -> event);
        Replay.Result honest = replay();

        // then
        assertThat(honest.differences()).isEmpty();
        assertThat(honest.tasks()).isEqualTo(4);
        assertThat(honest.byKind()).containsEntry("sandbox", 1L).containsEntry("result", 1L);
        assertThat(honest.byKind()).containsEntry("settlement", 4L).containsEntry("standing", 3L);
        assertThat(honest.isWhole()).as(honest.notDecided().toString()).isTrue();
    }

    @Test
    void aResultThatIsSaidToHaveBeenHandedOver() throws IOException {
        heldCall(event ->
                event instanceof ToolResultScreened ? new ToolResultScreened(LURING, Passage.DELIVERED) : event);
        assertDifferent("held, result: recorded tool.result-screened");
    }

    @Test
    void aSandboxThatGrantsMoreThanThePolicyOfTheDay() throws IOException {
        heldCall(event -> event instanceof SandboxOpened e
                ? new SandboxOpened(
                        e.policy(),
                        e.server(),
                        e.command(),
                        e.confinement(),
                        e.limitsBy(),
                        e.read(),
                        List.of("/srv"),
                        e.environment(),
                        e.limits(),
                        e.network())
                : event);
        assertDifferent("held, sandbox: recorded sandbox.opened");
    }

    @Test
    void aCallThatIsSaidToHaveCostNothing() throws IOException {
        heldCall(event -> event instanceof SpendSettled e ? new SpendSettled(e.reserved(), usd(0)) : event);
        assertDifferent("held, settlement: recorded task.spend-settled");
    }

    private static final UseFacts RECRUITING = new UseFacts(
            List.of(new UsePoint("4(a)", null)),
            true,
            new AnnexOneUse(null, false),
            List.of(),
            DeployerKind.PRIVATE,
            false,
            null,
            null);

    private static SystemFacts facts(UseFacts use) {
        return new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), use, null);
    }

    private static SystemClassified classified(SystemFacts facts, String rules, RiskVerdict verdict) {
        return new SystemClassified(
                "hiring", facts, rules, RuleSets.of("eu-2026-1744").digest(), TODAY, verdict, "ada");
    }

    private static RiskVerdict verdict(SystemFacts facts) {
        return RiskDecision.classify(facts, RuleSets.of("eu-2026-1744").rules(), TODAY);
    }

    private void registerSystem() {
        log.append(
                "system/hiring",
                new SystemRegistered(
                        "hiring",
                        new SystemDescription(
                                "Hiring", "Sorts", List.of(AiRole.DEPLOYER), "hr", "Acme", List.of("DE"), List.of()),
                        SystemStatus.IN_SERVICE,
                        "ada"),
                new UseAssessed("hiring", 1, RECRUITING, "ada"));
    }

    @Test
    void anHonestClassOfASystem() throws IOException {
        // given
        registerSystem();
        log.append(
                "system/hiring",
                classified(facts(RECRUITING), "eu-2026-1744", verdict(facts(RECRUITING))),
                classified(facts(RECRUITING), "eu-2040-1", verdict(facts(RECRUITING))));

        // when
        Replay.Result result = replay();

        // then
        assertThat(result.differences()).isEmpty();
        assertThat(result.byKind()).containsEntry("class", 1L);
        assertThat(result.notDecided())
                .containsEntry("classifications of AI systems by rule sets that this version does not have", 1L);
    }

    @Test
    void aForgedClassOfASystem() throws IOException {
        // given
        registerSystem();
        RiskVerdict honest = verdict(facts(RECRUITING));
        log.append(
                "system/hiring",
                classified(
                        facts(RECRUITING),
                        "eu-2026-1744",
                        new RiskVerdict(
                                RiskClass.MINIMAL,
                                RiskClass.MINIMAL,
                                honest.basis(),
                                honest.reasons(),
                                honest.missing(),
                                honest.duties())));
        assertDifferent("system/hiring, class: recorded ai-system.classified");
    }

    @Test
    void aClassThatFollowsFromFactsWhichTheSystemNeverHad() throws IOException {
        // given
        registerSystem();
        SystemFacts milder = facts(new UseFacts(
                List.of(), true, new AnnexOneUse(null, false), List.of(), DeployerKind.PRIVATE, false, null, null));
        log.append("system/hiring", classified(milder, "eu-2026-1744", verdict(milder)));
        assertDifferent("system/hiring, class: recorded ai-system.classified");
    }

    @Test
    void aClassByRulesThatWereAltered() throws IOException {
        // given
        registerSystem();
        log.append(
                "system/hiring",
                new SystemClassified(
                        "hiring",
                        facts(RECRUITING),
                        "eu-2026-1744",
                        "00".repeat(32),
                        TODAY,
                        verdict(facts(RECRUITING)),
                        "ada"));
        assertDifferent("system/hiring, class: recorded ai-system.classified");
    }

    private static BiasFacts cases(long selected) {
        return new BiasFacts(
                new BiasSubject(BiasSubject.Kind.WORKFLOW, "letters"),
                "d-1",
                "u-1",
                List.of("granted"),
                List.of(new BiasGrouping(
                        "sex",
                        List.of("male"),
                        List.of(
                                new BiasCell("female", false, new BiasCell.Counts(400, selected, null, null)),
                                new BiasCell("male", false, new BiasCell.Counts(600, 450, null, null))))),
                List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, BiasMetric.DISPARATE_IMPACT),
                new BiasBounds(
                        List.of(new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, null)),
                        "model risk",
                        30),
                BiasRules.USUAL,
                List.of(),
                Instant.parse("2026-11-29T10:00:00Z"));
    }

    @Test
    void anHonestCheckForBias() throws IOException {
        // given
        List<BiasEvent> decided = BiasDecision.decide("c-1", cases(200), "ada");
        assertThat(decided).hasSize(2);
        decided.forEach(event -> log.append("bias/workflow/letters", event));

        // when
        Replay.Result result = replay();

        // then
        assertThat(result.differences()).isEmpty();
        assertThat(result.byKind()).containsEntry("bias check", 1L);
    }

    @Test
    void aCheckForBiasThatDoesNotFollowFromItsCounts() throws IOException {
        // given
        BiasChecked milder =
                (BiasChecked) BiasDecision.decide("c-1", cases(300), "ada").getFirst();
        log.append(
                "bias/workflow/letters", new BiasChecked("c-1", cases(200), milder.rates(), milder.results(), "ada"));
        assertDifferent("bias/workflow/letters, bias check: recorded bias.checked");
    }

    private static BiasPairFacts prompts(boolean biased) {
        List<BiasAnswer> answers = new ArrayList<>();
        for (int template = 0; template < 5; template++) {
            for (int repeat = 1; repeat <= 6; repeat++) {
                answers.add(answer(template, "young", repeat, BiasReading.FAVOURABLE));
                answers.add(
                        answer(template, "old", repeat, biased ? BiasReading.UNFAVOURABLE : BiasReading.FAVOURABLE));
            }
        }
        return new BiasPairFacts(
                new BiasSubject(BiasSubject.Kind.WORKFLOW, "letters"),
                "age",
                1,
                "age",
                List.of("young", "old"),
                5,
                answers,
                new BiasBounds(
                        List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, null)), "model risk", 30),
                BiasPairRules.USUAL,
                List.of(),
                Instant.parse("2026-11-29T10:00:00Z"));
    }

    private static BiasAnswer answer(int template, String value, int repeat, BiasReading reading) {
        return new BiasAnswer(new BiasPrompt(template, 0, value, repeat), new TaskId("t"), reading);
    }

    @Test
    void anHonestRunOfCounterfactualPrompts() throws IOException {
        // given
        List<BiasEvent> decided = PairDecision.decide("age-1", prompts(true), "ada");
        assertThat(decided).hasSize(2);
        decided.forEach(event -> log.append("bias/workflow/letters", event));

        // when
        Replay.Result result = replay();

        // then
        assertThat(result.differences()).isEmpty();
        assertThat(result.byKind()).containsEntry("counterfactual pairs", 1L);
    }

    @Test
    void aRunOfCounterfactualPromptsThatDoesNotFollowFromItsAnswers() throws IOException {
        // given
        BiasPairsChecked milder = (BiasPairsChecked)
                PairDecision.decide("age-1", prompts(false), "ada").getFirst();
        log.append(
                "bias/workflow/letters",
                new BiasPairsChecked(
                        "age-1",
                        prompts(true),
                        milder.counts(),
                        milder.noise(),
                        milder.undecided(),
                        milder.results(),
                        "ada"));
        assertDifferent("bias/workflow/letters, counterfactual pairs: recorded bias.pairs-checked");
    }

    private static String sentences(Replay.Result result) {
        return result.differences().stream().map(Difference::sentence).collect(Collectors.joining("\n"));
    }

    private void assertDifferent(String... sentences) throws IOException {
        Replay.Result result = replay();
        assertThat(result.different()).isEqualTo(sentences.length);
        assertThat(sentences(result)).contains(sentences);
    }

    @Test
    void aComparisonInTheShadowAlsoWhereThePackIsReadSeveralTimes() throws IOException {
        // given more of them than are read again at once, and one that is not as the policy has it
        int tasks = 5_001;
        for (int i = 0; i < tasks; i++) {
            append("t-" + i, call("t-" + i, LETTERS, Gate.SHADOW));
        }
        for (int i = 0; i < tasks; i++) {
            append("t-" + i, List.of(i == tasks - 1 ? compared(0.1, true) : compared(0.99, true)));
        }
        // when
        Replay.Result result = replay();
        // then
        assertThat(result.tasks()).isEqualTo(tasks);
        assertThat(result.byKind()).containsEntry("comparison", (long) tasks).containsEntry("routing", (long) tasks);
        assertThat(sentences(result)).contains("task/t-5000, comparison: recorded");
    }

    private static GateTransitioned moved(Gate from, Gate to, boolean tells) {
        GateConduct conduct = new GateConduct(MemoryLog.START, MemoryLog.START, 0, 0, 0, 0, 0, 0, null, 0, 0);
        return new GateTransitioned(
                LETTERS,
                from,
                to,
                "ada",
                "so that",
                EVIDENCE,
                tells ? conduct : null,
                tells ? POLICY.version() : null,
                null);
    }

    @Test
    void aMoveFromWhereTheGateDidNotStand() throws IOException {
        log.append("workflow/letters", moved(Gate.AUTONOMOUS, Gate.HUMAN_IN_THE_LOOP, true));
        assertDifferent("workflow/letters, gate: recorded workflow.gate-transitioned");
    }

    @Test
    void aMoveThatSaysNothingAfterOneThatTells() throws IOException {
        // given one of the first version, one that tells, and one as of the first version
        log.append("workflow/letters", moved(Gate.SHADOW, Gate.AUTONOMOUS, false));
        Replay.Result first = replay();
        log.append("workflow/letters", moved(Gate.AUTONOMOUS, Gate.HUMAN_IN_THE_LOOP, true));
        Replay.Result then = replay();
        log.append("workflow/letters", moved(Gate.HUMAN_IN_THE_LOOP, Gate.AUTONOMOUS, false));

        // then
        assertThat(first.different()).isZero();
        assertThat(first.isWhole()).isFalse();
        assertThat(first.notDecided()).hasSize(1).containsValue(1L);
        assertThat(then.differences()).isEmpty();
        assertThat(then.byKind()).containsEntry("gate", 1L);
        assertDifferent("recorded workflow.gate-transitioned");
    }

    @Test
    void aGateThatIsSaidToBeRegisteredAgainOrInAnotherStream() throws IOException {
        log.append("workflow/letters", new WorkflowRegistered(LETTERS, "Writes letters", Gate.AUTONOMOUS));
        log.append("workflow/others", new WorkflowRegistered(LETTERS, "Writes letters", Gate.AUTONOMOUS));
        assertDifferent("workflow/letters, gate: recorded", "workflow/others, gate: recorded");
    }

    @Test
    void aDeliveryAtAGateThatWasNot() throws IOException {
        // given
        append("letter", call("letter", LETTERS, Gate.AUTONOMOUS));
        // then
        assertDifferent("task/letter, standing: recorded task.output-released");
        assertThat(sentences(replay())).contains("stood at [SHADOW]");
        // and where the workflow's stream is not there, that is said
        Replay.Result alone = replay(new PackRange(0, log.size(), new Scope("letter", null, null)));
        assertThat(alone.differences()).isEmpty();
        assertThat(alone.isWhole()).isFalse();
        assertThat(alone.notDecided().firstKey()).startsWith("gates of deliveries");
        // and where it is
        assertThat(replay(new PackRange(0, log.size(), new Scope(null, "letters", null)))
                        .different())
                .isEqualTo(1);
    }

    @Test
    void aDeliveryLongAfterTheGateWasLoweredButNotJustAfter() throws IOException {
        // given an event each second
        GateTransitioned lowered = new GateTransitioned(
                SUPPORT,
                Gate.AUTONOMOUS,
                Gate.SHADOW,
                "ada",
                "so that",
                EVIDENCE,
                moved(Gate.AUTONOMOUS, Gate.SHADOW, true).conduct(),
                POLICY.version(),
                null);
        List<Event> begun = call("begun", SUPPORT, Gate.AUTONOMOUS);
        append("begun", begun.subList(0, 3));
        log.append("workflow/support", lowered);
        append("just-after", call("just-after", SUPPORT, Gate.AUTONOMOUS));
        append("strict", call("strict", SUPPORT, Gate.SHADOW));
        for (int i = 0; i < 60; i++) {
            log.append("workflow/letters", moved(Gate.SHADOW, Gate.SHADOW, false));
        }
        append("begun", begun.subList(3, begun.size()));
        assertThat(replay().differences()).isEmpty();

        // when
        append("late", call("late", SUPPORT, Gate.AUTONOMOUS));

        // then
        assertDifferent("task/late, standing: recorded task.output-released");
    }

    @Test
    void aTaskWhoseStreamIsAnotherTasksOrNone() throws IOException {
        append("one", call("other", SUPPORT, Gate.AUTONOMOUS));
        log.append("tasks/two", compared(0.1, true));
        assertDifferent(
                "task/one, opening: recorded task.opened", "tasks/two, opening: recorded task.human-outcome-recorded");
    }

    @Test
    void aPolicyThatHadNotBeenInForce() throws IOException {
        // given a policy that is put in force after something was decided under it
        append("before", call("before", SUPPORT, Gate.AUTONOMOUS));
        long from = log.size();
        WorkflowEvent move = GateDecision.decide(
                new MoveGate(
                        SUPPORT,
                        Gate.SHADOW,
                        "ada",
                        "so that",
                        EVIDENCE,
                        moved(Gate.AUTONOMOUS, Gate.SHADOW, true).conduct(),
                        LATER.version()),
                Gate.AUTONOMOUS,
                LATER.gates());
        assertThat(verify(new PackRange(0, from, null)).checked().toString()).contains("had been put in force before");
        log.append("workflow/support", move);
        log.append("policy", new PolicyActivated(LATER.version(), LATER_DOCUMENT));

        // when
        Report all = verify(new PackRange(0, log.size(), null));
        Report part = verify(new PackRange(1, log.size(), null));

        // then
        assertThat(all.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(all.findings().getFirst())
                .isEqualTo("Position " + from + " names the policy " + LATER.version()
                        + ", which had not been put in force before.");
        assertThat(part.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(part.notChecked().toString()).contains("Whether the policies had been put in force");
    }

    private Report verify(PackRange range) throws IOException {
        return Verification.verify(log.write(range, directory.resolve("pack.zip")));
    }

    private static PolicyDrafted drafted(String by, List<ReviewCount> evidence) {
        return new PolicyDrafted(
                "d",
                POLICY.version(),
                List.of(new PolicyChange("/models/0/deployments/0", "\"cloud/small\"", "\"embedded/extractive\"")),
                evidence,
                "better",
                by,
                null);
    }

    private static PolicyDraftApproved approved(String by, boolean enough) {
        return new PolicyDraftApproved("d", enough, "fine", by);
    }

    @Test
    void anApprovalThatIsNotEnoughOrNotHisToGive() throws IOException {
        // given one that is
        log.append("policy-drafts", drafted("ada", List.of()), approved("ada", false), approved("bob", true));
        log.append("policy-drafts", new PolicyDraftActivated("d", LATER.version()));
        assertThat(replay().differences()).isEmpty();
        long approvals = log.size() - 3;
        assertThat(replay(new PackRange(approvals, log.size(), null)).notDecided())
                .containsValue(3L);

        // then
        for (List<Event> forged : List.<List<Event>>of(
                List.of(approved("ada", true)),
                List.of(approved("eve", false)),
                List.of(approved("ada", false), approved("ada", true)),
                List.of(approved("ada", false), approved("bob", true), approved("bob", true)),
                List.of(new PolicyDraftActivated("d", LATER.version())))) {
            log.forget(approvals);
            log.append("policy-drafts", forged.toArray(Event[]::new));
            assertThat(replay().differences())
                    .as(forged.toString())
                    .singleElement()
                    .satisfies(found -> assertThat(found.sentence())
                            .contains(
                                    "policy-drafts, draft: recorded",
                                    log.events.getLast().name()));
        }
    }

    @Test
    void noDraftFromCountsThatCannotBe() {
        log.append(
                "policy-drafts",
                drafted(
                        "chancery",
                        List.of(
                                new ReviewCount("cloud/small", 500, 600),
                                new ReviewCount("embedded/extractive", 500, 500))));
        assertThatThrownBy(this::replay)
                .isInstanceOf(PackDefect.class)
                .hasMessageContaining("The decision at position 3 cannot be executed again");
    }
}
