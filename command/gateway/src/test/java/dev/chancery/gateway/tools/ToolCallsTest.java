package dev.chancery.gateway.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.task.ToolOutcome;
import dev.chancery.gateway.MemoryLog;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.pipeline.TaskIds;
import dev.chancery.gateway.policy.PolicyBundle;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.gateway.sandbox.SandboxSettings;
import dev.chancery.gateway.sandbox.Sandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What happens at the edges of a tool call: approved later, stopped meanwhile, or with the record away. */
class ToolCallsTest {

    private static final AgentId CLERK = new AgentId("clerk");
    private static final WorkflowId DESK = new WorkflowId("desk");
    private static final TaskId TASK = new TaskId("t");
    private static final String STREAM = TaskCommand.stream(TASK);
    private static final SessionId SESSION = new SessionId("s");
    private static final Refusal.Stopped STOPPED =
            new Refusal.KillSwitchIsPulled(new StopScope(StopScope.Kind.EVERYTHING, null), "smoke");
    private static final ToolPin PIN = new ToolPin("ab", false, false);

    private final MemoryLog log = new MemoryLog();
    private final Map<ContentId, Content> contents = new ConcurrentHashMap<>();
    private final List<TaskCommand> commands = new CopyOnWriteArrayList<>();
    private final List<Command> unfinished = new CopyOnWriteArrayList<>();
    private final Sandboxes sandboxes = new Sandboxes(SandboxSettings.defaults(), List.of());
    private final ToolServers servers = new ToolServers(ToolSettings.defaults(), sandboxes);
    private volatile Refusal.Stopped stopped;
    private volatile Class<?> stoppedBy;
    private volatile Class<?> recordAwayFor;
    private volatile Runnable whilePinned = () -> {};
    private volatile boolean contentsAway;
    private UpstreamServer upstream;
    private Policy policy;
    private ToolCalls calls;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        upstream = UpstreamServer.start();
        Files.writeString(directory.resolve("a.yaml"), """
                workflows: [{id: desk, purpose: Answers mail, gate: autonomous}]
                agents: [{id: clerk, owner: desk, purpose: Helps, workflows: [desk], tools: [crm/find_customer]}]
                toolServers: [{id: crm, url: '%s', tools: [find_customer]}]
                """.formatted(upstream.url()));
        policy = ((PolicyBundle.Loaded) PolicyBundle.read(directory)).policy();
        calls = new ToolCalls(
                () -> policy,
                commandGateway(),
                servers,
                rules -> new PersonalDataScanner(rules.redaction().words()),
                new SessionVaults(PrivacySettings.DEFAULT),
                (server, tool, sanitise) -> {
                    whilePinned.run();
                    return Optional.of(PIN);
                },
                new ToolRecords(log, id -> {
                    if (contentsAway) {
                        throw away();
                    }
                    return Optional.ofNullable(contents.get(id));
                }),
                new UnderWay((agent, workflow) -> stopped),
                unfinished::addAll,
                InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        servers.close();
        sandboxes.close();
        upstream.close();
    }

    @Test
    void makesAnApprovedCallOnce() {
        // given
        requested(new ToolCallHeld("crm/find_customer"), new ToolCallApproved("ann", "fine"));

        // when
        calls.forwardApproved(TASK);
        log.commit(STREAM, completed());
        calls.forwardApproved(TASK);

        // then
        assertThat(upstream.calls).hasSize(1);
        assertThat(commands).singleElement().isInstanceOfSatisfying(RecordToolOutcome.class, outcome -> {
            assertThat(outcome.forwarded()).isTrue();
            assertThat(outcome.failure()).isNull();
        });
    }

    @Test
    void doesNotMakeACallThatWaits() {
        // given
        requested(new ToolCallHeld("crm/find_customer"));

        // when
        calls.forwardApproved(TASK);

        // then
        assertThat(upstream.calls).isEmpty();
        assertThat(commands).isEmpty();
        assertThat(unfinished).isEmpty();
    }

