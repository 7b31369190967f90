package dev.chancery.app.start;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.views.ViewKeeper;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a crash has left open, found in the views. Requests wait for it, unless the views are being rebuilt and that takes long:
 * then it is dealt with once they are. It never touches what this process has begun itself. Among several nodes this is for {@link Leading}.
 */
public final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** A rebuild of some ten thousand events. */
    private static final Duration MOMENT = Duration.ofSeconds(10);

    private static final Duration REBUILD = Duration.ofHours(24);

    private final EventLog log;
    private final ViewKeeper views;
    private final Orphans orphans;
    private final OpenErasures erasures;

    public Leftovers(EventLog log, ViewKeeper views, Orphans orphans, OpenErasures erasures) {
        this.log = log;
        this.views = views;
        this.orphans = orphans;
        this.erasures = erasures;
    }

    /** Deals with them; call it before the first request. */
    public void close() throws InterruptedException {
        long end = log.size();
        if (views.await(end, MOMENT)) {
            close(end);
        } else {
            LOG.atWarn()
                    .addKeyValue("position", end)
                    .log("What a crash has left open is closed once the views are rebuilt");
            Thread.ofPlatform().name("leftovers").daemon().start(() -> closeLater(end));
        }
    }

    private void closeLater(long end) {
        try {
            if (views.await(end, REBUILD)) {
                close(end);
            } else {
                LOG.atWarn().log("What a crash has left open stays so until the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("What a crash has left open could not be closed; the next start tries again");
        }
    }

    private void close(long end) {
        orphans.close(end);
        erasures.resume(end);
    }
}
