package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {

    private static final long PATIENCE_SECONDS = 60;
    private final Path home = SharedStore.newHome();

    @AfterEach
    void deleteHome() {
        SharedStore.delete(home);
    }

    @Test
    void losesNothingAcknowledgedWhenTheJvmIsKilledUnderLoad() throws Exception {
        // given
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessAppends.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();

        // when
        try (BufferedReader out = jvm.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("task/")) {
                    acknowledged.add(line);
                }
                if (acknowledged.size() == 500) {
                    // Unlike the process itself, its handle leaves what it printed readable.
                    jvm.toHandle().destroyForcibly();
                }
            }
        }
        ProcessHandle orphan = postmaster();

        // then
        assertThat(jvm.waitFor()).isEqualTo(137);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(499);
        assertThat(orphan.isAlive()).isTrue();
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            assertThat(postmaster().pid()).isNotEqualTo(orphan.pid());
            // The kill can cut the last line short.
            assertThatLogHolds(store, acknowledged.subList(0, acknowledged.size() - 1));
        }
    }

    @Test
    void losesAndDoublesNothingWhenPostgresIsKilledUnderLoadAndGoesOnByItself() throws Exception {
        // given
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<String> unknown = ConcurrentHashMap.newKeySet();
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            CountDownLatch before = new CountDownLatch(200);
            EndlessAppends load = new EndlessAppends(
                    store.engine(),
                    stream -> {
                        acknowledged.add(stream);
                        before.countDown();
                    },
                    unknown::add);
            assertThat(before.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

            // when
            for (int kill = 0; kill < 3; kill++) {
                ProcessHandle postmaster = postmaster();
                List<ProcessHandle> backends = postmaster.children().toList();
                postmaster.destroyForcibly();
                backends.forEach(ProcessHandle::destroyForcibly);
                postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                int had = acknowledged.size();
                awaitTrue(() -> acknowledged.size() > had + 200);
            }
            load.stop();

            // then
            awaitTrue(() -> isReadable(store));
            assertThatLogHolds(store, acknowledged);
            for (String stream : unknown) {
                assertThat(store.log().readStream(stream)).hasSizeBetween(0, EndlessAppends.EVENTS);
                assertThat(store.log().readStream(stream).size() % EndlessAppends.EVENTS)
                        .isZero();
            }
        }
    }

    @Test
    void refusesAtOnceWhilePostgresIsStopped() throws Exception {
        // given
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine().appendEvents(events(newStream(), 0, 1));

            // when
            ProcessHandle postmaster = postmaster();
            new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid()))
                    .start()
                    .waitFor();
            postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            // then
            assertThat(secondsUntilRefused(store)).isLessThan(5);
            assertThat(secondsUntilRefused(store)).isLessThan(1);
            assertThatThrownBy(() -> store.log().size()).isInstanceOf(RecordUnavailable.class);
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws Exception {
        // given
        String stream = newStream();
        String key;
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine().appendEvents(events(stream, 0, 300));
            key = store.ledger().verifierKey();
        }

        // when
        try (Store store = Store.open(StoreSettings.embedded(home))) {

            // then
            assertThatThrownBy(() -> store.engine().appendEvents(events(stream, 0, 1)))
                    .isInstanceOf(ConcurrencyException.class);
            assertThatThrownBy(() -> store.engine().appendEvents(events(stream, 301, 1)))
                    .isInstanceOf(ConcurrencyException.class);
            store.engine().appendEvents(events(stream, 300, 2));
            assertThat(store.log().readStream(stream)).hasSize(302);
            assertThat(store.log().size()).isEqualTo(302);
            assertThat(store.ledger().verifierKey()).isEqualTo(key);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets/log-key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("postgres"))))
                .isEqualTo("rwx------");
    }

    @Test
    void letsNobodyElseUseTheHomeOrAppendToTheRecord() throws Exception {
        // given
        Path another = SharedStore.newHome();
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            String url = ((com.zaxxer.hikari.HikariDataSource) store.dataSource()).getJdbcUrl();
            String password = Files.readString(home.resolve("secrets/postgres"));

            // when then
            assertThatThrownBy(() -> Store.open(StoreSettings.embedded(home)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another Chancery process uses the home");
            assertThatThrownBy(() -> Store.open(StoreSettings.external(another, url, "chancery", password)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another Chancery with the command role");
            store.engine().appendEvents(events(newStream(), 0, 1));
        } finally {
            SharedStore.delete(another);
        }
    }

    @Test
    void doesNotStartOnARecordThatWasTamperedWith() throws Exception {
        // given
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine().appendEvents(events(newStream(), 0, 10));
        }

        // when
        execute("UPDATE event SET leaf_hash = sha256(leaf_hash) WHERE position = 4");

        // then
        assertThatThrownBy(() -> Store.open(StoreSettings.embedded(home)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The record contradicts itself");
    }

    @Test
    void doesNotStartOnARecordThatLostItsEnd() throws Exception {
        // given
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine().appendEvents(events(newStream(), 0, 10));
        }

        // when
        execute("DELETE FROM event WHERE position = 9");

        // then
        assertThatThrownBy(() -> Store.open(StoreSettings.embedded(home)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the last position is 8 in a log of 10 events");
    }

    @Test
    void doesNotStartOnADatabaseThatAcknowledgesBeforeItFlushes() throws Exception {
        // given
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine().appendEvents(events(newStream(), 0, 1));
        }

        // when
        execute("ALTER ROLE chancery IN DATABASE chancery SET synchronous_commit = off");

        // then
        assertThatThrownBy(() -> Store.open(StoreSettings.embedded(home)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("synchronous_commit = on");
    }

    private void execute(String sql) throws SQLException {
        try (Home owned = Home.open(home);
                EmbeddedPostgres server = EmbeddedPostgres.start(owned);
                Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertThatLogHolds(Store store, Iterable<String> streams) {
        List<StoredEvent> log = store.log().read(0, Integer.MAX_VALUE);
        assertThat(log).hasSize((int) store.log().size());
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).position()).isEqualTo(i);
        }
        assertThat(log.stream().map(StoredEvent::id).distinct().count()).isEqualTo(log.size());
        var counts = log.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        StoredEvent::stream, java.util.stream.Collectors.counting()));
        for (String stream : streams) {
            assertThat(counts.get(stream)).isEqualTo(EndlessAppends.EVENTS);
        }
    }

    private static boolean isReadable(Store store) {
        try {
            return store.log().size() > 0;
        } catch (RecordUnavailable e) {
            return false;
        }
    }

    private static double secondsUntilRefused(Store store) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> store.engine().appendEvents(events(newStream(), 0, 1)))
                .isInstanceOf(RecordUnavailable.class);
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
    }

    private ProcessHandle postmaster() throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve("postgres/postmaster.pid"))) {
            return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow()))
                    .orElseThrow();
        }
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
