package dev.chancery.bench;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.ViewsQuery.FindFingerprints;
import dev.chancery.query.contracts.ViewsQuery.TakeFingerprints;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.views.LineageQueries;
import dev.chancery.views.ViewKeeper;
import dev.chancery.views.ViewsQueries;
import dev.chancery.views.ViewsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * How long all views take to be built from a log of many tasks: once when there are none, and once beside those that answer, with the comparison
 * of every row and the change of places. Then the fingerprints of both, which have to be the same.
 *
 * <p>Arguments: number of tasks, 1,000,000 by default; a directory that keeps the filled store, and is used again when it has one; {@code once}
 * to leave the second building out.
 */
public final class RebuildBench {

    private final Store store;
    private final EventLog log;
    private final long postmaster;
    private final int tasks;

    private RebuildBench(Store store, Path home, int tasks) throws IOException {
        this.store = store;
        this.log = store.log();
        this.tasks = tasks;
        this.postmaster = Long.parseLong(
                Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst());
    }

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        boolean once = args.length > 0 && args[args.length - 1].equals("once");
        boolean kept = args.length > (once ? 2 : 1);
        Path home = kept ? Path.of(args[1]).toAbsolutePath() : Files.createTempDirectory("rebuild-bench");
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            say("%.1f load before", load());
            fill(store, tasks);
            RebuildBench bench = new RebuildBench(store, home, tasks);
            bench.run(!once);
            say("%.1f load after", load());
        } finally {
            if (!kept) {
                delete(home);
            }
        }
    }

    static void fill(Store store, int tasks) throws InterruptedException {
        if (store.log().size() > 0) {
            say("the store has %,d events already", store.log().size());
            return;
        }
        long start = System.nanoTime();
        long events = GovernedTasks.NARROW.fill(store, tasks, List.of());
        say("fill: %,d tasks, %,d events, %s", tasks, events, rate(events, start));
    }

    private void run(boolean twice) throws Exception {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS views CASCADE; DROP SCHEMA IF EXISTS views_next CASCADE");
        }
        ViewsSchema.migrate(store.dataSource());
        try (ViewKeeper keeper = new ViewKeeper(store.dataSource(), log)) {
            measure("built from nothing", () -> {
                keeper.start();
                until(() -> keeper.status().state() == ViewsView.State.CURRENT
                        && keeper.status().rebuilding() == null);
                keeper.await(log.size(), Duration.ofMinutes(1));
            });
            demandAll(keeper);
            if (twice) {
                ViewsQueries queries = new ViewsQueries(keeper);
                FingerprintsView.Taken first = fingerprints(queries);
                measure("built beside, compared and switched", () -> {
                    keeper.rebuild(Reason.ASKED);
                    until(() -> keeper.status().rebuilding() == null);
                });
                demand(keeper.status().last() != null && keeper.status().last().differing() == 0, "They differ");
                demand(fingerprints(queries).views().equals(first.views()), "The fingerprints differ");
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void measure(String what, Work work) throws Exception {
        long start = System.nanoTime();
        Cpu.Used before = Cpu.Used.by(postmaster);
        work.run();
        Cpu.Used used = Cpu.Used.by(postmaster).minus(before);
        say(
                "%s: %,d tasks, %s; CPU per event, JVM and PostgreSQL, %s; JVM at most %,d MB resident, now %s",
                what, tasks, rate(log.size(), start), used.per(log.size()), peak(), Memory.now(postmaster));
    }

    private FingerprintsView.Taken fingerprints(ViewsQueries queries) throws Exception {
        long start = System.nanoTime();
        queries.handle(new TakeFingerprints());
        until(() -> !queries.handle(new FindFingerprints()).underWay());
        FingerprintsView.Taken taken = queries.handle(new FindFingerprints()).last();
        if (taken == null) {
            throw new IllegalStateException("There are no fingerprints");
        }
        say(
                "fingerprints: %,d rows, %.1f s",
                taken.views().stream()
                        .mapToLong(FingerprintsView.Fingerprint::rows)
                        .sum(),
                (System.nanoTime() - start) / 1e9);
        return taken;
    }

    private void demandAll(ViewKeeper keeper) {
        long answered = new LineageQueries(keeper.views(), log)
                .handle(new FindModelUses(null)).versions().stream()
                        .mapToLong(ModelUse::answers)
                        .sum();
        demand(answered == tasks, answered + " answers instead of " + tasks);
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    static void until(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    static String rate(long events, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format("%.1f s, %,.0f events/s", seconds, events / seconds);
    }

    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }

    private static long peak() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
                    .findFirst()
                    .orElse(0);
        }
    }

    static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
