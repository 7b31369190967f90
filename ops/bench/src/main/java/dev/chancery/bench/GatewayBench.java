package dev.chancery.bench;

import dev.chancery.bench.LoadClient.Latencies;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a governed request costs: the packaged application on a fresh home, in front of a simulated provider in a process of
 * its own, under {@link LoadClient} at 1, 16 and 64 connections; and the provider alone in the same run.
 *
 * <p>Arguments: seconds to measure each, 20 by default; then options for the application's JVM. The first stage warms up for
 * twice that long, at 64 connections, and is not reported. A stage ends when the read models have caught up, so that the CPU
 * given is that of everything a request leads to.
 */
public final class GatewayBench {

    private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
    private static final Duration START_UP = Duration.ofMinutes(2);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final String MODEL = "simulated/instant";

    private final Path home;
    private final long seconds;
    private final long jvm;
    private final long postmaster;
    private final long upstream;
    private final Connection database;

    private GatewayBench(Path home, long seconds, long jvm, long upstream) throws IOException, SQLException {
        this.home = home;
        this.seconds = seconds;
        this.jvm = jvm;
        this.upstream = upstream;
        List<String> server = Files.readAllLines(home.resolve("postgres/postmaster.pid"));
        this.postmaster = Long.parseLong(server.getFirst());
        this.database = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.get(3) + "/chancery",
                "chancery",
                Files.readString(home.resolve("secrets/postgres")).strip());
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 20;
        Path directory = Files.createTempDirectory("gateway-bench");
        Path home = directory.resolve("home");
        List<Process> children = new ArrayList<>();
        try {
            int provider = Child.freePort();
            int gateway = Child.freePort();
            Process upstream = Child.java(
                    directory.resolve("upstream.log"),
                    List.of(
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SimulatedUpstream.class.getName(),
                            Integer.toString(provider)));
            children.add(upstream);
            Files.createDirectories(home.resolve("policy"));
            Files.writeString(home.resolve("policy/chancery.yaml"), policy(provider));
            List<String> command = new ArrayList<>(List.of(args).subList(Math.min(1, args.length), args.length));
            command.addAll(List.of("-jar", Child.application(), "--chancery.home=" + home, "--server.port=" + gateway));
            Process chancery = Child.java(directory.resolve("chancery.log"), command);
            children.add(chancery);
            Child.await(START_UP, () -> Child.isReady(gateway), chancery, directory.resolve("chancery.log"));
            Child.await(START_UP, () -> accepts(provider), upstream, directory.resolve("upstream.log"));
            System.out.println(machine(args));
            new GatewayBench(home, seconds, chancery.pid(), upstream.pid()).run(gateway, provider);
        } finally {
            children.reversed().forEach(Child::stop);
            RebuildBench.delete(directory);
        }
    }

    @SuppressWarnings("SystemOut")
    private void run(int gateway, int provider) throws Exception {
        String key = JsonMapper.shared()
                .readTree(Files.readString(home.resolve("first-run.json")))
                .path("agentKey")
                .asString();
        LoadClient direct = new LoadClient(provider, key, MODEL);
        LoadClient governed = new LoadClient(gateway, key, MODEL);
        direct.run(64, Duration.ofSeconds(Math.min(seconds, 5)).toNanos());
        governed.run(64, Duration.ofSeconds(2 * seconds).toNanos());
        caughtUp();
        System.out.println(Measurement.HEADER);
        StringBuilder threads = new StringBuilder();
        for (int connections : CONNECTIONS) {
            Latencies bare = direct.run(
                    connections, Duration.ofSeconds(Math.min(seconds, 5)).toNanos());
            SortedMap<String, Long> before = Cpu.byThread(jvm);
            Measurement measured = measure(governed, connections, bare);
            System.out.println(measured);
            threads.append(threads(before, Cpu.byThread(jvm), measured));
        }
        System.out.println(threads);
        database.close();
    }

    private static String threads(SortedMap<String, Long> before, SortedMap<String, Long> after, Measurement stage) {
        StringBuilder text = new StringBuilder(
                "%nCPU by thread of the JVM, us per request at %d connections:".formatted(stage.connections));
        int requests = stage.latencies.count();
        after.entrySet().stream()
                .map(e ->
                        Map.entry(e.getKey(), (e.getValue() - before.getOrDefault(e.getKey(), 0L)) / 1_000 / requests))
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(e -> text.append("%n%6d  %s".formatted(e.getValue(), e.getKey())));
        return text.toString();
    }

    private Measurement measure(LoadClient client, int connections, Latencies bare) throws Exception {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        Counters before = counters();
        long start = System.nanoTime();
        Latencies latencies =
                client.run(connections, Duration.ofSeconds(seconds).toNanos());
        double took = (System.nanoTime() - start) / 1e9;
        double lag = caughtUp();
        Counters spent = counters().minus(before);
        return new Measurement(connections, latencies, bare, took, lag, spent, load);
    }

    /** Waits until the read models show everything, and says how many seconds that took. */
    private double caughtUp() throws SQLException {
        long start = System.nanoTime();
        while (number("SELECT (SELECT size FROM log_head) - (SELECT min(position) FROM views.token)") > 0) {
            if (System.nanoTime() - start > CATCH_UP.toNanos()) {
                throw new IllegalStateException("The read models do not catch up");
            }
            LockSupport.parkNanos(5_000_000);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Counters counters() throws IOException, SQLException {
        return new Counters(
                System.nanoTime(),
                Cpu.of(jvm),
                Cpu.ofPostgres(postmaster),
                Cpu.of(upstream),
                Cpu.of(ProcessHandle.current().pid()),
                Cpu.ofMachine(),
                number("SELECT size FROM log_head"),
                number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"),
                number("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"));
    }

    private long number(String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** CPU in nanoseconds, and what PostgreSQL counts. */
    private record Counters(
            long at,
            long jvm,
            long postgres,
            long upstream,
            long client,
            long machine,
            long events,
            long commits,
            long flushes) {

        Counters minus(Counters before) {
            return new Counters(
                    at - before.at,
                    jvm - before.jvm,
                    postgres - before.postgres,
                    upstream - before.upstream,
                    client - before.client,
                    machine - before.machine,
                    events - before.events,
                    commits - before.commits,
                    flushes - before.flushes);
        }

        /** Cores that processes kept busy which have no part in this. */
        double others() {
            return Math.max(0, (double) (machine - jvm - postgres - upstream - client) / at);
        }
    }

    private record Measurement(
            int connections,
            Latencies latencies,
            Latencies bare,
            double seconds,
            double lag,
            Counters spent,
            String load) {

        static final String HEADER = """
                | connections | requests/s | p50 ms | p95 ms | p99 ms | added p50 | added p99 | CPU-ms/request | JVM | PostgreSQL \
                | client, upstream | events | commits | flushes | views behind s | load before | cores used by others |
                |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|""";

        @Override
        public String toString() {
            double n = latencies.count();
            return String.format(
                    "| %d | %,.0f | %.1f | %.1f | %.1f | %.1f | %.1f | **%.2f** | %.2f | %.2f | %.2f, %.2f | %.1f | %.2f |"
                            + " %.2f | %.2f | %s | %.1f |",
                    connections,
                    n / seconds,
                    latencies.millis(0.5),
                    latencies.millis(0.95),
                    latencies.millis(0.99),
                    latencies.millis(0.5) - bare.millis(0.5),
                    latencies.millis(0.99) - bare.millis(0.99),
                    (spent.jvm + spent.postgres) / 1e6 / n,
                    spent.jvm / 1e6 / n,
                    spent.postgres / 1e6 / n,
                    spent.client / 1e6 / n,
                    spent.upstream / 1e6 / n,
                    spent.events / n,
                    spent.commits / n,
                    spent.flushes / n,
                    lag,
                    load,
                    spent.others());
        }
    }

    private static String policy(int provider) {
        return """
            currency: USD
            deployments:
              - {id: simulated/instant, provider: openai, model: instant, baseUrl: "http://127.0.0.1:%d/v1", apiKey: "env:HOME",
                 tier: worker, location: cloud, inputPrice: "0.25", outputPrice: "2.00", contextTokens: 100000, maxOutputTokens: 4096}
            models:
              - {alias: default, deployments: [simulated/instant]}
            workflows:
              - {id: bench, purpose: Measuring, gate: autonomous, tiers: [worker]}
            agents:
              - {id: bench, owner: Nobody, purpose: Measuring, workflows: [bench],
                 budgets: {task: "1", session: "1000000", day: "1000000"}}
            """.formatted(provider);
    }

    private static String machine(String[] args) throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 2))
                .orElse("unknown");
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("[^0-9]", "");
        return String.format(
                "%s, %d cores, %d GB, Linux %s, Java %s, arguments %s%n",
                model,
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(memory) >> 20,
                System.getProperty("os.version"),
                Runtime.version(),
                List.of(args));
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
