package dev.chancery.app.pairs;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.contracts.DuePairsView;
import dev.chancery.query.contracts.FindDuePairs;
import dev.chancery.query.contracts.ViewsRebuilding;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for outputs in whose place people put another text, and has the judge compare the two, one pair after the
 * other. The record is the queue: what was not asked when a process dies is asked by the next one. The node that leads does it;
 * what two nodes ask at once is asked once.
 */
public final class WhenAPersonCorrectsThenCompare implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenAPersonCorrectsThenCompare.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Looked up at once. */
    private static final int PAGE = 20;

    /** So many that could not be compared are passed over; when there are more, or after a start, they are tried again. */
    private static final int FAILED = 100;

    private final Set<TaskId> failed = new HashSet<>();

    private final Nodes nodes;
    private final QueryGateway queries;
    private final Consumer<TaskId> compare;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pairs").daemon().factory());

    private WhenAPersonCorrectsThenCompare(Nodes nodes, QueryGateway queries, Consumer<TaskId> compare) {
        this.nodes = nodes;
        this.queries = queries;
        this.compare = compare;
    }

    /**
     * Begins to look.
     *
     * @param compare asks the judge about the pair of a task, unless it was asked before
     */
    public static WhenAPersonCorrectsThenCompare start(Nodes nodes, QueryGateway queries, Consumer<TaskId> compare) {
        WhenAPersonCorrectsThenCompare started = new WhenAPersonCorrectsThenCompare(nodes, queries, compare);
        started.worker.scheduleWithFixedDelay(started::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            if (nodes.leads()) {
                if (failed.size() > FAILED) {
                    failed.clear();
                }
                for (TaskId task : queries.query(new FindDuePairs(PAGE + failed.size()), DuePairsView.class)
                        .join()
                        .tasks()) {
                    if (worker.isShutdown() || !nodes.leads()) {
                        return;
                    }
                    if (!failed.contains(task)) {
                        compare(task);
                    }
                }
            }
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("Pairs could not be compared; it is tried again");
        }
    }

    private void compare(TaskId task) {
        try {
            compare.accept(task);
        } catch (RecordUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            // One that cannot be compared must not keep the others from it.
            failed.add(task);
            LOG.atWarn()
                    .addKeyValue("task", task)
                    .setCause(e)
                    .log("A pair could not be compared; it is tried again later");
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
