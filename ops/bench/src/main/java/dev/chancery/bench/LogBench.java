package dev.chancery.bench;

import dev.chancery.bench.BareGroupCommit.Way;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.gateway.pipeline.TaskIds;
import dev.chancery.handling.Aggregates;
import dev.chancery.handling.budget.Spending;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;

/**
 * The log at speed, every figure of it from one run: through Axon's command gateway into the embedded store as it ships, with
 * a reader that follows, against {@link BareGroupCommit} in turns, so that whatever else the machine does falls on both.
 *
 * <p>Arguments: seconds of each stage, 10 by default; events to grow the log to afterwards, in millions, 1 by default.
 */
public final class LogBench {

    private static final int WRITERS = 64;

    /** The two sides of a comparison take turns; the first of them warm up and do not count. */
    private static final int TURNS = 5;

    private static final int WARM_UP_TURNS = 1;

    private final Store store;
    private final Configuration axon;
    private final long postmaster;

    /** Rows of the table at the end. */
    private final List<String> figures = new ArrayList<>();

    private LogBench(Store store, Path home) throws IOException {
        this.store = store;
        this.postmaster = Long.parseLong(
                Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst());
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(c -> store.engine())
                .configureCorrelationDataProviders(c -> List.of());
        new Aggregates(configurer, 10_000).register(SixEvents.class);
        this.axon = configurer.start();
    }

    public static void main(String[] args) throws Exception {
        System.setProperty("axoniq.update-checker.disabled", "true");
        System.setProperty("disable-axoniq-console-message", "true");
        Duration stage = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 10);
        long millions = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Path home = Files.createTempDirectory("log-bench");
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            LogBench bench = new LogBench(store, home);
            bench.hashing(stage.dividedBy(4));
            bench.warmUp(stage);
            bench.appending(stage.dividedBy(TURNS));
            bench.growing(millions);
            bench.replaying();
            bench.starting();
            bench.axon.shutdown();
            say("%n| figure | measured | aim |%n|---|--:|--:|");
            bench.figures.forEach(System.out::println);
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void figure(String name, String measured, String aim) {
        figures.add("| " + name + " | " + measured + " | " + aim + " |");
    }

    private static String percent(double part, double whole) {
        return String.format("%.0f %%", 100 * part / whole);
    }

    private static String millis(double millis) {
        return String.format("%.1f ms", millis);
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }

    /** What one side of a comparison did in its turns. */
    private static final class Side {
        private final Latencies latencies = new Latencies();
        private final LongAdder events = new LongAdder();
        private long nanos;
        private Cpu.Used cpu = Cpu.Used.NONE;

        double rate() {
            return events.sum() / (nanos / 1e9);
        }

        @Override
        public String toString() {
            return String.format(
                    "%,.0f events/s; a commit %s; CPU per event, JVM and PostgreSQL, %s",
                    rate(), latencies, cpuPerEvent());
        }

        String cpuPerEvent() {
            return cpu.per(events.sum());
        }
    }

    /** Something to do until a point in time, given as {@link System#nanoTime}. */
    @FunctionalInterface
    private interface Turn {
        void until(Side side, long end) throws Exception;
    }

    private void turn(Side side, Duration time, Turn turn) throws Exception {
        Cpu.Used before = Cpu.Used.by(postmaster);
        long start = System.nanoTime();
        turn.until(side, start + time.toNanos());
        side.nanos += System.nanoTime() - start;
        side.cpu = side.cpu.plus(Cpu.Used.by(postmaster).minus(before));
    }

    /** Whatever runs for months is compiled. */
    private void warmUp(Duration time) throws Exception {
        turn(new Side(), time, (side, end) -> write(WRITERS, side, new Lag(0), end));
        turn(new Side(), time.dividedBy(2), (side, end) -> write(1, side, new Lag(0), end));
    }

    private void appending(Duration time) throws Exception {
        try (BareGroupCommit bare = new BareGroupCommit(store.dataSource())) {
            say("%.0f B is the mean payload", bare.payloadBytes());
            compare(bare, time, WRITERS);
            compare(bare, time, 1);
        }
    }

    /** In turns: the gateway, and bare commits of as many rows as these writers can have in one. */
    private void compare(BareGroupCommit bare, Duration time, int writers) throws Exception {
        int rows = writers * SixEvents.EVENTS;
        Side insert = new Side();
        Side copy = new Side();
        Side gateway = new Side();
        Lag lag = new Lag(store.log().size());
        try (EventLog.Following reader = store.log().follow("bench", store.log().size(), lag::seen)) {
            for (int i = -WARM_UP_TURNS; i < TURNS; i++) {
                boolean counts = i >= 0;
                turn(
                        counts ? insert : new Side(),
                        time,
                        (side, end) -> commit(bare, Way.MULTI_ROW_INSERT, rows, side, end));
                turn(counts ? copy : new Side(), time, (side, end) -> commit(bare, Way.COPY, rows, side, end));
                turn(counts ? gateway : new Side(), time, (side, end) -> write(writers, side, lag, end));
            }
            reader.await(store.log().size(), Duration.ofSeconds(30));
        }
        say("%d writer(s), bare multi-row insert of %d rows: %s", writers, rows, insert);
        say("%d writer(s), bare COPY of %d rows: %s", writers, rows, copy);
        say("%d writer(s), through the command gateway: %s", writers, gateway);
        Latencies lags = lag.latencies();
        say("%d writer(s), a reader behind the commit: %s", writers, lags);
        String who = writers == 1 ? "1 writer: " : writers + " writers: ";
        if (writers == 1) {
            double p50 = gateway.latencies.millis(0.5);
            figure(who + "p50 of a commit", String.format("%.2f ms", p50), "");
            figure(who + "p50, to bare insert", String.format("%.2f", p50 / insert.latencies.millis(0.5)), "<= 1.5");
            figure(who + "p50, to bare COPY", String.format("%.2f", p50 / copy.latencies.millis(0.5)), "<= 1.5");
        } else {
            figure(who + "events/s", String.format("%,.0f", gateway.rate()), ">= 30,000");
            figure(who + "p50 of a commit", millis(gateway.latencies.millis(0.5)), "");
            figure(who + "p99 of a commit", millis(gateway.latencies.millis(0.99)), "< 50 ms");
            figure(who + "longest commit", millis(gateway.latencies.millis(1)), "");
            figure(who + "of the rate of bare insert", percent(gateway.rate(), insert.rate()), ">= 60 %");
            figure(who + "of the rate of bare COPY", percent(gateway.rate(), copy.rate()), ">= 60 %");
            figure(who + "CPU per event, JVM and PostgreSQL", gateway.cpuPerEvent(), "");
            figure("bare insert: CPU per event, JVM and PostgreSQL", insert.cpuPerEvent(), "");
            figure("bare COPY: CPU per event, JVM and PostgreSQL", copy.cpuPerEvent(), "");
        }
        figure(who + "a reader behind the commit, p99", millis(lags.millis(0.99)), "< 50 ms");
    }

