package dev.chancery.app.start;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.search.Indexing;
import dev.chancery.views.ViewKeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what only one of several nodes may do, while this one leads: keeps the views and the search index, closes what dead nodes left open, and goes on
 * with the erasures that they began. Whatever is begun here twice, because two nodes think for a moment that they lead, counts
 * once.
 */
public final class Leading implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leading.class);
    private static final Duration LOOK = Duration.ofMillis(250);

    /** A node whose connection broke is back by then, or it is taken for dead. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Nodes nodes;
    private final EventLog log;
    private final ViewKeeper views;
    private final Optional<Indexing> search;
    private final Orphans orphans;
    private final OpenErasures erasures;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leading").daemon().factory());

    private boolean leading;
    private boolean resting;
    private boolean sweepWanted;
    private long sweepAt;
    private Set<String> alive = Set.of();

    private Leading(
            Nodes nodes,
            EventLog log,
            ViewKeeper views,
            Optional<Indexing> search,
            Orphans orphans,
            OpenErasures erasures) {
        this.nodes = nodes;
        this.log = log;
        this.views = views;
        this.search = search;
        this.orphans = orphans;
        this.erasures = erasures;
    }

    /** Begins to look who leads, where there are several nodes. */
    public static Leading start(
            Nodes nodes,
            EventLog log,
            ViewKeeper views,
            Optional<Indexing> search,
            Orphans orphans,
            OpenErasures erasures) {
        Leading leading = new Leading(nodes, log, views, search, orphans, erasures);
        if (nodes.areSeveral()) {
            leading.worker.scheduleWithFixedDelay(leading::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return leading;
    }

    private void look() {
        try {
            views.look();
            if (!nodes.leads()) {
                rest();
            } else if (leading) {
                lead();
            } else {
                begin();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("What the leading node has to do failed; it is tried again");
        }
    }

    private void rest() {
        if (!resting) {
            views.watch();
            search.ifPresent(Indexing::rest);
            leading = false;
            resting = true;
        }
    }

    private void begin() {
        views.start();
        search.ifPresent(Indexing::start);
        leading = true;
        resting = false;
        wantSweep();
    }

    private void lead() throws InterruptedException {
        Set<String> now = nodes.alive();
        if (!now.containsAll(alive)) {
            LOG.atWarn().addKeyValue("nodes", now.size()).log("A node has gone");
            wantSweep();
        }
        alive = now;
        if (sweepWanted && System.nanoTime() - sweepAt >= 0) {
            long end = log.size();
            // While the views are being built this is tried at each look, so that a lost lead is noticed.
            if (views.await(end, LOOK)) {
                orphans.closeThoseOfTheDead(nodes);
                erasures.resume(end);
                sweepWanted = false;
            }
        }
    }

    private void wantSweep() {
        sweepWanted = true;
        sweepAt = System.nanoTime() + GRACE.toNanos();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
