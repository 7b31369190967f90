package dev.chancery.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.RecordDraftActivation;
import dev.chancery.contracts.command.PolicyDraftCommand.RejectPolicyDraft;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.gateway.MemoryLog;
import dev.chancery.gateway.pipeline.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when drafts are decided, files edited and policies rolled out in the same moment. */
class PolicyDraftsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BEFORE = "gates: {minimumReviewed: 50}\n";
    private static final String DRAFTED = "gates: {minimumReviewed: 75}\n";
    private static final String BY_HAND = "gates: {minimumReviewed: 90}\n";

    private final MemoryLog log = new MemoryLog();
    private final CountDownLatch rollingOut = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean slowly;
    private ActivePolicies policies;
    private PolicyRollout rollout;
    private PolicyDrafts drafts;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        write(BEFORE);
        policies = new ActivePolicies(read().policy(), version -> Optional.empty());
        Commands commands =
                new Commands(DefaultCommandGateway.builder().commandBus(bus()).build());
        rollout = new PolicyRollout(commands, policy -> {
            if (slowly) {
                rollingOut.countDown();
                await(release);
            }
            policies.activate(policy);
        });
        drafts = new PolicyDrafts(directory, log, policies, commands, rollout);
    }

    @Test
    void putsADraftInForceThatIsApproved() throws IOException {
        // given
        String draft = propose();

        // when
        drafts.approve(draft, "so do I", "bob");

        // then
        assertThat(Files.readString(directory.resolve("a.yaml"))).isEqualTo(DRAFTED);
        assertThat(policies.current()).isEqualTo(read().policy());
        assertThat(log.events(PolicyDraftCommand.STREAM))
                .hasExactlyElementsOfTypes(PolicyDrafted.class, PolicyDraftApproved.class, PolicyDraftActivated.class);
    }

    @Test
    void rejectsNoDraftWhileItIsBeingPutInForce() throws Exception {
        // given a draft whose policy is being rolled out
        String draft = propose();
        slowly = true;
        CompletableFuture<Void> approved =
                CompletableFuture.runAsync(() -> drafts.approve(draft, "so do I", "bob"), Thread::startVirtualThread);
        assertThat(rollingOut.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // when
        CompletableFuture<Thread> rejecting = new CompletableFuture<>();
        CompletableFuture<Void> rejected = CompletableFuture.runAsync(
                () -> {
                    rejecting.complete(Thread.currentThread());
                    drafts.reject(draft, "too many", "eve");
                },
                Thread::startVirtualThread);
        Thread who = rejecting.get(SOON.toSeconds(), TimeUnit.SECONDS);
        until(() -> rejected.isDone() || who.getState() == Thread.State.BLOCKED);
        release.countDown();

        // then what is in force is recorded as such first, and cannot be rejected any more
        assertThat(approved).succeedsWithin(SOON);
        assertThat(rejected).failsWithin(SOON);
        assertThat(log.events(PolicyDraftCommand.STREAM))
                .hasExactlyElementsOfTypes(PolicyDrafted.class, PolicyDraftApproved.class, PolicyDraftActivated.class);
    }

    @Test
    void doesNotPutADraftInForceWhoseFilesWereEditedInTheSameMoment() throws Exception {
        // given a rollout under way, for which the draft has to wait after its file was written
        String draft = propose();
        slowly = true;
        PolicyBundle.Loaded same = read();
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(() -> rollout.take(same), Thread::startVirtualThread);
        assertThat(rollingOut.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        slowly = false;
        CompletableFuture<Void> approved =
                CompletableFuture.runAsync(() -> drafts.approve(draft, "so do I", "bob"), Thread::startVirtualThread);
        until(() -> text().equals(DRAFTED));

        // when
        write(BY_HAND);
        release.countDown();

        // then
        assertThat(other).succeedsWithin(SOON);
        assertThat(approved)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("files were changed in the same moment");
        assertThat(policies.current()).isEqualTo(same.policy());
        assertThat(text()).isEqualTo(BY_HAND);
        assertThat(log.events(PolicyDraftCommand.STREAM))
                .hasExactlyElementsOfTypes(PolicyDrafted.class, PolicyDraftApproved.class);
    }

    @Test
    void recordsThatAPersonIsAgainstADraft() {
        // given
        String draft = propose();

        // when
        drafts.reject(draft, "too many", "eve");

        // then
        assertThatThrownBy(() -> drafts.activate(draft)).isInstanceOf(IllegalStateException.class);
        assertThat(text()).isEqualTo(BEFORE);
    }

    private String propose() {
        return drafts.propose(List.of(new PolicyDrafts.Wanted("/gates/minimumReviewed", "75")), "more", "ann");
    }

    private PolicyBundle.Loaded read() {
        return (PolicyBundle.Loaded) PolicyBundle.read(directory);
    }

    private void write(String yaml) throws IOException {
        Files.writeString(directory.resolve("a.yaml"), yaml);
    }

    private String text() {
        try {
            return Files.readString(directory.resolve("a.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records as the aggregate of the drafts does. */
    private SimpleCommandBus bus() {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        for (Class<?> type : List.of(
                ActivatePolicy.class,
                DraftPolicy.class,
                ApprovePolicyDraft.class,
                RejectPolicyDraft.class,
                RecordDraftActivation.class)) {
            bus.subscribe(type.getName(), message -> {
                Command command = (Command) message.getPayload();
                if (command instanceof PolicyDraftCommand about) {
                    log.append(PolicyDraftCommand.STREAM, event(about));
                }
                return null;
            });
        }
        return bus;
    }

    private PolicyDraftEvent event(PolicyDraftCommand command) {
        return switch (command) {
            case DraftPolicy c ->
                new PolicyDrafted(c.draft(), c.base(), c.changes(), c.evidence(), c.reason(), c.by(), c.scores());
            case ApprovePolicyDraft c -> new PolicyDraftApproved(c.draft(), true, c.reason(), c.by());
            case RejectPolicyDraft c -> {
                if (log.events(PolicyDraftCommand.STREAM).anyMatch(PolicyDraftActivated.class::isInstance)) {
                    throw new IllegalStateException("The draft is in force.");
                }
                yield new PolicyDraftRejected(c.draft(), c.reason(), c.by());
            }
            case RecordDraftActivation c -> new PolicyDraftActivated(c.draft(), c.version());
        };
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 seconds").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