    private static void commit(BareGroupCommit bare, Way way, int rows, Side side, long end) throws Exception {
        for (long at = System.nanoTime(); at < end; ) {
            bare.commit(way, rows);
            long now = System.nanoTime();
            side.latencies.add(now - at);
            side.events.add(rows);
            at = now;
        }
    }

    private void write(int writers, Side side, Lag lag, long end) throws InterruptedException {
        CommandGateway gateway = axon.commandGateway();
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (long at = System.nanoTime(); at < end; ) {
                    Receipt receipt = new Receipt();
                    TaskId task = new TaskId(TaskIds.random());
                    gateway.sendAndWait(new GenericCommandMessage<>(
                            new RecordToolOutcome(task, null, false, "none", true, 1, null),
                            Map.of(Receipt.KEY, receipt)));
                    long now = System.nanoTime();
                    lag.acknowledged(receipt.position(), now);
                    side.latencies.add(now - at);
                    side.events.add(SixEvents.EVENTS);
                    at = now;
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** The gateway alone, until the log is that long: neither the time nor the memory of an append may grow with it. */
    private void growing(long millions) throws Exception {
        Lag lag = new Lag(store.log().size());
        try (EventLog.Following reader = store.log().follow("bench", store.log().size(), lag::seen)) {
            for (long goal = 1; goal <= millions; goal++) {
                Side side = new Side();
                while (store.log().size() < goal * 1_000_000) {
                    turn(side, Duration.ofSeconds(1), (s, end) -> write(WRITERS, s, lag, end));
                }
                if (side.events.sum() > 0) {
                    reader.await(store.log().size(), Duration.ofSeconds(30));
                    Memory memory = Memory.now(postmaster);
                    say("%,d events: %s; %s", store.log().size(), side, memory);
                    if (goal == 1 || goal == millions) {
                        figure("at " + goal + " million events", memory.toString(), goal == 1 ? "" : "flat");
                        figure("at " + goal + " million events: CPU per event", side.cpuPerEvent(), "flat");
                    }
                }
            }
        }
    }

    /** From the first event to the last, decoded, into a fold whose result is known. */
    private void replaying() throws Exception {
        long size = store.log().size();
        long[] settled = new long[1];
        Cpu.Used before = Cpu.Used.by(postmaster);
        long start = System.nanoTime();
        try (EventLog.Following replay = store.log().follow("replay", 0, batch -> settled[0] += settled(batch))) {
            replay.await(size, Duration.ofMinutes(10));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Cpu.Used cpu = Cpu.Used.by(postmaster).minus(before);
        if (settled[0] != size / SixEvents.EVENTS * SixEvents.SETTLED) {
            throw new IllegalStateException("The fold of " + size + " events came to " + settled[0]);
        }
        figure("replay of the log into a fold, events/s", String.format("%,.0f", size / seconds), ">= 100,000");
        figure("replay: CPU per event, JVM and PostgreSQL", cpu.per(size), "");
    }

    /** What the budgets have spent: first folded from the first event, then from where it was kept. */
    private void starting() {
        for (String start :
                List.of("first start: the budgets folded from the first event", "next start: the budgets")) {
            long from = System.nanoTime();
            Spending.from(store.log(), store.balances()).close();
            figure(start, millis((System.nanoTime() - from) / 1e6), "");
        }
    }

    private static long settled(List<Recorded> batch) {
        long sum = 0;
        for (Recorded recorded : batch) {
            sum += recorded.event() instanceof SpendSettled settled
                    ? settled.settled().amount()
                    : 0;
        }
        return sum;
    }

    /** Leaf hashes and the tree over them, on one thread. */
    private void hashing(Duration time) {
        byte[] payload = new byte[500];
        Frontier frontier = new Frontier();
        long start = 0;
        long from = 0;
        for (long i = 0, now = System.nanoTime(), end = now + 2 * time.toNanos(); now < end; i++) {
            if (start == 0 && now > end - time.toNanos()) {
                start = now;
                from = i;
            }
            frontier.append(LeafHash.of(new StoredEvent(
                    i,
                    "0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6e",
                    "task/0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6d",
                    3,
                    "task.spend-settled",
                    1,
                    Instant.EPOCH,
                    payload,
                    new byte[] {'{', '}'})));
            now = System.nanoTime();
        }
        double rate = (frontier.size() - from) / (time.toNanos() / 1e9);
        figure("leaf hashes of 500 B with their tree, on one core", String.format("%,.0f/s", rate), ">= 500,000/s");
    }
}