    @Test
    void abandonsAnApprovedCallWhenTheRecordIsAwayBeforeItIsForwarded() {
        // given
        requested(new ToolCallHeld("crm/find_customer"), new ToolCallApproved("ann", "fine"));

        // when a definition cannot be recorded, and then what was asked for cannot be read
        whilePinned = () -> {
            throw away();
        };
        assertThatThrownBy(() -> calls.forwardApproved(TASK)).isInstanceOf(RecordUnavailable.class);
        whilePinned = () -> {};
        contentsAway = true;
        assertThatThrownBy(() -> calls.forwardApproved(TASK)).isInstanceOf(RecordUnavailable.class);

        // then
        assertThat(unfinished)
                .containsExactly(new AbandonTask(TASK, AbandonCause.FAULT), new AbandonTask(TASK, AbandonCause.FAULT));
        assertThat(upstream.calls).isEmpty();
        assertThat(commands).isEmpty();
    }

    @Test
    void doesNotAbandonAnApprovedCallWhoseOutcomeWaitsForTheRecord() {
        // given
        requested(new ToolCallHeld("crm/find_customer"), new ToolCallApproved("ann", "fine"));
        recordAwayFor = RecordToolOutcome.class;

        // when
        assertThatThrownBy(() -> calls.forwardApproved(TASK)).isInstanceOf(RecordUnavailable.class);

        // then
        assertThat(upstream.calls).hasSize(1);
        assertThat(unfinished).hasExactlyElementsOfTypes(RecordToolOutcome.class, RecordDelivery.class);
    }

