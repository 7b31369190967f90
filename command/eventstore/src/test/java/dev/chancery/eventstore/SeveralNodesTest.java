package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Nodes.Overtaken;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.TreeAudit;
import dev.chancery.eventstore.log.Admission;
import dev.chancery.eventstore.log.Appender;
import dev.chancery.eventstore.log.PostgresEventLog;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.record.EventCodec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one record: two stores on one PostgreSQL, whose homes have one set of keys. */
class SeveralNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path serverHome;

    private static Home owned;
    private static EmbeddedPostgres server;
    private static int number;

    @TempDir
    private Path directory;

    private String url;
    private Store one;
    private Store two;

    @BeforeAll
    static void start() {
        owned = Home.open(serverHome.resolve("home"));
        server = EmbeddedPostgres.start(owned);
    }

    @AfterAll
    static void stop() {
        server.close();
        owned.close();
    }

    @BeforeEach
    void open() throws Exception {
        String name = "nodes" + ++number;
        execute(server.jdbcUrl(), "CREATE DATABASE " + name);
        url = server.jdbcUrl().replaceFirst("/[^/?]*([?]|$)", "/" + name + "$1");
        one = node("one");
        two = node("two");
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    /** A node; its home shares keys and secrets with the first one's, as one home would that both use. */
    private Store node(String name) throws Exception {
        Path shared = Files.createDirectories(directory.resolve("one"));
        Path home = Files.createDirectories(directory.resolve(name));
        for (String part : List.of("secrets", "keys")) {
            Path its = Files.createDirectories(shared.resolve(part));
            if (!home.equals(shared)) {
                Files.createSymbolicLink(home.resolve(part), its);
            }
        }
        return Store.open(new StoreSettings(home, url, server.user(), server.password(), null, true));
    }

    private void execute(String database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Keeps what it is told, and lets nothing pass while it is told to. */
    private static final class Ear implements Nodes.Listener {
        private final List<Recorded> heard = Collections.synchronizedList(new ArrayList<>());
        private final Set<Long> fromElsewhere = ConcurrentHashMap.newKeySet();
        private volatile boolean objects;

        @Override
        public void recorded(List<Recorded> events, boolean elsewhere) {
            heard.addAll(events);
            if (elsewhere) {
                events.forEach(event -> fromElsewhere.add(event.position()));
            }
        }

        @Override
        public boolean holds(List<Event> events) {
            return !objects;
        }
    }

    @Test
    void twoNodesLeaveNoGapAndEachHearsOfEverythingInOrder() throws Exception {
        // given
        Ear first = new Ear();
        Ear second = new Ear();
        long from = one.nodes().listen(first);
        assertThat(two.nodes().listen(second)).isEqualTo(from);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<String> unknown = ConcurrentHashMap.newKeySet();
        List<Recorded> followed = Collections.synchronizedList(new ArrayList<>());

        // when
        try (var following = two.log().follow("all", from, followed::addAll)) {
            EndlessAppends here = new EndlessAppends(one.engine(), acknowledged::add, unknown::add);
            EndlessAppends there = new EndlessAppends(two.engine(), acknowledged::add, unknown::add);
            Waiting.until(PATIENCE, () -> acknowledged.size() > 1_500);
            here.stop();
            there.stop();
            assertThat(following.await(one.log().size(), PATIENCE)).isTrue();
        }

        // then
        long size = one.log().size();
        assertThat(unknown).isEmpty();
        assertThat(size).isEqualTo(from + acknowledged.size() * (long) EndlessAppends.EVENTS);
        List<Recorded> log =
                one.log().read(from, (int) size).stream().map(one.log()::decode).toList();
        assertThat(log)
                .extracting(Recorded::position)
                .containsExactlyElementsOf(LongStream.range(from, size).boxed().toList());
        Waiting.until(PATIENCE, () -> first.heard.size() == log.size() && second.heard.size() == log.size());
        assertThat(first.heard).isEqualTo(log);
        assertThat(second.heard).isEqualTo(log);
        assertThat(followed).isEqualTo(log);
        assertThat(first.fromElsewhere.size() + second.fromElsewhere.size()).isEqualTo(log.size());
        assertThat(((TreeAudit) one.audit()).audit(false).findings()).isEmpty();
    }

    @Test
    void losesAndDoublesNothingWhenTheSessionsOfBothAreKilledUnderLoad() throws Exception {
        // given
        Ear ear = new Ear();
        long from = one.nodes().listen(ear);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<String> unknown = ConcurrentHashMap.newKeySet();
        EndlessAppends here = new EndlessAppends(one.engine(), acknowledged::add, unknown::add);
        EndlessAppends there = new EndlessAppends(two.engine(), acknowledged::add, unknown::add);

        // when
        for (int kill = 0; kill < 3; kill++) {
            int had = acknowledged.size();
            Waiting.until(PATIENCE, () -> acknowledged.size() > had + 200);
            execute(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        }
        int had = acknowledged.size();
        Waiting.until(PATIENCE, () -> acknowledged.size() > had + 200);
        here.stop();
        there.stop();

        // then
        for (String stream : acknowledged) {
            assertThat(one.log().readStream(stream)).hasSize(EndlessAppends.EVENTS);
        }
        long size = one.log().size();
        Waiting.until(PATIENCE, () -> ear.heard.size() == size - from);
        assertThat(ear.heard)
                .extracting(Recorded::position)
                .containsExactlyElementsOf(LongStream.range(from, size).boxed().toList());
        assertThat(((TreeAudit) one.audit()).audit(false).findings()).isEmpty();
    }

    @Test
    void onlyOneOfTwoCommandsOnAStreamIsTaken() {
        // given
        String stream = newStream();
        one.engine().appendEvents(events(stream, 0, 2));
        two.engine().appendEvents(events(stream, 2, 1));

        // when then
        assertThatThrownBy(() -> one.engine().appendEvents(events(stream, 2, 1)))
                .isInstanceOf(ConcurrencyException.class);
        one.engine().appendEvents(events(stream, 3, 1));
        two.engine().appendEvents(events(stream, 4, 1));
        assertThat(two.log().readStream(stream)).hasSize(5);
    }

    @Test
    void recordsNothingThatNoLongerHolds() {
        // given
        Ear objecting = new Ear();
        two.nodes().listen(objecting);
        objecting.objects = true;
        String refused = newStream();

        // when then
        assertThatThrownBy(() -> two.engine().appendEvents(events(refused, 0, 1)))
                .isInstanceOf(Overtaken.class);
        one.engine().appendEvents(events(newStream(), 0, 1));
        assertThatThrownBy(() -> two.engine().appendEvents(events(refused, 0, 1)))
                .isInstanceOf(Overtaken.class);
        assertThat(two.log().readStream(refused)).isEmpty();
        objecting.objects = false;
        two.engine().appendEvents(events(refused, 0, 1));
        assertThat(two.log().readStream(refused)).hasSize(1);
    }

    @Test
    void oneLeadsAndTheOtherTakesOverWhenItEnds() throws Exception {
        // given
        Store survivor = one.nodes().leads() ? two : one;
        Store leader = survivor == one ? two : one;
        assertThat(leader.nodes().leads()).isTrue();
        assertThat(survivor.nodes().leads()).isFalse();
        leader.engine().appendEvents(events(newStream(), 0, 1));
        String author = leader.nodes().author(leader.log().size() - 1).orElseThrow();
        assertThat(survivor.nodes().alive()).hasSize(2).contains(author);

        // when
        leader.close();

        // then
        Waiting.until(PATIENCE, survivor.nodes()::leads);
        assertThat(survivor.nodes().alive()).hasSize(1).doesNotContain(author);
        survivor.engine().appendEvents(events(newStream(), 0, 1));
        long size = survivor.log().size();
        Waiting.until(PATIENCE, () -> survivor.ledger().get().size() == size);
    }

    @Test
    void whoeverWantsToBeAloneIsNotLetInBesideOthers() {
        assertThatThrownBy(() -> Store.open(
                        StoreSettings.external(directory.resolve("loner"), url, server.user(), server.password())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--chancery.several-nodes=true");
        assertThatThrownBy(() ->
                        Store.open(new StoreSettings(directory.resolve("embedded"), null, null, null, null, true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spring.datasource.url");
    }

    @Test
    void aNodeThatIsNotOvertakenCommitsABatchByOneStatement() throws Exception {
        // given
        two.close();
        AtomicInteger statements = new AtomicInteger();
        AtomicInteger transactions = new AtomicInteger();
        String stream = newStream();
        int batches = 50;

        // when
        try (PostgresEventLog log = new PostgresEventLog(one.dataSource(), new EventCodec());
                Appender alone = new Appender(
                        () -> counted(one.dataSource().getConnection(), statements, transactions),
                        Admission.amongOthers(),
                        log)) {
            for (int i = 0; i < batches; i++) {
                alone.append(new EventCodec(), stream, i, new ToolCallFailed("detail", i, null), Instant.now());
            }
        }

        // then
        assertThat(one.log().readStream(stream)).hasSize(batches);
        assertThat(statements).hasValue(batches);
        assertThat(transactions).hasValue(0);
    }

    /** A connection that counts what it writes, and what it writes in more than one statement. */
    private static Connection counted(Connection connection, AtomicInteger statements, AtomicInteger transactions) {
        return proxy(Connection.class, connection, (method, result) -> {
            if (method.equals("commit")) {
                transactions.incrementAndGet();
            }
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, (called, answer) -> {
                        if (called.equals("executeUpdate")) {
                            statements.incrementAndGet();
                        }
                        return answer;
                    })
                    : result;
        });
    }

    private static <T> T proxy(Class<T> type, T real, BiFunction<String, Object, Object> after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    try {
                        return after.apply(method.getName(), method.invoke(real, values));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
