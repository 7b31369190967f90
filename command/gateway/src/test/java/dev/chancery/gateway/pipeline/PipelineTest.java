package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.MemoryLog;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.gateway.policy.ActivePolicies;
import dev.chancery.gateway.policy.PolicyBundle;
import dev.chancery.gateway.privacy.CapsuleSettings;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.InstructionDigests;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    private static final AgentId CLERK = new AgentId("clerk");
    private static final WorkflowId DESK = new WorkflowId("desk");

    private final MemoryLog log = new MemoryLog();
    private final Map<String, Content> contents = new TreeMap<>();

    @TempDir
    Path directory;

    @Test
    void handsNoAnswerOfBeforeToACallerWhoIsStoppedByNow() throws Exception {
        // given a request under a key that was answered, and that comes again
        Conversation conversation =
                new Conversation(List.of(new Message.User("May I?")), List.of(), null, Sampling.DEFAULT);
        ChatCall again = new ChatCall("auto", conversation, null, false, 100, "key");
        TaskId task = TaskIds.of(CLERK, "key");
        log.commit(
                TaskCommand.stream(task),
                new TaskOpened(
                        task,
                        TaskKind.INFERENCE,
                        CLERK,
                        DESK,
                        new SessionId("s"),
                        null,
                        kept("request", Transcript.request(conversation)),
                        policy().version()),
                new InferenceCompleted(
                        "m",
                        "m-1",
                        new Usage(1, 1, false),
                        new Micros(5, Currency.getInstance("USD")),
                        1,
                        "stop",
                        kept("answer", "Yes.")),
                new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        try (Directory directory = new Directory(log, List.of());
                Unfinished unfinished = new Unfinished(command -> {}, unopened -> {})) {
            Pipeline pipeline = pipeline(directory, unfinished);
            assertThat(pipeline.run(caller(null), again, null))
                    .isInstanceOfSatisfying(
                            Outcome.Answered.class,
                            answered -> assertThat(answered.reply().text()).isEqualTo("Yes."));

            // when
            Refusal.Stopped suspension = new Refusal.AgentIsSuspended("by its owner");
            Outcome suspended = pipeline.run(caller(suspension), again, null);
            StopScope everything = new StopScope(StopScope.Kind.EVERYTHING, null);
            log.append(KillSwitchCommand.STREAM, new KillSwitchPulled(everything, "smoke", "ann"));
            Outcome killed = pipeline.run(caller(null), again, null);

            // then
            assertThat(suspended).isEqualTo(new Outcome.Refused(task, 2, suspension));
            assertThat(killed)
                    .isEqualTo(new Outcome.Refused(task, 2, new Refusal.KillSwitchIsPulled(everything, "smoke")));
        }
    }

    private Pipeline pipeline(Directory agents, Unfinished unfinished) throws Exception {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        Governance governance = new Governance(
                new ActivePolicies(policy(), version -> Optional.empty()),
                agents,
                () -> {
                    throw new IllegalStateException("No model is asked here");
                },
                new SessionVaults(PrivacySettings.DEFAULT),
                PrivacySettings.DEFAULT);
        return new Pipeline(
                new Commands(DefaultCommandGateway.builder().commandBus(bus).build()),
                governance,
                new Recordings(log, id -> Optional.ofNullable(contents.get(id.value()))),
                new Capsules(
                        new byte[Capsules.SECRET_BYTES],
                        List.of(),
                        new CapsuleSettings(Duration.ofDays(1), 10_000, null, List.of()),
                        Clock.systemUTC()),
                new InstructionDigests(new byte[Capsules.SECRET_BYTES]),
                unfinished,
                Clock.systemUTC());
    }

    private Policy policy() throws Exception {
        Files.writeString(directory.resolve("a.yaml"), "currency: USD\n");
        return ((PolicyBundle.Loaded) PolicyBundle.read(directory)).policy();
    }

    private ContentRef kept(String id, String text) {
        Content content = Content.of(new ContentId(id), new byte[Content.SALT_BYTES], text);
        contents.put(id, content);
        return content.ref();
    }

    private static Caller caller(Refusal.Stopped stopped) {
        return new Caller(CLERK, DESK, null, null, null, stopped, Gate.AUTONOMOUS);
    }
}
