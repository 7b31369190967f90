package dev.chancery.handling.budget;

import static dev.chancery.handling.Office.NOON;
import static dev.chancery.handling.Office.WORK;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.handling.MemoryBalances;
import dev.chancery.handling.MemoryRecord;
import dev.chancery.handling.Office;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.junit.jupiter.api.Test;

/** Eight agents with caps of their own take from a workflow's day and the company's month, many at once and at random prices. */
class SharedCapsTest {

    private static final int CLIENTS = 256;
    private static final int AGENTS = 8;
    private static final int SESSIONS = 4;
    private static final long MOST = 4_000;

    /** The tightest, and far less than the agents have together. */
    private static final long WORKFLOW_DAY = 1_000_000;

    static final Policy POLICY = PolicyDocument.parse(Office.DOCUMENT
            .replace("\"classify\": false", "\"classify\": false, \"budgets\": {\"day\": \"1\"}")
            .replaceFirst("\"currency\"", "\"budgets\": {\"month\": \"1.05\"}, \"currency\"")
            .replaceFirst(
                    "\\{\"id\": \"clerk\"",
                    IntStream.range(0, AGENTS)
                                    .mapToObj(
                                            i -> "{\"id\": \"a" + i + "\", \"owner\": \"o\", \"purpose\": \"p\","
                                                    + " \"workflows\": [\"work\"], \"tools\": [], \"budgets\": {\"task\":"
                                                    + " \"0.003\", \"session\": \"0.06\", \"day\": \"0.2\", \"month\": \"0.19\"}}")
                                    .collect(Collectors.joining(", "))
                            + ", {\"id\": \"clerk\""));

    private final Spending spending = Spending.from(new MemoryRecord(), new MemoryBalances());
    private final Map<BudgetScope, AtomicLong> ledger = new ConcurrentHashMap<>();
    private final Map<BudgetScope, Long> caps = new ConcurrentHashMap<>();
    private final AtomicInteger named = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void noCapIsExceededInAnyScopeAndTheTightestCanBeUsed() throws Exception {
        // given
        CountDownLatch ready = new CountDownLatch(CLIENTS);
        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int i = 0; i < 20; i++) {
                        request(ThreadLocalRandom.current());
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        Random one = new Random(7);
        for (int before = refused.get(), tries = 0; tries < 4_000 && refused.get() < before + 200; tries++) {
            request(one);
        }
        // then
        assertThat(refused.get()).isPositive();
        BudgetScope day = new BudgetScope(Kind.WORKFLOW_DAY, "work/2026-11-20");
        assertThat(ledger.get(day)).hasValueBetween(WORKFLOW_DAY * 95 / 100, WORKFLOW_DAY);
        assertThat(caps.keySet()).extracting(BudgetScope::kind).contains(Kind.values());
        caps.forEach((scope, cap) -> {
            assertThat(ledger.get(scope).get()).as("%s", scope).isLessThanOrEqualTo(cap);
            if (scope.kind() != Kind.TASK) {
                ScopeBalance balance = spending.balance(scope, usd(cap));
                assertThat(balance.reserved()).isEqualTo(usd(0));
                assertThat(balance.settled().amount())
                        .isEqualTo(ledger.get(scope).get());
            }
        });
    }

    /** Takes some money, and spends some of it. */
    private void request(Random chance) {
        AgentId agent = new AgentId("a" + chance.nextInt(AGENTS));
        SessionId session = new SessionId("s" + chance.nextInt(SESSIONS));
        TaskId task = new TaskId("t" + named.incrementAndGet());
        long price = 1 + chance.nextLong(MOST);
        UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericMessage<>("open"));
        List<Event> events = spending.reserve(POLICY, agent, WORK, session, task, NOON, balances -> {
            balances.forEach(SharedCapsTest::isWithinItsCap);
            return List.of(BudgetDecision.decide(usd(price), balances));
        });
        work.commit();
        if (!(events.getFirst() instanceof SpendReserved reserved)) {
            refused.incrementAndGet();
            return;
        }
        for (ScopeBalance balance : reserved.balances()) {
            caps.put(balance.scope(), balance.cap().amount());
            long taken = ledger.computeIfAbsent(balance.scope(), s -> new AtomicLong())
                    .addAndGet(price);
            assertThat(taken).isLessThanOrEqualTo(balance.cap().amount());
        }
        Thread.yield();
        long cost = chance.nextBoolean() ? price : chance.nextLong(price + 1);
        reserved.balances().forEach(balance -> ledger.get(balance.scope()).addAndGet(cost - price));
        spending.settled(task, new SpendSettled(usd(price), usd(cost)));
    }

    private static void isWithinItsCap(ScopeBalance balance) {
        assertThat(balance.settled().plus(balance.reserved()).amount())
                .as("%s", balance.scope())
                .isLessThanOrEqualTo(balance.cap().amount());
    }
}
