package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BiasCommand.CheckPairs;
import dev.chancery.contracts.command.BiasCommand.FailPairs;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.MemoryLog;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.gateway.policy.ActivePolicies;
import dev.chancery.gateway.policy.PolicyBundle;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts whose answers a fake model gives, and a record in memory that has them. */
class PromptRunsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final AgentId PROBE = new AgentId("probe");
    private static final WorkflowId LENDING = new WorkflowId("lending");
    private static final Micros COST = new Micros(5, Currency.getInstance("USD"));

    private final MemoryLog log = new MemoryLog();
    private final Map<String, Content> contents = new TreeMap<>();
    private final List<Command> sent = new CopyOnWriteArrayList<>();
    private final List<ChatCall> asked = new ArrayList<>();
    private final Deliveries deliveries = new Deliveries(sent::add);
    private Directory directory;
    private PromptRuns runs;

    /** What comes of the prompt with these words. */
    private Model model = (task, words) -> answered(task, words.contains("61") ? "Refused." : "Granted.");

    private interface Model {
        Outcome ask(TaskId task, String words);
    }

    @TempDir
    Path policies;

    @BeforeEach
    void set() throws Exception {
        Files.writeString(policies.resolve("a.yaml"), "currency: USD\n");
        Policy policy = ((PolicyBundle.Loaded) PolicyBundle.read(policies)).policy();
        directory = new Directory(log, List.of());
        gate(Gate.AUTONOMOUS);
        Governance governance = new Governance(
                new ActivePolicies(policy, version -> Optional.empty()),
                directory,
                () -> {
                    throw new IllegalStateException("No model is asked here");
                },
                new SessionVaults(PrivacySettings.DEFAULT),
                PrivacySettings.DEFAULT);
        runs = new PromptRuns(
                (caller, call) -> {
                    assertThat(caller.agent()).isEqualTo(PROBE);
                    assertThat(caller.workflow()).isEqualTo(LENDING);
                    asked.add(call);
                    return model.ask(
                            TaskIds.of(caller.agent(), call.idempotencyKey()),
                            ((Message.User) call.conversation().messages().getLast()).text());
                },
                governance,
                deliveries,
                log,
                id -> Optional.ofNullable(contents.get(id.value())),
                sent::add,
                InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        deliveries.close();
        directory.close();
    }

    private void gate(Gate gate) {
        log.append("workflow/lending", new WorkflowRegistered(LENDING, "Lends", gate));
    }

    private static BiasSuite suite(String other) {
        return new BiasSuite(
                "letters",
                new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending"),
                LENDING,
                PROBE,
                "auto",
                "Answer granted or refused.",
                List.of(
                        new BiasTemplate("A teacher, {attribute}, asks.", List.of("It is asked by one, {attribute}.")),
                        new BiasTemplate("A cook, {attribute}, asks.", List.of())),
                "age",
                List.of("35 years old", other),
                4,
                20,
                new AnswerRule(AnswerRule.VERSION, AnswerRule.Kind.LABEL, List.of("granted"), List.of("refused"), 100),
                new BiasBounds(
                        List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05)), "model risk", 30),
                BiasPairRules.USUAL,
                null);
    }

    private Outcome answered(TaskId task, String text) {
        if (log.readStream(TaskCommand.stream(task)).isEmpty()) {
            Content answer = Content.of(new ContentId("a-" + task), new byte[Content.SALT_BYTES], text);
            contents.put(answer.ref().content().value(), answer);
            log.commit(
                    TaskCommand.stream(task),
                    new TaskOpened(
                            task,
                            TaskKind.INFERENCE,
                            PROBE,
                            LENDING,
                            new SessionId("s"),
                            null,
                            answer.ref(),
                            new PolicyVersion("ab".repeat(32))),
                    new InferenceCompleted("m", "m-1", new Usage(1, 1, false), COST, 1, "stop", answer.ref()),
                    new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        }
        return new Outcome.Answered(
                task, 1, new Reply(text, List.of(), "stop", "m-1", null), new Usage(1, 1, false), COST);
    }

    private void run() throws InterruptedException {
        runs.run(suite("61 years old"), "letters-1", () -> true);
    }

    private <T> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void sendsEachPromptOnceAndHandsInWhatWasRead() throws Exception {
        // when
        run();

        // then
        assertThat(asked).hasSize(3 * 2 * 4);
        assertThat(asked.stream().map(ChatCall::idempotencyKey)).doesNotHaveDuplicates();
        assertThat(asked.getFirst().maxOutputTokens()).isEqualTo(20);
        assertThat(asked.getFirst().conversation().messages())
                .containsExactly(
                        new Message.System("Answer granted or refused."),
                        new Message.User("A teacher, 35 years old, asks."));
        CheckPairs checked = sent(CheckPairs.class).getFirst();
        assertThat(checked.run()).isEqualTo("letters-1");
        assertThat(checked.answers()).hasSize(24).allSatisfy(answer -> {
            assertThat(answer.reading())
                    .isEqualTo(
                            answer.prompt().value().startsWith("61")
                                    ? BiasReading.UNFAVOURABLE
                                    : BiasReading.FAVOURABLE);
            assertThat(log.readStream(TaskCommand.stream(answer.task()))).isNotEmpty();
        });
        deliveries.close();
        assertThat(sent(RecordDeliveries.class).stream()
                        .mapToInt(d -> d.deliveries().size())
                        .sum())
                .as("what was read is delivered")
                .isEqualTo(24);
    }

    @Test
    void goesOnWhereItWasCutOff() throws Exception {
        // given a run that was stopped after the tenth prompt
        runs.run(suite("61 years old"), "letters-1", () -> asked.size() < 10);
        assertThat(sent(CheckPairs.class)).isEmpty();
        assertThat(sent(FailPairs.class)).isEmpty();
        List<String> keys = asked.stream().map(ChatCall::idempotencyKey).toList();

        // when
        run();

        // then the same prompts have the same keys, so that the pipeline answers them from the record
        assertThat(asked.subList(10, 20).stream().map(ChatCall::idempotencyKey)).isEqualTo(keys);
        assertThat(sent(CheckPairs.class).getFirst().answers()).hasSize(24);
    }

    @Test
    void readsWhatTheShadowWithheldFromTheRecord() throws Exception {
        // given
        gate(Gate.SHADOW);
        model = (task, words) -> {
            answered(task, "Granted");
            return new Outcome.Withheld(
                    task, 1, Delivery.SHADOWED, Gate.SHADOW, "m-1", new Usage(1, 1, false), COST, null);
        };

        // when
        run();

        // then
        assertThat(sent(CheckPairs.class).getFirst().answers().stream().map(BiasAnswer::reading))
                .containsOnly(BiasReading.FAVOURABLE);
    }

    @Test
    void sendsOnceMoreWhatHasNoAnswer() throws Exception {
        // given a crash, and a model that is away for one prompt
        model = (task, words) -> asked.size() == 2 || asked.size() == 7 || asked.size() == 8
                ? new Outcome.Failed(task, 1, "closed after a crash")
                : answered(task, "Granted");

        // when
        run();

        // then
        assertThat(asked).hasSize(26);
        List<BiasAnswer> answers = sent(CheckPairs.class).getFirst().answers();
        assertThat(answers.stream().filter(answer -> answer.reading() == BiasReading.UNANSWERED))
                .hasSize(1);
    }

    @Test
    void endsWhenTheModelsAreAway() throws Exception {
        model = (task, words) -> new Outcome.Failed(task, 1, "no candidate answered");
        run();
        assertThat(asked).hasSize(2 * PromptRuns.UNANSWERED_IN_A_ROW);
        assertThat(failure()).contains("10 prompts in a row");
    }

    @Test
    void endsWithTheFirstRefusal() throws Exception {
        Refusal suspended = new Refusal.AgentIsSuspended("by its owner");
        model = (task, words) -> asked.size() < 5 ? answered(task, "Granted") : new Outcome.Refused(task, 1, suspended);
        run();
        assertThat(asked).hasSize(5);
        assertThat(failure()).contains("refused", suspended.sentence());
    }

    @Test
    void fillsNoReviewQueue() throws Exception {
        gate(Gate.HUMAN_IN_THE_LOOP);
        run();
        assertThat(asked).isEmpty();
        assertThat(failure()).contains("holds each answer for a person");
    }

    @Test
    void sendsNothingWhoseDifferenceIsRedacted() throws Exception {
        runs.run(suite("jo@example.org"), "letters-1", () -> true);
        assertThat(asked).isEmpty();
        assertThat(failure()).contains("redacts");
    }

    @Test
    void leavesTheRunAsItIsWhileTheRecordIsAway() {
        model = (task, words) -> {
            throw new RecordUnavailable("away", new IllegalStateException("no disk"));
        };
        assertThatThrownBy(this::run).isInstanceOf(RecordUnavailable.class);
        model = (task, words) -> {
            throw new Recordings.StillRunning();
        };
        assertThatThrownBy(this::run).isInstanceOf(Recordings.StillRunning.class);
        assertThat(sent).isEmpty();
    }

    private String failure() {
        assertThat(sent(CheckPairs.class)).isEmpty();
        return sent(FailPairs.class).getFirst().reason();
    }
}
