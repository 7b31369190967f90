package dev.chancery.bench;

import static dev.chancery.bench.RebuildBench.say;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.search.ElasticsearchSettings;
import dev.chancery.search.Indexing;
import dev.chancery.search.SearchQueries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the search index takes to be built from a log of many tasks, and to be asked. The tasks have no stored contents, each of which would
 * cost one more look into their store.
 *
 * <p>Arguments: number of tasks, 1,000,000 by default; a directory that keeps the filled store, and is used again when it has one; the URL of
 * an Elasticsearch without security, PostgreSQL when there is none.
 */
public final class SearchBench {

    private static final int TIMES = 9;

    private SearchBench() {}

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        boolean kept = args.length > 1;
        Path home = kept ? Path.of(args[1]).toAbsolutePath() : Files.createTempDirectory("search-bench");
        ElasticsearchSettings elasticsearch = new ElasticsearchSettings(args.length > 2 ? args[2] : null, null, null);
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            RebuildBench.fill(store, tasks);
            try (Indexing indexing = Indexing.of(
                    elasticsearch,
                    store.dataSource(),
                    store.log(),
                    store.contents(),
                    store.contents()::tasksOf,
                    () -> {},
                    store.searchSecret())) {
                build(store, indexing, home);
                ask(new SearchQueries(indexing, store.log()));
            }
        } finally {
            if (!kept) {
                RebuildBench.delete(home);
            }
        }
    }

    private static void build(Store store, Indexing indexing, Path home) throws Exception {
        long postmaster = Long.parseLong(
                Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst());
        say("%.1f load before", RebuildBench.load());
        long size = store.log().size();
        long start = System.nanoTime();
        Cpu.Used before = Cpu.Used.by(postmaster);
        indexing.start();
        long generation = indexing.status().generation();
        if (generation > 0) {
            indexing.rebuild();
        }
        RebuildBench.until(() ->
                indexing.status().generation() > generation && indexing.status().rebuilding() == null);
        Cpu.Used used = Cpu.Used.by(postmaster).minus(before);
        say(
                "%s: %s; CPU per event, JVM and PostgreSQL, %s; now %s",
                indexing.status().store(), RebuildBench.rate(size, start), used.per(size), Memory.now(postmaster));
        say("%.1f load after", RebuildBench.load());
    }

    private static void ask(SearchQueries queries) {
        say("| search | in the page | first | median of %d more | longest |", TIMES);
        say("|---|--:|--:|--:|--:|");
        time("tasks, newest", () -> tasks(queries, null, null));
        time("tasks, a word of none", () -> tasks(queries, "unheard", null));
        time("tasks of a workflow", () -> tasks(queries, null, "support"));
        time("events, a word of a tenth of the tasks", () -> events(queries, "reviewer", null));
        time("events, a word of none", () -> events(queries, "unheard", null));
        time("events by name", () -> events(queries, null, "task.output-edited"));
    }

    private static int tasks(SearchQueries queries, @Nullable String text, @Nullable String workflow) {
        return queries.handle(new SearchTasks(
                        text,
                        workflow == null ? null : new WorkflowId(workflow),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        50))
                .tasks()
                .size();
    }

    private static int events(SearchQueries queries, @Nullable String text, @Nullable String event) {
        return queries.handle(new SearchEvents(text, event, null, null, null, null, null, null, 50))
                .events()
                .size();
    }

    private static void time(String what, IntSupplier question) {
        double first = 0;
        double[] more = new double[TIMES];
        int found = 0;
        for (int i = -1; i < TIMES; i++) {
            long start = System.nanoTime();
            found = question.getAsInt();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (i < 0) {
                first = seconds;
            } else {
                more[i] = seconds;
            }
        }
        Arrays.sort(more);
        say("| %s | %d | %.3f s | %.3f s | %.3f s |", what, found, first, more[TIMES / 2], more[TIMES - 1]);
    }
}
