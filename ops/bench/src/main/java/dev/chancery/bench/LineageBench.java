package dev.chancery.bench;

import static dev.chancery.bench.RebuildBench.say;

import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.views.LineageQueries;
import dev.chancery.views.ViewKeeper;
import dev.chancery.views.ViewsSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes to say everything that a version of a model has touched, among many tasks: a version with more than a third of them, a
 * deployment with three quarters, a hundredth by time, and the last page.
 *
 * <p>Arguments: number of tasks, 1,000,000 by default; a directory that keeps the filled store, and is used again when it has one.
 */
public final class LineageBench {

    private static final int TIMES = 9;
    private static final double AIM = 2;

    private LineageBench() {}

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        boolean kept = args.length > 1;
        Path home = kept ? Path.of(args[1]).toAbsolutePath() : Files.createTempDirectory("lineage-bench");
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            RebuildBench.fill(store, tasks);
            ViewsSchema.migrate(store.dataSource());
            try (ViewKeeper keeper = new ViewKeeper(store.dataSource(), store.log())) {
                keeper.start();
                RebuildBench.until(() -> keeper.status().state() == ViewsView.State.CURRENT
                        && keeper.status().rebuilding() == null
                        && keeper.status().lag() == 0);
                ask(new LineageQueries(keeper.views(), store.log()), tasks);
            }
        } finally {
            if (!kept) {
                RebuildBench.delete(home);
            }
        }
    }

    private static void ask(LineageQueries queries, int tasks) throws Exception {
        say("%.1f load before%n", RebuildBench.load());
        say(
                "| question, among %,d tasks | tasks in the answer | first | median of %d more | longest | median to the aim of 2 s |",
                tasks, TIMES);
        say("|---|--:|--:|--:|--:|--:|");
        String version = GovernedTasks.FIRST_VERSION;
        BlastRadiusView all = time("a version", () -> queries.handle(find(null, version, null, null, null)));
        time("a deployment", () -> queries.handle(find(GovernedTasks.DEPLOYMENT, null, null, null, null)));
        Instant first = all.first();
        Instant last = all.last();
        if (first == null || last == null) {
            throw new IllegalStateException("The version has answered nothing");
        }
        Instant from = first.plus(Duration.between(first, last).dividedBy(2));
        Instant to = from.plus(Duration.between(first, last).dividedBy(100));
        time("a version, a hundredth of its time", () -> queries.handle(find(null, version, from, to, null)));
        time(
                "a version, from the middle of its pages",
                () -> queries.handle(find(null, version, null, null, all.position() / 4)));
        long start = System.nanoTime();
        int versions = queries.handle(new FindModelUses(null)).versions().size();
        say("%nall %d versions: %.2f s", versions, (System.nanoTime() - start) / 1e9);
        say("%.1f load after", RebuildBench.load());
    }

    private static FindBlastRadius find(
            @Nullable String deployment,
            @Nullable String version,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long after) {
        return new FindBlastRadius(deployment, version, from, to, after, 50);
    }

    private static BlastRadiusView time(String what, Supplier<BlastRadiusView> ask) {
        long began = System.nanoTime();
        BlastRadiusView answer = ask.get();
        double one = (System.nanoTime() - began) / 1e9;
        long[] nanos = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            answer = ask.get();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        double median = nanos[TIMES / 2] / 1e9;
        say(
                "| %s | %,d | %.2f s | %.2f s | %.2f s | %.2f |",
                what, answer.tasks(), one, median, nanos[TIMES - 1] / 1e9, median / AIM);
        return answer;
    }
}
