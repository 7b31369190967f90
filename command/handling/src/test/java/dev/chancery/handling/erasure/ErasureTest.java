package dev.chancery.handling.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.ErasureCommand.CompleteErasure;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRefused;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.log.ErasableContents;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.handling.MemoryRecord.Weather;
import dev.chancery.handling.Office;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErasureTest {

    private static final ContentScope ANNA = new ContentScope(Kind.SUBJECT, "anna");
    private static final ContentScope WORK = new ContentScope(Kind.WORKFLOW, "work");
    private static final ContentScope ELSEWHERE = new ContentScope(Kind.WORKFLOW, "elsewhere");

    private final Office office = new Office();
    private final Shelf contents = new Shelf();
    private final List<TaskOpened> forgotten = new ArrayList<>();
    private final CountDownLatch copiesDeleted = new CountDownLatch(1);
    private final WhenErasureRequestedThenErase erasing = new WhenErasureRequestedThenErase(
            office.record, new Head(), contents, office.holds, office::send, new Elsewhere());

    @AfterEach
    void close() {
        erasing.close();
        office.close();
    }

    /** Contents of Anna in the workflow {@code work}, which break down when told. */
    private static final class Shelf implements ErasableContents {
        private final List<String> done = new ArrayList<>();
        private final SortedMap<String, Instant> ages = new TreeMap<>();
        private volatile boolean crashes;
        private Runnable whenTouched = () -> {};

        @Override
        public List<ContentScope> touched(ContentScope scope, List<ContentScope> others) {
            whenTouched.run();
            return others.stream().filter(WORK::equals).toList();
        }

        @Override
        public void condemn(String erasure, ContentScope scope) {
            done.add("condemned " + scope);
        }

        @Override
        public boolean isCondemned(String erasure) {
            return done.contains("condemned " + ANNA);
        }

        @Override
        public Erased erase(String erasure, Consumer<TaskId> tasks) {
            if (crashes) {
                throw new RecordUnavailable("killed", null);
            }
            tasks.accept(new TaskId("t"));
            done.add("erased");
            return new Erased(2, "00", List.of("k"));
        }

        @Override
        public List<TaskId> tasksOf(String erasure) {
            return List.of(new TaskId("t"));
        }

        @Override
        public List<ContentId> older(WorkflowId workflow, Instant before, List<ContentScope> kept, int limit) {
            return kept.contains(WORK)
                    ? List.of()
                    : ages.entrySet().stream()
                            .filter(age -> age.getValue().isBefore(before))
                            .limit(limit)
                            .map(age -> new ContentId(age.getKey()))
                            .toList();
        }

        @Override
        public Set<WorkflowId> workflows() {
            return Set.of(new WorkflowId("work"));
        }

        @Override
        public void expire(List<ContentId> old) {
            old.forEach(content -> ages.remove(content.value()));
        }
    }

    private final class Elsewhere implements WhenErasureRequestedThenErase.Elsewhere {
        @Override
        public void forget(TaskOpened task) {
            forgotten.add(task);
        }

        @Override
        public void deleteCopies() {
            contents.done.add("copies deleted");
            copiesDeleted.countDown();
        }
    }

    @Test
    void forgetsHereWhatAnotherNodeHasErased() throws Exception {
        // given
        office.send(Office.open("t"));

        // when
        erasing.erasedElsewhere("e");

        // then
        assertThat(copiesDeleted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(forgotten).extracting(TaskOpened::task).containsExactly(new TaskId("t"));
        assertThat(contents.done).containsExactly("copies deleted");
    }

    /** A head that has everything. */
    private final class Head implements Ledger {
        @Override
        public String checkpoint() {
            return "log\n" + office.record.size() + "\nroot\n\nsignature\n";
        }

        @Override
        public String verifierKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RangeProof prove(long from, long to, long treeSize) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<byte[]> consistency(long fromSize, long toSize) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] root(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<byte[]> leafHashes(long from, long to) {
            throw new UnsupportedOperationException();
        }
    }

    private List<Event> request(String erasure) {
        RequestErasure request = new RequestErasure(erasure, ANNA, "Art. 17", "ada");
        office.send(request);
        erasing.carryOut(erasure);
        return office.events(request);
    }

    @Test
    void erasesWhatWasAskedForAndForgetsItsSessions() {
        // given
        office.send(Office.open("t"));

        // when
        List<Event> events = request("e");

        // then
        assertThat(events).hasSize(2).first().isEqualTo(new ErasureRequested("e", ANNA, "Art. 17", "ada"));
        assertThat(((ErasureCompleted) events.getLast()).erased()).isEqualTo(new Erased(2, "00", List.of("k")));
        assertThat(contents.done).containsExactly("condemned subject/anna", "erased", "copies deleted");
        assertThat(forgotten).extracting(opened -> opened.task().value()).containsExactly("t");
    }

    @Test
    void refusesWhatAHoldKeepsAndNamesIt() {
        // given
        office.send(new PlaceHold("h-1", WORK, "litigation", "ada"));
        office.send(new PlaceHold("h-2", ELSEWHERE, "audit", "ada"));

        // when
        List<Event> events = request("e");

        // then
        assertThat(events.getLast()).isEqualTo(new ErasureRefused(List.of("h-1")));
        assertThat(contents.done).isEmpty();
    }

    @Test
    void erasesOnceTheHoldIsLifted() {
        // given
        office.send(new PlaceHold("h", ANNA, "litigation", "ada"));
        assertThat(request("e").getLast()).isInstanceOf(ErasureRefused.class);

        // when
        office.send(new LiftHold("h", "settled", "ada"));

        // then
        assertThat(request("again").getLast()).isInstanceOf(ErasureCompleted.class);
    }

    @Test
    void letsAHoldWinThatComesBetweenRequestAndExecution() {
        // given
        office.send(new RequestErasure("e", ANNA, "Art. 17", "ada"));

        // when
        office.send(new PlaceHold("h", ANNA, "litigation", "ada"));
        erasing.carryOut("e");

        // then
        assertThat(office.record.of("erasure/e").getLast()).isEqualTo(new ErasureRefused(List.of("h")));
        assertThat(contents.done).isEmpty();
    }

    @Test
    void letsAHoldWaitThatComesWhileAnErasureDecides() throws Exception {
        // given
        CountDownLatch placing = new CountDownLatch(1);
        Thread hold = Thread.ofPlatform().unstarted(() -> {
            placing.countDown();
            office.send(new PlaceHold("h", ANNA, "litigation", "ada"));
        });
        contents.whenTouched = () -> {
            hold.start();
            awaitBlocked(placing, hold);
            assertThat(office.record.of("holds")).isEmpty();
        };

        // when
        List<Event> events = request("e");
        hold.join();

        // then
        assertThat(events.getLast()).isInstanceOf(ErasureCompleted.class);
        assertThat(office.record.of("holds")).hasSize(1);
    }

    private static void awaitBlocked(CountDownLatch placing, Thread hold) {
        try {
            assertThat(placing.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (hold.getState() != Thread.State.BLOCKED && System.nanoTime() < giveUp) {
            Thread.onSpinWait();
        }
        assertThat(hold.getState()).isEqualTo(Thread.State.BLOCKED);
    }

    @Test
    void goesOnAfterACrashEvenWhenAHoldCameThen() {
        // given
        contents.crashes = true;
        assertThatThrownBy(() -> request("e")).isInstanceOf(RecordUnavailable.class);
        contents.crashes = false;
        office.send(new PlaceHold("h", ANNA, "litigation", "ada"));

        // when
        erasing.carryOut("e");
        erasing.carryOut("e");

        // then
        assertThat(office.record.of("erasure/e")).hasSize(2).last().isInstanceOf(ErasureCompleted.class);
    }

    @Test
    void saysWhyAnErasureIsStillOpenAndNothingOnceItIsDone() {
        // given
        contents.crashes = true;
        office.send(new RequestErasure("e", ANNA, "Art. 17", "ada"));
        assertThat(erasing.of("e")).isEmpty();

        // when
        erasing.requested("e");

        // then
        eventually(() -> erasing.of("e").orElse("").endsWith("it is tried again and again: killed"));

        // when
        contents.crashes = false;

        // then
        eventually(() ->
                office.record.of("erasure/e").size() == 2 && erasing.of("e").isEmpty());
    }

    private static void eventually(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void doesNotCountAHoldWhoseCommitFailed() {
        // given
        office.record.weather(Weather.REFUSED);
        assertThatThrownBy(() -> office.send(new PlaceHold("h", ANNA, "litigation", "ada")));
        office.record.weather(Weather.FINE);

        // when then
        assertThat(request("e").getLast()).isInstanceOf(ErasureCompleted.class);
    }

    @Test
    void countsAHoldWhoseCommitNobodyHeardOf() {
        // given
        office.record.weather(Weather.UNHEARD);
        assertThatThrownBy(() -> office.send(new PlaceHold("h", ANNA, "litigation", "ada")));
        office.record.weather(Weather.FINE);

        // when then
        assertThat(request("e").getLast()).isEqualTo(new ErasureRefused(List.of("h")));
    }

    @Test
    void hasOneOutcome() {
        // given
        request("e");

        // when
        office.send(new CompleteErasure("e", new Erased(0, "", List.of()), ""));

        // then
        assertThat(office.record.of("erasure/e")).hasSize(2);
    }

    @Test
    void erasesByPersonOrTaskOnly() {
        assertThatThrownBy(() -> office.send(new RequestErasure("e", WORK, "tidy up", "ada")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("by the person concerned or by the task");
        assertThatThrownBy(() -> office.send(new LiftHold("none", "typo", "ada")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no hold 'none'");
    }

    @Test
    void expiresWhatIsTooOldUnderThePolicyInForceButWhatIsHeld() {
        // given
        Policy policy = PolicyDocument.parse("""
                {"format": 1, "currency": "USD", "deployments": [], "models": [], "workflows": [], "agents": [],
                 "toolServers": [], "rules": [], "redaction": {"restricted": [], "refused": [], "words": {}},
                 "rubrics": [], "gates": {"minimumReviewed": 2, "minimumLowerBound": 0.1},
                 "retention": [{"id": "standard", "days": 200, "workflows": []}]}
                """);
        for (int i = 0; i < 1_200; i++) {
            contents.ages.put("old-" + i, Office.NOON.minus(201, ChronoUnit.DAYS));
        }
        contents.ages.put("young", Office.NOON.minus(199, ChronoUnit.DAYS));
        Policies policies = new Policies() {
            @Override
            public Policy current() {
                return policy;
            }

            @Override
            public Policy version(PolicyVersion version) {
                return policy;
            }
        };

        // when
        try (var expiring = new WhenContentIsTooOldThenExpire(
                policies, contents, office.holds, office::send, InstantSource.fixed(Office.NOON), () -> true)) {
            office.send(new PlaceHold("h", WORK, "litigation", "ada"));
            expiring.sweep();
            assertThat(contents.ages).hasSize(1_201);
            office.send(new LiftHold("h", "settled", "ada"));
            expiring.sweep();
        }

        // then
        assertThat(contents.ages.keySet()).containsExactly("young");
        List<Event> events = office.record.of("retention/work");
        assertThat(events).hasSize(3).allSatisfy(event -> {
            ContentExpired expired = (ContentExpired) event;
            assertThat(expired.retention()).isEqualTo("standard");
            assertThat(expired.policy()).isEqualTo(policy.version());
            assertThat(expired.before()).isEqualTo(Office.NOON.minus(200, ChronoUnit.DAYS));
        });
        assertThat(events.stream()
                        .mapToLong(e -> ((ContentExpired) e).erased().contents())
                        .sum())
                .isEqualTo(1_200);
    }
}