    @Test
    void doesNotMakeACallOfACallerWhoWasStoppedBeforeItBegan() {
        // given a kill switch that is pulled while the decision is committed
        stoppedBy = RequestToolCall.class;

        // when
        ToolCalls.Called called = call(caller(null), null);

        // then
        assertThat(code(called)).isEqualTo("kill_switch");
        assertThat(upstream.calls).isEmpty();
        assertThat(commands).last().isInstanceOfSatisfying(RecordToolOutcome.class, outcome -> {
            assertThat(outcome.forwarded()).isFalse();
            assertThat(outcome.failure()).isEqualTo(STOPPED.sentence());
        });
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void doesNotMakeAnApprovedCallOfAnAgentWhoWasStoppedBeforeItBegan() {
        // given
        requested(new ToolCallHeld("crm/find_customer"), new ToolCallApproved("ann", "fine"));
        whilePinned = () -> stopped = STOPPED;

        // when
        calls.forwardApproved(TASK);

        // then
        assertThat(upstream.calls).isEmpty();
        assertThat(commands)
                .singleElement()
                .isInstanceOfSatisfying(
                        RecordToolOutcome.class,
                        outcome -> assertThat(outcome.forwarded()).isFalse());
    }

    @Test
    void deniesACallOfACallerWhoWasStoppedWhileTheToolWasLookedAt() {
        // given
        whilePinned = () -> stopped = STOPPED;

        // when
        ToolCalls.Called called = call(caller(null), null);

        // then
        assertThat(code(called)).isEqualTo("kill_switch");
        assertThat(commands)
                .singleElement()
                .isInstanceOfSatisfying(
                        RequestToolCall.class,
                        asked -> assertThat(asked.asker().stopped()).isEqualTo(STOPPED));
        assertThat(upstream.calls).isEmpty();
    }

    @Test
    void handsNoResultToACallerWhoIsStoppedByNow() {
        // given
        requested(new ToolCallHeld("crm/find_customer"), new ToolCallApproved("ann", "fine"), completed());
        assertThat(result(caller(null)).toString()).contains("Found Ada");

        // when
        ObjectNode suspended = result(caller(new Refusal.AgentIsSuspended("by its owner")));
        stopped = STOPPED;
        ObjectNode killed = result(caller(null));

        // then
        assertThat(suspended.toString()).contains("agent_suspended").doesNotContain("Found Ada");
        assertThat(killed.toString()).contains("kill_switch").doesNotContain("Found Ada");
    }

    @Test
    void handsNoResultOfBeforeToACallerWhoIsStoppedByNow() {
        // given a call under a key, that was made before
        TaskId task = TaskIds.of(CLERK, "mcp/key");
        requested(task, new ToolCallAuthorized("crm/find_customer"), completed());
        assertThat(call(caller(null), "key").result().toString()).contains("Found Ada");

        // when
        ToolCalls.Called suspended = call(caller(new Refusal.AgentIsSuspended("by its owner")), "key");
        stopped = STOPPED;
        ToolCalls.Called killed = call(caller(null), "key");

        // then
        assertThat(code(suspended)).isEqualTo("agent_suspended");
        assertThat(code(killed)).isEqualTo("kill_switch");
        assertThat(List.of(suspended.result().toString(), killed.result().toString()))
                .noneMatch(text -> text.contains("Found Ada"));
        assertThat(List.of(suspended.answered(), killed.answered())).containsOnly(false);
        assertThat(upstream.calls).isEmpty();
    }

    @Test
    void saysThatTheRecordIsAwayWhenADefinitionCannotBeRecorded() {
        // given
        whilePinned = () -> {
            throw away();
        };

        // then
        assertThatThrownBy(() -> calls.list(caller(null))).isInstanceOf(RecordUnavailable.class);
    }

    private void requested(Event... then) {
        requested(TASK, then);
    }

    private void requested(TaskId task, Event... then) {
        log.commit(
                TaskCommand.stream(task),
                new TaskOpened(
                        task, TaskKind.TOOL_CALL, CLERK, DESK, SESSION, null, kept("asked", "{}"), policy.version()),
                new ToolCallRequested(
                        "crm", "find_customer", "00", new ToolFacts(Instant.EPOCH, PIN, List.of(), List.of())));
        log.commit(TaskCommand.stream(task), then);
    }

    private ToolCallCompleted completed() {
        return new ToolCallCompleted(
                kept("answer", "{\"content\":[{\"type\":\"text\",\"text\":\"Found Ada\"}],\"isError\":false}"),
                false,
                1,
                Handover.ON_REQUEST);
    }

    private ContentRef kept(String id, String text) {
        Content content = Content.of(new ContentId(id), new byte[Content.SALT_BYTES], text);
        contents.put(content.ref().content(), content);
        return content.ref();
    }

    private ToolCalls.Called call(Caller caller, String key) {
        return calls.call(caller, SESSION, "crm__find_customer", JsonRpc.JSON.createObjectNode(), key);
    }

    private ObjectNode result(Caller caller) {
        ObjectNode arguments = JsonRpc.JSON.createObjectNode().put("task", TASK.value());
        return calls.call(caller, SESSION, ToolCalls.RESULT_NAME, arguments, null)
                .result();
    }

    private static String code(ToolCalls.Called called) {
        return called.result().at("/_meta/dev.chancery~1code").asString();
    }

    private static Caller caller(Refusal.Stopped stopped) {
        return new Caller(CLERK, DESK, SESSION, null, null, stopped, Gate.AUTONOMOUS);
    }

    private static RecordUnavailable away() {
        return new RecordUnavailable("The store is away", new IllegalStateException("stopped"));
    }

    private DefaultCommandGateway commandGateway() {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        for (Class<?> type : List.of(RequestToolCall.class, RecordToolOutcome.class)) {
            bus.subscribe(type.getName(), message -> {
                if (type == recordAwayFor) {
                    throw away();
                }
                TaskCommand command = (TaskCommand) message.getPayload();
                commands.add(command);
                ((Receipt) message.getMetaData().get(Receipt.KEY)).committed(commands.size());
                if (type == stoppedBy) {
                    stopped = STOPPED;
                }
                return switch (command) {
                    case RequestToolCall asked ->
                        TaskOpening.opening(ToolOpening.decide(asked, policy, List.of(), List.of()));
                    case RecordToolOutcome outcome ->
                        ToolOutcome.passage(
                                ToolOutcome.decide(outcome, null, false, CLERK, "crm/find_customer", policy, false));
                    default -> throw new IllegalStateException("Not asked for here");
                };
            });
        }
        return DefaultCommandGateway.builder().commandBus(bus).build();
    }
}
