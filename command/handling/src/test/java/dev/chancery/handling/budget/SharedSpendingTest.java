package dev.chancery.handling.budget;

import static dev.chancery.handling.Office.CLERK;
import static dev.chancery.handling.Office.NOON;
import static dev.chancery.handling.Office.WORK;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.handling.MemoryBalances;
import dev.chancery.handling.Office;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that share a log: what they decide, hear and record comes in every order, of which chance chooses many. */
class SharedSpendingTest {

    private static final long CAP = 100_000;
    private static final long MOST = 4_000;
    private static final Policy POLICY = PolicyDocument.parse(
            Office.DOCUMENT.replace("{\"day\": \"0.01\"}", "{\"session\": \"0.06\", \"day\": \"0.1\"}"));
    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-20");

    private final SharedLog log = new SharedLog();
    private final MemoryBalances kept = new MemoryBalances();
    private int named;

    /** A log in memory whose readers are called by hand. */
    private static final class SharedLog implements EventLog {
        private final List<Recorded> events = new ArrayList<>();

        @Override
        public long size() {
            return events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            return events.stream()
                    .skip(from)
                    .limit(limit)
                    .map(SharedLog::stored)
                    .toList();
        }

        private static StoredEvent stored(Recorded recorded) {
            String name = recorded.event() instanceof SpendReserved || recorded.event() instanceof SpendSettled
                    ? "task.spend-"
                    : "task.other";
            return new StoredEvent(
                    recorded.position(),
                    recorded.id(),
                    recorded.stream(),
                    recorded.sequence(),
                    name,
                    1,
                    recorded.at(),
                    new byte[0],
                    new byte[0]);
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            throw new UnsupportedOperationException("No stream is read here");
        }

        @Override
        public Recorded decode(StoredEvent event) {
            return events.get((int) event.position());
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException("Nobody is called here but by hand");
        }
    }

    /** A node: what it decided and did not record yet, and how far it has heard. */
    private final class Node implements Nodes {
        private final List<Draft> drafts = new ArrayList<>();
        private final List<TaskId> open = new ArrayList<>();
        private final SharedSpending spending;
        private final List<Long> ownPositions = new ArrayList<>();
        private long heard;
        private long followed;
        private Listener listener = (events, elsewhere) -> {};
        private boolean leads;
        private int overtaken;

        Node(boolean leads) throws InterruptedException {
            this.leads = leads;
            heard = log.size();
            followed = heard;
            spending = SharedSpending.from(log, kept, this);
        }

        private record Draft(TaskId task, SpendReserved reserved) {}

        /** Decides on a new task; false when the budgets refuse it. */
        boolean decide(String session, long amount) {
            TaskId task = new TaskId("t" + named++);
            UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
            List<Event> events = spending.reserve(
                    POLICY,
                    CLERK,
                    WORK,
                    new SessionId(session),
                    task,
                    NOON,
                    balances -> List.of(decision(amount, balances)));
            work.commit();
            if (events.getFirst() instanceof SpendReserved reserved) {
                drafts.add(new Draft(task, reserved));
                return true;
            }
            return false;
        }

        private static Event decision(long amount, List<ScopeBalance> balances) {
            return balances.stream()
                    .filter(balance -> balance.headroom().amount() < amount)
                    .findFirst()
                    .<Event>map(tight -> new TaskRefused(
                            new Refusal.BudgetExceeded(tight.scope(), tight.cap(), tight.headroom(), usd(amount)),
                            balances))
                    .orElseGet(() -> new SpendReserved(usd(amount), balances, List.of()));
        }

        void hear() {
            while (heard < log.size()) {
                listener.recorded(List.of(log.events.get((int) heard++)), true);
            }
        }

        /** Records what was decided first, as the appender does: after hearing of everything, and only what still holds. */
        boolean record() {
            Draft draft = drafts.removeFirst();
            hear();
            if (!listener.holds(List.of(draft.reserved))) {
                spending.release(draft.task);
                return false;
            }
            append(draft.task, draft.reserved);
            open.add(draft.task);
            return true;
        }

