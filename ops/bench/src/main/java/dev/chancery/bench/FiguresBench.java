package dev.chancery.bench;

import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.folds.figure.Extent;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.Figures;
import dev.chancery.verifier.check.PolicyVendors;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.ScopeFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all figures of a period cost over a long log, held against reading and decoding it alone: fills a fresh store as {@link PackBench}
 * does, then reads it in processes of their own with {@value PackBench#HEAP}. Each tells its CPU time and its heap after a collection.
 *
 * <p>Argument: number of events, 1,000,001 by default.
 */
public final class FiguresBench {

    private static final int BATCH = 500;
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2100-01-01T00:00:00Z");

    private FiguresBench() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            read(args[0], Path.of(args[1]));
            return;
        }
        long events = args.length > 0 ? Long.parseLong(args[0]) : 1_000_001;
        Path directory = Files.createTempDirectory("figures-bench");
        try {
            Path home = directory.resolve("home");
            PackBench.fill(home, events);
            for (String what : List.of("decode", "figures", "scope")) {
                PackBench.run(
                        what,
                        ProcessBuilder.Redirect.INHERIT,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FiguresBench.class.getName(),
                        what,
                        home);
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void read(String what, Path home) throws IOException {
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            long size = store.log().size();
            @Nullable
            Figures figures = switch (what) {
                case "figures" -> new Figures(new FigureQuery(FROM, TO, size), new PolicyVendors());
                case "scope" ->
                    new Figures(
                            new FigureQuery(FROM, TO, size),
                            new Extent(Extent.Kind.AGENT, "clerk", 0),
                            new PolicyVendors());
                default -> null;
            };
            ScopeFilter filter = new ScopeFilter(new Scope(null, null, "clerk"), none -> false, true);
            boolean scoped = what.equals("scope");
            long start = System.nanoTime();
            long cpu = cpuNanos();
            each(store, size, stored -> {
                if (!scoped
                        || filter.includes(
                                stored, one -> store.log().decode(one).event())) {
                    Recorded recorded = store.log().decode(stored);
                    if (figures != null) {
                        figures.take(recorded);
                    }
                }
            });
            int told = figures == null ? 0 : figures.sheet().all().size();
            cpu = cpuNanos() - cpu;
            double seconds = (System.nanoTime() - start) / 1e9;
            try {
                System.gc();
                System.out.printf(
                        "%s: %,d events, %d figures, %.1f s, %.2f us of CPU an event, heap %.0f MB after a collection%n",
                        what,
                        size,
                        told,
                        seconds,
                        cpu / 1e3 / size,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
            } finally {
                // What was counted is in the heap that was measured.
                Reference.reachabilityFence(figures);
            }
        }
    }

    private static void each(Store store, long size, Consumer<StoredEvent> reader) {
        for (long at = 0; at < size; ) {
            List<StoredEvent> batch = store.log().read(at, (int) Math.min(BATCH, size - at));
            batch.forEach(reader);
            at += batch.size();
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
