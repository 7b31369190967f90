package dev.chancery.handling.budget;

import static dev.chancery.handling.Office.answered;
import static dev.chancery.handling.Office.failed;
import static dev.chancery.handling.Office.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.handling.MemoryBalances;
import dev.chancery.handling.MemoryRecord.Weather;
import dev.chancery.handling.Office;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private static final int THREADS = 64;

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void neverExceedsACapUnderManyThreads() throws Exception {
        // given
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicLong most = new AtomicLong();
        // when
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < THREADS; client++) {
                String name = "t-" + client + "-";
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        if (office.send(open(name + i)) instanceof Opening.Permitted) {
                            List<Long> now = office.balance();
                            most.accumulateAndGet(now.getFirst() + now.getLast(), Math::max);
                            office.send(answered(name + i, Gate.AUTONOMOUS));
                            answered.incrementAndGet();
                        } else {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        // then
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(Office.CAP);
        assertThat(office.balance()).containsExactly(100L * answered.get(), 0L);
        assertThat(refused.get()).isPositive();
        assertThat(answered.get() + refused.get()).isEqualTo(THREADS * 10);
    }

    @Test
    void givesBackWhatAFailedCommitHadTaken() {
        office.record.weather(Weather.REFUSED);
        assertThatThrownBy(() -> office.send(open("t"))).isInstanceOf(IllegalStateException.class);
        assertThat(office.balance()).containsExactly(0L, 0L);
    }

    @Test
    void keepsWhatACommitOfUnknownFateHasTakenUntilItIsKnown() {
        // given
        AbandonTask lost = new AbandonTask(new TaskId("lost"), AbandonCause.COMMIT_UNKNOWN);
        AbandonTask unheard = new AbandonTask(new TaskId("unheard"), AbandonCause.COMMIT_UNKNOWN);
        office.record.weather(Weather.LOST);
        assertThatThrownBy(() -> office.send(open("lost"))).isInstanceOf(RecordUnavailable.class);
        office.record.weather(Weather.UNHEARD);
        assertThatThrownBy(() -> office.send(open("unheard"))).isInstanceOf(RecordUnavailable.class);
        assertThat(office.balance()).containsExactly(0L, 2_000L);
        office.record.weather(Weather.FINE);
        // when
        office.send(unheard);
        assertThatThrownBy(() -> office.send(lost)).isInstanceOf(AggregateNotFoundException.class);
        office.spending.release(lost.task());
        office.spending.release(lost.task());
        // then
        assertThat(office.balance()).containsExactly(0L, 0L);
        assertThat(office.<Opening>send(open("lost"))).isInstanceOf(Opening.Permitted.class);
    }

    @Test
    void isTheSameFoldedFromTheRecord() {
        // given
        office.send(open("answered"));
        office.send(answered("answered", Gate.AUTONOMOUS));
        office.send(open("open"));
        office.send(open("abandoned"));
        office.send(new AbandonTask(new TaskId("abandoned"), AbandonCause.PROCESS_ENDED));
        // when
        Spending folded = Spending.from(office.record, new MemoryBalances());
        // then
        assertThat(Office.balance(folded)).isEqualTo(office.balance()).containsExactly(1_100L, 1_000L);
    }

    @Test
    void isTheSameFoldedFromTheFirstEventOrFromWhatWasKeptWhenItWasKilled() {
        // given
        Random random = new Random(9);
        List<String> running = new ArrayList<>();
        KeptBalances keeping = new KeptBalances(office.balances);
        for (int i = 0; i < 300; i++) {
            if (running.isEmpty() || random.nextBoolean()) {
                if (office.send(open("t" + i)) instanceof Opening.Permitted) {
                    running.add("t" + i);
                }
            } else {
                String ended = running.remove(random.nextInt(running.size()));
                office.send(random.nextBoolean() ? failed(ended) : answered(ended, Gate.AUTONOMOUS));
            }
            // when
            switch (random.nextInt(4)) {
                case 0 -> fold(keeping);
                case 1 -> keeping.write();
                case 2 -> keeping = new KeptBalances(office.balances);
                default -> {}
            }
            // then
            MemoryBalances asKept = office.balances.copy();
            assertThat(Office.balance(Spending.from(office.record, asKept)))
                    .isEqualTo(Office.balance(Spending.from(office.record, new MemoryBalances())))
                    .isEqualTo(office.balance());
            assertThat(asKept.open(KeptBalances.FOLD).position()).isEqualTo(office.record.size());
        }
        assertThat(office.balances.open(KeptBalances.FOLD).position()).isPositive();
    }

    private void fold(KeptBalances keeping) {
        for (Recorded event : recorded(keeping.position())) {
            keeping.fold(event.position(), event.stream(), event.event());
        }
    }

    private List<Recorded> recorded(long from) {
        return office.record.read(from, Integer.MAX_VALUE).stream()
                .map(office.record::decode)
                .toList();
    }

    @Test
    void readsOnlyWhatFollowedTheBalancesThatWereKept() {
        // given
        office.send(open("before"));
        office.send(failed("before"));
        Spending.from(office.record, office.balances);
        // when
        office.send(open("after"));
        long read = office.record.logReads();
        Spending again = Spending.from(office.record, office.balances);
        // then
        assertThat(office.record.logReads() - read).isEqualTo(3);
        assertThat(Office.balance(again)).isEqualTo(office.balance());
    }

    @Test
    void forgetsBudgetsAtRestAndCallsThemUpAgain() {
        // given
        Spending spending = Spending.from(office.record, office.balances, 2);
        Policy sessions = PolicyDocument.parse(Office.DOCUMENT.replace("\"day\"", "\"session\""));
        List<Recorded> events = new ArrayList<>();
        // when
        for (int i = 0; i < 50; i++) {
            TaskId task = new TaskId("t" + i);
            SessionId session = new SessionId("s" + i);
            DefaultUnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
            for (Event event : spending.reserve(
                    sessions, Office.CLERK, Office.WORK, session, task, Office.NOON, SpendingTest::takingAThousand)) {
                events.add(new Recorded(events.size(), "e", TaskCommand.stream(task), 0, Office.NOON, event));
            }
            SpendSettled settled = new SpendSettled(Office.usd(1_000), Office.usd(100 + i));
            work.onCommit(w -> spending.settled(task, settled));
            work.commit();
            events.add(new Recorded(events.size(), "e", TaskCommand.stream(task), 1, Office.NOON, settled));
        }
        spending.follow(events);
        // then
        assertThat(spending.inMemory()).isEqualTo(2);
        for (int i = 0; i < 50; i++) {
            ScopeBalance balance =
                    spending.balance(new BudgetScope(BudgetScope.Kind.SESSION, "clerk/s" + i), Office.usd(10_000));
            assertThat(balance.settled().amount()).isEqualTo(100 + i);
            assertThat(balance.reserved().amount()).isZero();
        }
    }

    /** A request that names no session is one by itself, named as its task is. */
    @Test
    void looksNothingUpForASessionThatIsOneTaskNamedAtRandom() {
        for (int i = 0; i < 50; i++) {
            String name = "0193a5b0-0000-7000-8000-0000000000" + (10 + i);
            assertThat(settledBefore(name, name)).isZero();
        }
        assertThat(office.balances.reads()).isZero();
    }

    @Test
    void looksANamedSessionUpOnce() {
        assertThat(settledBefore("s", "t1")).isZero();
        assertThat(settledBefore("s", "t2")).isEqualTo(100);
        assertThat(settledBefore("s", "0193a5b0-0000-7000-8000-000000000001")).isEqualTo(200);
        assertThat(office.balances.reads()).isEqualTo(1);
    }

    /** The name that an idempotency key gives to a task can be worked out, and money spent in a session of that name. */
    @Test
    void looksASessionUpThatIsNamedLikeATaskWhoseNameCanBeKnown() {
        // given
        String known = "6f1b9a50-0000-8000-8000-000000000001";
        String past = "0193a5b0-0000-7000-8000-000000000001";
        Spending spending = Spending.from(office.record, office.balances, 0);
        List<Recorded> events = new ArrayList<>();
        spend(spending, known, "t1", events);
        spend(spending, past, "t2", events);
        spending.follow(events);
        assertThat(spending.inMemory()).isZero();
        // then
        assertThat(spend(spending, known, known, events)).isEqualTo(100);
        assertThat(spend(spending, past, "t3", events)).isEqualTo(100);
    }

    /** Otherwise those that no request comes back to would soon drive out the others. */
    @Test
    void forgetsASessionOfOneTaskAsSoonAsItIsKeptAndCallsItUpWhenItIsNamed() {
        // given
        Spending spending = Spending.from(office.record, office.balances);
        List<Recorded> events = new ArrayList<>();
        String unnamed = "0193a5b0-0000-7000-8000-000000000001";
        spend(spending, unnamed, unnamed, events);
        spend(spending, "named", "t", events);
        // when
        spending.follow(events);
        // then
        assertThat(spending.inMemory()).isEqualTo(1);
        assertThat(spend(spending, unnamed, "t2", events)).isEqualTo(100);
    }

    private long settledBefore(String session, String task) {
        return spend(office.spending, session, task, new ArrayList<>());
    }

    /** Spends 100 in a session, and says what was spent in it before. */
    private static long spend(Spending spending, String session, String name, List<Recorded> events) {
        Policy sessions = PolicyDocument.parse(Office.DOCUMENT.replace("\"day\"", "\"session\""));
        TaskId task = new TaskId(name);
        DefaultUnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
        Event reserved = spending.reserve(
                        sessions,
                        Office.CLERK,
                        Office.WORK,
                        new SessionId(session),
                        task,
                        Office.NOON,
                        SpendingTest::takingAThousand)
                .getFirst();
        events.add(new Recorded(events.size(), "e", TaskCommand.stream(task), 0, Office.NOON, reserved));
        SpendSettled settled = new SpendSettled(Office.usd(1_000), Office.usd(100));
        work.onCommit(w -> spending.settled(task, settled));
        work.commit();
        events.add(new Recorded(events.size(), "e", TaskCommand.stream(task), 1, Office.NOON, settled));
        return ((SpendReserved) reserved).balances().getFirst().settled().amount();
    }

    private static List<Event> takingAThousand(List<ScopeBalance> balances) {
        return List.of(new SpendReserved(Office.usd(1_000), balances, List.of()));
    }
}
