package dev.chancery.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.RecordDraftActivation;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.policy.PolicyDrafts.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drafts in the files of a bundle, of which one draft changes one. */
class DraftFilesTest {

    private static final String GATES = "currency: USD\ngates: {minimumReviewed: 50} # many\n";
    private static final String FEEDBACK = "feedback: {minimumReviewed: 20, fourEyes: false} # few\n";

    @TempDir
    private Path directory;

    private final List<Event> events = new ArrayList<>();
    private final List<PolicyVersion> rolledOut = new ArrayList<>();
    private Policy inForce;
    private PolicyDrafts drafts;

    @BeforeEach
    void begin() throws IOException {
        write("gates.yaml", GATES);
        write("feedback.yaml", FEEDBACK);
        inForce = read();
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        for (Class<?> type : List.of(
                DraftPolicy.class, ApprovePolicyDraft.class, RecordDraftActivation.class, ActivatePolicy.class)) {
            bus.subscribe(type.getName(), message -> take((Command) message.getPayload()));
        }
        Commands commands =
                new Commands(DefaultCommandGateway.builder().commandBus(bus).build());
        drafts = new PolicyDrafts(
                directory,
                new Draftings(),
                new Policies() {
                    @Override
                    public Policy current() {
                        return inForce;
                    }

                    @Override
                    public Policy version(PolicyVersion version) {
                        return inForce;
                    }
                },
                commands,
                new PolicyRollout(commands, policy -> inForce = policy));
    }

    @Test
    void anAmountIsTheSameHoweverItIsWritten() throws IOException {
        // given 0.30 in the file, which is 0.3 in the policy
        String models = """
                deployments:
                  - {id: a/b, provider: openai, model: m, tier: worker, location: cloud, inputPrice: "0.30", outputPrice: 2.0}
                """;
        write("models.yaml", models);
        inForce = read();
        String draft = drafts.propose(
                List.of(
                        new Wanted("/deployments/0/inputPrice", "\"0.15\""),
                        new Wanted("/deployments/0/outputPrice", "\"2.5\"")),
                "cheaper",
                "ada");

        // when
        drafts.approve(draft, "so do I", "bob");

        // then
        assertThat(Files.readString(directory.resolve("models.yaml")))
                .contains("inputPrice: \"0.15\"", "outputPrice: \"2.5\"");
        assertThat(inForce.deployments().getFirst().inputPrice().amount()).isEqualTo(150_000);
    }

    @Test
    void changesTheOneFileAndRecordsIt() throws IOException {
        // given
        String draft = drafts.propose(
                List.of(new Wanted("/feedback/minimumReviewed", "30"), new Wanted("/feedback/fourEyes", "true")),
                "surer",
                "ada");

        // when
        drafts.approve(draft, "so do I", "bob");

        // then
        assertThat(Files.readString(directory.resolve("feedback.yaml")))
                .isEqualTo("feedback: {minimumReviewed: 30, fourEyes: true} # few\n");
        assertThat(Files.readString(directory.resolve("gates.yaml"))).isEqualTo(GATES);
        assertThat(rolledOut).containsExactly(read().version());
        assertThat(events.getLast()).isEqualTo(new PolicyDraftActivated(draft, read().version()));
    }

    @Test
    void refusesADraftOverTwoFilesAndNamesThem() throws IOException {
        List<Wanted> both =
                List.of(new Wanted("/feedback/minimumReviewed", "30"), new Wanted("/gates/minimumReviewed", "60"));

        assertThatThrownBy(() -> drafts.propose(both, "surer", "ada"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("All values of a draft stand in one file. These stand in feedback.yaml and gates.yaml:"
                        + " propose a draft for each.");
        assertThatThrownBy(() -> drafts.check(List.of(
                        new PolicyChange("/feedback/minimumReviewed", "20", "30"),
                        new PolicyChange("/gates/minimumReviewed", "50", "60"))))
                .hasMessageContaining("stand in one file");
        assertThat(events).isEmpty();
        assertThat(Files.readString(directory.resolve("feedback.yaml"))).isEqualTo(FEEDBACK);
    }

    @Test
    void recordsAnApprovedDraftThatIsInForceAlready() throws IOException {
        // given a process that died when the file was written and nothing was recorded of it
        PolicyVersion base = inForce.version();
        approved(base);
        String written = FEEDBACK.replace("20", "30");
        write("feedback.yaml", written);
        inForce = read();

        // when
        drafts.activate("d");

        // then
        assertThat(events.getLast()).isEqualTo(new PolicyDraftActivated("d", inForce.version()));
        assertThat(inForce.version()).isNotEqualTo(base);
        assertThat(rolledOut).as("it was, at the start").isEmpty();
        assertThat(Files.readString(directory.resolve("feedback.yaml"))).isEqualTo(written);
    }

    @Test
    void doesNotTakeAPolicyWithMoreThanTheDraftForIt() throws IOException {
        // given
        approved(inForce.version());
        write("feedback.yaml", FEEDBACK.replace("20", "30"));
        write("gates.yaml", GATES.replace("50", "60"));
        inForce = read();

        // when then
        assertThatThrownBy(() -> drafts.activate("d"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has changed since this draft was made");
        assertThat(events).noneMatch(PolicyDraftActivated.class::isInstance);
    }

    @Test
    void doesNotTouchFilesThatAreNotInForce() throws IOException {
        // given
        approved(inForce.version());
        write("gates.yaml", GATES.replace("50", "60"));

        // when then
        assertThatThrownBy(() -> drafts.activate("d"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not what is in force");
        assertThat(Files.readString(directory.resolve("feedback.yaml"))).isEqualTo(FEEDBACK);
    }

    private void approved(PolicyVersion base) {
        events.add(new PolicyDrafted(
                "d",
                base,
                List.of(new PolicyChange("/feedback/minimumReviewed", "20", "30")),
                List.of(),
                "surer",
                "ada",
                null));
        events.add(new PolicyDraftApproved("d", true, "so do I", "bob"));
    }

    /** What the aggregate would say, which decides nothing here. */
    private Object take(Command command) {
        switch (command) {
            case DraftPolicy c ->
                events.add(new PolicyDrafted(
                        c.draft(), c.base(), c.changes(), c.evidence(), c.reason(), c.by(), c.scores()));
            case ApprovePolicyDraft c -> events.add(new PolicyDraftApproved(c.draft(), true, c.reason(), c.by()));
            case RecordDraftActivation c -> events.add(new PolicyDraftActivated(c.draft(), c.version()));
            case ActivatePolicy c -> rolledOut.add(c.version());
            default -> throw new IllegalArgumentException(command.toString());
        }
        return "done";
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private Policy read() {
        return ((PolicyBundle.Loaded) PolicyBundle.read(directory)).policy();
    }

    /** The stream of the drafts. */
    private final class Draftings implements EventLog {

        @Override
        public long size() {
            return events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            return List.of();
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            return IntStream.range(0, events.size())
                    .mapToObj(i -> new StoredEvent(
                            i, "e-" + i, stream, i, "policy.draft", 1, Instant.EPOCH, new byte[0], new byte[0]))
                    .toList();
        }

        @Override
        public Recorded decode(StoredEvent stored) {
            return new Recorded(
                    stored.position(), stored.id(), stored.stream(), stored.sequence(), stored.at(), events.get((int)
                            stored.sequence()));
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException();
        }
    }
}
