package dev.chancery.bench;

import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.record.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;

/**
 * What appending costs: {@value #WRITERS} writers that each append {@value #EVENTS} events of about 500 B to a new stream and
 * wait for the commit, through Axon's storage engine; against one writer that inserts the same rows in statements of
 * {@value #BARE_ROWS} into a table of the same columns and indexes with nothing else, under the same flush policy.
 *
 * <p>Argument: seconds to measure, 20 by default. Prints events/s, latency, and CPU of the JVM and of PostgreSQL per event.
 */
public final class AppendBench {

    private static final int WRITERS = 64;
    private static final int EVENTS = 6;
    private static final int BARE_ROWS = 192;
    private static final String DETAIL = "x".repeat(470);
    private static final byte[] PAYLOAD = new EventCodec().encode(new ToolCallFailed(DETAIL, 1));

    private AppendBench() {}

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 20);
        Path home = Files.createTempDirectory("append-bench");
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            long postmaster = Long.parseLong(
                    Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst());
            engine(store, time.dividedBy(4), postmaster);
            System.out.println("engine: " + engine(store, time, postmaster));
            bare(store, time.dividedBy(4), postmaster);
            System.out.println("bare:   " + bare(store, time, postmaster));
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String engine(Store store, Duration time, long postmaster) throws Exception {
        Spent before = Spent.now(postmaster);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        LongAdder events = new LongAdder();
        List<long[]> latencies = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            writers.add(Thread.ofVirtual().start(() -> {
                long[] micros = new long[1 << 16];
                int n = 0;
                for (long at = System.nanoTime(); at < end; ) {
                    store.engine().appendEvents(command());
                    long now = System.nanoTime();
                    micros[n++ & 0xffff] = (now - at) / 1_000;
                    at = now;
                    events.add(EVENTS);
                }
                synchronized (latencies) {
                    latencies.add(Arrays.copyOf(micros, Math.min(n, micros.length)));
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        long[] sorted =
                latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return report(events.sum(), System.nanoTime() - start, before, Spent.now(postmaster))
                + String.format(
                        ", p50 %.1f ms, p99 %.1f ms",
                        sorted[sorted.length / 2] / 1e3, sorted[(int) (sorted.length * 0.99)] / 1e3);
    }

    private static List<DomainEventMessage<?>> command() {
        String stream = "task/" + UUID.randomUUID();
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (int sequence = 0; sequence < EVENTS; sequence++) {
            events.add(new GenericDomainEventMessage<>("task", stream, sequence, new ToolCallFailed(DETAIL, sequence)));
        }
        return events;
    }

    private static String bare(Store store, Duration time, long postmaster) throws SQLException, IOException {
        try (Connection connection = store.dataSource().getConnection();
                Statement ddl = connection.createStatement()) {
            ddl.execute("DROP TABLE IF EXISTS bare_event");
            ddl.execute("CREATE TABLE bare_event (LIKE event INCLUDING ALL) WITH (toast_tuple_target = 8160)");
            ddl.execute("SET plan_cache_mode = force_generic_plan");
            Spent before = Spent.now(postmaster);
            long start = System.nanoTime();
            long position = 0;
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO bare_event (position, stream, sequence, at, id, revision, name, leaf_hash, metadata,"
                            + " payload) SELECT * FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::uuid[],"
                            + " ?::integer[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[])")) {
                while (System.nanoTime() - start < time.toNanos()) {
                    insert(connection, insert, position);
                    position += BARE_ROWS;
                }
            }
            String report = report(position, System.nanoTime() - start, before, Spent.now(postmaster));
            ddl.execute("DROP TABLE bare_event");
            return report;
        }
    }

    private static void insert(Connection connection, PreparedStatement insert, long from) throws SQLException {
        Long[] positions = new Long[BARE_ROWS];
        Long[] sequences = new Long[BARE_ROWS];
        Long[] at = new Long[BARE_ROWS];
        Integer[] revisions = new Integer[BARE_ROWS];
        String[] streams = new String[BARE_ROWS];
        String[] ids = new String[BARE_ROWS];
        String[] names = new String[BARE_ROWS];
        byte[][] leaves = new byte[BARE_ROWS][];
        byte[][] metadata = new byte[BARE_ROWS][];
        byte[][] payloads = new byte[BARE_ROWS][];
        for (int i = 0; i < BARE_ROWS; i++) {
            positions[i] = from + i;
            sequences[i] = (long) (i % EVENTS);
            at[i] = System.currentTimeMillis() * 1000;
            revisions[i] = 1;
            streams[i] = i % EVENTS == 0 ? "task/" + UUID.randomUUID() : streams[i - 1];
            ids[i] = UUID.randomUUID().toString();
            names[i] = "tool.call-failed";
            leaves[i] = new byte[32];
            metadata[i] = new byte[] {'{', '}'};
            payloads[i] = PAYLOAD;
        }
        int p = 0;
        insert.setArray(++p, connection.createArrayOf("int8", positions));
        insert.setArray(++p, connection.createArrayOf("text", streams));
        insert.setArray(++p, connection.createArrayOf("int8", sequences));
        insert.setArray(++p, connection.createArrayOf("int8", at));
        insert.setArray(++p, connection.createArrayOf("uuid", ids));
        insert.setArray(++p, connection.createArrayOf("int4", revisions));
        insert.setArray(++p, connection.createArrayOf("text", names));
        insert.setArray(++p, connection.createArrayOf("bytea", leaves));
        insert.setArray(++p, connection.createArrayOf("bytea", metadata));
        insert.setArray(++p, connection.createArrayOf("bytea", payloads));
        insert.executeUpdate();
    }

    private static String report(long events, long nanos, Spent before, Spent after) {
        double seconds = nanos / 1e9;
        return String.format(
                "%,.0f events/s, CPU per event: JVM %.1f us, PostgreSQL %.1f us",
                events / seconds,
                (after.jvmNanos - before.jvmNanos) / 1e3 / events,
                (after.postgresNanos - before.postgresNanos) / 1e3 / events);
    }

    private record Spent(long jvmNanos, long postgresNanos) {

        static Spent now(long postmaster) throws IOException {
            return new Spent(Cpu.of(ProcessHandle.current().pid()), Cpu.ofPostgres(postmaster));
        }
    }
}