        /** Decides and records in one go, as long as others are faster; null when the budgets refuse it. */
        @Nullable
        SpendReserved take(AgentId agent, String session, TaskId task, long amount) {
            while (true) {
                UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericMessage<>("open"));
                List<Event> events = spending.reserve(
                        SharedCapsTest.POLICY,
                        agent,
                        WORK,
                        new SessionId(session),
                        task,
                        NOON,
                        balances -> List.of(decision(amount, balances)));
                work.commit();
                if (!(events.getFirst() instanceof SpendReserved reserved)) {
                    return null;
                }
                synchronized (log) {
                    hear();
                    if (listener.holds(events)) {
                        append(task, reserved);
                        return reserved;
                    }
                    spending.release(task);
                    overtaken++;
                }
            }
        }

        void settle(TaskId task, long amount) {
            hear();
            append(task, new SpendSettled(usd(amount), usd(amount)));
        }

        private void append(TaskId task, Event event) {
            Recorded recorded =
                    new Recorded(log.size(), UUID.randomUUID().toString(), TaskCommand.stream(task), 0, NOON, event);
            log.events.add(recorded);
            ownPositions.add(recorded.position());
            heard = log.size();
            listener.recorded(List.of(recorded), false);
        }

        /** Opens a task of a name; what becomes of its commit is told by hand. */
        UnitOfWork<?> opening(TaskId task, long amount) {
            UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericMessage<>("open"));
            spending.reserve(
                    POLICY,
                    CLERK,
                    WORK,
                    new SessionId("s"),
                    task,
                    NOON,
                    balances -> List.of(decision(amount, balances)));
            return work;
        }

        /** Keeps the balances as the thread does that follows the log. */
        void follow() {
            List<Recorded> news = List.copyOf(log.events.subList((int) followed, log.events.size()));
            spending.keep(news);
            followed = log.size();
        }

        @Override
        public boolean areSeveral() {
            return true;
        }

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public long listen(Listener told) {
            listener = told;
            return heard;
        }

        @Override
        public SortedSet<String> alive() {
            return new TreeSet<>();
        }

        @Override
        public Optional<String> author(long position) {
            return Optional.empty();
        }

        @Override
        public boolean isOwn(long position) {
            return ownPositions.contains(position);
        }

        @Override
        public Turn turn() {
            return Nodes.ALONE.turn();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void neverMoreThanTheCapIsTakenAndNearlyAllOfItCanBe(int count) throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            new SharedSpendingTest().useUp(count, new Random(seed));
        }
    }

    /** Does what chance wants, with a node that dies now and then, until the cap is used up. */
    private void useUp(int count, Random chance) throws Exception {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(i == 0));
        }
        int refused = 0;
        while (refused < 40) {
            Node node = nodes.get(chance.nextInt(nodes.size()));
            switch (chance.nextInt(8)) {
                case 0, 1, 2 -> {
                    boolean taken = node.decide("s" + chance.nextInt(3), 1 + chance.nextLong(MOST));
                    refused = taken || !idle(nodes) ? 0 : refused + 1;
                }
                case 3, 4 -> {
                    if (!node.drafts.isEmpty()) {
                        node.record();
                    }
                }
                case 5 -> {
                    if (!node.open.isEmpty()) {
                        TaskId task = node.open.removeFirst();
                        node.settle(task, chance.nextLong(reserved(task) + 1));
                    }
                }
                case 6 -> node.follow();
                default -> {
                    if (chance.nextInt(60) == 0) {
                        die(nodes, node);
                    }
                }
            }
            assertThat(taken()).isLessThanOrEqualTo(CAP);
        }
        assertThat(taken()).isGreaterThanOrEqualTo(CAP * 95 / 100);
        for (Node node : nodes) {
            node.hear();
            ScopeBalance balance = node.spending.balance(DAY, usd(CAP));
            assertThat(balance.settled().amount() + balance.reserved().amount()).isEqualTo(taken());
        }
    }

    /** Of eight agents, who share a workflow's day and the company's month, on two nodes. */
    @Test
    void noCapIsExceededInAnyScopeByManyClientsOfTwoNodes() throws Exception {
        // given
        List<Node> nodes = List.of(new Node(true), new Node(false));
        AtomicInteger names = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(256);
        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < 256; client++) {
                Node node = nodes.get(client % 2);
                Random chance = new Random(client);
                clients.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int i = 0; i < 20; i++) {
                        request(node, chance, new TaskId("c" + names.incrementAndGet()));
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        Random one = new Random(7);
        for (int i = 0; i < 400; i++) {
            request(nodes.get(i % 2), one, new TaskId("c" + names.incrementAndGet()));
        }
        // then
        Map<BudgetScope, Long> spent = spentOfEachScope();
        assertThat(spent.get(new BudgetScope(BudgetScope.Kind.WORKFLOW_DAY, "work/2026-11-20")))
                .isBetween(950_000L, 1_000_000L);
        assertThat(spent.keySet()).extracting(BudgetScope::kind).contains(BudgetScope.Kind.values());
        assertThat(nodes).as("they met").anyMatch(node -> node.overtaken > 0);
    }

    private void request(Node node, Random chance, TaskId task) {
        AgentId agent = new AgentId("a" + chance.nextInt(8));
        long price = 1 + chance.nextLong(MOST);
        boolean taken = node.take(agent, "s" + chance.nextInt(4), task, price) != null;
        Thread.yield();
        synchronized (log) {
            if (taken) {
                node.settle(task, chance.nextBoolean() ? price : chance.nextLong(price + 1));
            } else {
                node.hear();
            }
        }
    }

    /** What each budget has spent in the end, by the record alone; at no time had it settled and reserved more than its cap. */
    private Map<BudgetScope, Long> spentOfEachScope() {
        Map<BudgetScope, Long> taken = new HashMap<>();
        Map<String, SpendReserved> open = new HashMap<>();
        for (Recorded recorded : log.events) {
            if (recorded.event() instanceof SpendReserved reserved) {
                open.put(recorded.stream(), reserved);
                for (ScopeBalance balance : reserved.balances()) {
                    long now = taken.merge(balance.scope(), reserved.amount().amount(), Long::sum);
                    assertThat(now)
                            .as("%s", balance.scope())
                            .isLessThanOrEqualTo(balance.cap().amount());
                }
            } else if (recorded.event() instanceof SpendSettled settled) {
                SpendReserved reserved = open.remove(recorded.stream());
                long back = settled.settled().minus(reserved.amount()).amount();
                reserved.balances().forEach(balance -> taken.merge(balance.scope(), back, Long::sum));
            }
        }
        return taken;
    }

    /** Nothing is under way, so a refusal is one because of what was really spent. */
    private static boolean idle(List<Node> nodes) {
        return nodes.stream().allMatch(node -> node.drafts.isEmpty() && node.open.isEmpty());
    }

    /** kill -9, and another node in its place; what was open is closed as abandoned, and taken for spent. */
    private void die(List<Node> nodes, Node dead) throws Exception {
        nodes.remove(dead);
        if (nodes.isEmpty() || dead.leads) {
            nodes.stream().findFirst().ifPresent(next -> next.leads = true);
        }
        nodes.add(new Node(nodes.isEmpty()));
        for (TaskId task : dead.open) {
            nodes.getFirst().settle(task, reserved(task));
        }
    }

    private long reserved(TaskId task) {
        return log.events.stream()
                .filter(recorded -> recorded.stream().equals(TaskCommand.stream(task)))
                .map(recorded -> ((SpendReserved) recorded.event()).amount().amount())
                .findFirst()
                .orElseThrow();
    }

    /** What the record says that the day's budget has settled and reserved. */
    private long taken() {
        Map<String, Long> of = new HashMap<>();
        for (Recorded recorded : log.events) {
            if (recorded.event() instanceof SpendReserved reserved) {
                of.put(recorded.stream(), reserved.amount().amount());
            } else if (recorded.event() instanceof SpendSettled settled) {
                of.put(recorded.stream(), settled.settled().amount());
            }
        }
        return of.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void whatTwoNodesTakeOfTheLastMoneyOnlyOneOfThemRecords() throws Exception {
        // given
        Node one = new Node(true);
        Node two = new Node(false);
        for (int i = 0; i < 24; i++) {
            assertThat(one.decide("s" + i, MOST)).isTrue();
            one.record();
        }

        // when both decide before they hear of each other
        two.hear();
        assertThat(one.decide("a", MOST)).isTrue();
        assertThat(two.decide("b", MOST)).isTrue();

        // then
        assertThat(two.record()).isTrue();
        assertThat(one.record()).isFalse();
        assertThat(taken()).isEqualTo(CAP);
        assertThat(one.decide("a", 1)).isFalse();
    }

    @Test
    void aTaskThatTwoNodesOpenAtOnceIsTakenForOnceAndLeftToTheFaster() throws Exception {
        // given
        Node one = new Node(true);
        Node two = new Node(false);
        TaskId same = new TaskId("same");
        one.opening(same, 3_000).commit();
        UnitOfWork<?> slower = two.opening(same, 3_000);

        // when
        one.append(
                same,
                new SpendReserved(usd(3_000), List.of(new ScopeBalance(DAY, usd(CAP), usd(0), usd(0))), List.of()));
        two.hear();
        failed(slower, new ConcurrencyException("another command was faster"));

        // then
        assertThat(two.spending.balance(DAY, usd(CAP)).reserved()).isEqualTo(usd(3_000));
        assertThat(two.spending.isUncertain(same)).isFalse();
        one.settle(same, 1_000);
        two.hear();
        for (Node node : List.of(one, two)) {
            assertThat(node.spending.balance(DAY, usd(CAP)).settled()).isEqualTo(usd(1_000));
            assertThat(node.spending.balance(DAY, usd(CAP)).reserved()).isEqualTo(usd(0));
        }
    }

    @Test
    void whatIsNotKnownToBeRecordedStaysTakenAndIsThisNodesOnlyWhenItRecordedIt() throws Exception {
        // given
        Node one = new Node(true);
        Node two = new Node(false);
        TaskId lost = new TaskId("lost");
        TaskId same = new TaskId("same");

        // when
        failed(one.opening(lost, 3_000), new RecordUnavailable("away", null));
        failed(one.opening(same, 2_000), new RecordUnavailable("away", null));
        two.append(
                same,
                new SpendReserved(usd(2_000), List.of(new ScopeBalance(DAY, usd(CAP), usd(0), usd(0))), List.of()));
        one.hear();

        // then
        assertThat(one.spending.balance(DAY, usd(CAP)).reserved()).isEqualTo(usd(7_000));
        assertThat(one.spending.isUncertain(lost)).isTrue();
        assertThat(one.spending.isUncertain(same)).isFalse();
        one.spending.release(lost);
        two.settle(same, 2_000);
        one.hear();
        assertThat(one.spending.balance(DAY, usd(CAP)).reserved()).isEqualTo(usd(0));
        assertThat(one.spending.balance(DAY, usd(CAP)).settled()).isEqualTo(usd(2_000));
    }

    private static void failed(UnitOfWork<?> work, RuntimeException cause) {
        work.rollback(cause);
    }

    @Test
    void aNodeThatNeverHeardOfABudgetHasAllThatWasEverSpentOfIt() throws Exception {
        // given
        Node one = new Node(true);
        assertThat(one.decide("s", MOST)).isTrue();
        one.record();
        one.settle(one.open.removeFirst(), 3_000);
        one.follow();
        assertThat(one.decide("s", MOST)).isTrue();
        one.record();
        one.settle(one.open.removeFirst(), 500);

        // when
        Node late = new Node(false);

        // then
        assertThat(late.spending.balance(DAY, usd(CAP)).settled()).isEqualTo(usd(3_500));
        BudgetScope session = new BudgetScope(BudgetScope.Kind.SESSION, "clerk/s");
        assertThat(late.spending.balance(session, usd(CAP)).settled()).isEqualTo(usd(3_500));
    }

    @Test
    void nothingIsTakenWhileTheBalancesAreMadeAgain() throws Exception {
        // given
        Node one = new Node(true);
        assertThat(one.decide("s", MOST)).isTrue();
        one.record();
        one.settle(one.open.removeFirst(), MOST);
        one.follow();
        Node two = new Node(false);
        two.follow();

        // when
        kept.copyFrom(new MemoryBalances());

        // then
        assertThatThrownBy(() -> two.spending.balance(DAY, usd(CAP))).isInstanceOf(RecordUnavailable.class);
    }
}
