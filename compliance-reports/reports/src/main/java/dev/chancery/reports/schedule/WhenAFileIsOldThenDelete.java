package dev.chancery.reports.schedule;

import dev.chancery.contracts.command.ExportCommand.ExpireExport;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files of exports that were kept as long as they should be, after the record has it, unless a legal hold stands on what
 * they are about; and what is left of exports whose end is on record. The node that leads does it.
 */
public final class WhenAFileIsOldThenDelete implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenAFileIsOldThenDelete.class);
    private static final Duration LOOK = Duration.ofMinutes(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    /** Nobody writes an order and records nothing of it for so long. */
    private static final Duration SETTLED = Duration.ofHours(1);

    /** Finds those that were kept long enough. */
    @FunctionalInterface
    public interface Old {

        /**
         * A page of them, the oldest first.
         *
         * @param after position of the last one of the page before; null for the first page
         */
        ExportsView page(Instant now, @Nullable Long after);
    }

    private final BooleanSupplier leads;
    private final Old old;
    private final Function<String, Optional<ExportView>> exports;
    private final Predicate<ExportView> held;
    private final ExportJournal journal;
    private final Issuing issuing;
    private final InstantSource clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("old-exports").daemon().factory());

    WhenAFileIsOldThenDelete(
            BooleanSupplier leads,
            Old old,
            Function<String, Optional<ExportView>> exports,
            Predicate<ExportView> held,
            ExportJournal journal,
            Issuing issuing,
            InstantSource clock) {
        this.leads = leads;
        this.old = old;
        this.exports = exports;
        this.held = held;
        this.journal = journal;
        this.issuing = issuing;
        this.clock = clock;
    }

    /**
     * Begins to look.
     *
     * @param leads whether this node does it
     * @param exports one as the record has it at this moment; empty when it has none
     * @param held whether a legal hold stands on what it is about
     */
    public static WhenAFileIsOldThenDelete start(
            BooleanSupplier leads,
            Old old,
            Function<String, Optional<ExportView>> exports,
            Predicate<ExportView> held,
            ExportJournal journal,
            Issuing issuing,
            InstantSource clock) {
        WhenAFileIsOldThenDelete started =
                new WhenAFileIsOldThenDelete(leads, old, exports, held, journal, issuing, clock);
        started.worker.scheduleWithFixedDelay(
                started::look, FIRST_LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        return started;
    }

    /** Deletes what is to be. */
    void look() {
        try {
            if (leads.getAsBoolean()) {
                expire();
                tidy();
            }
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("Old exports could not be deleted; it is tried again");
        }
    }

    private void expire() {
        Instant now = clock.instant();
        ExportsView page = old.page(now, null);
        while (!page.exports().isEmpty()) {
            page.exports().forEach(this::expire);
            page = old.page(now, page.exports().getLast().position());
        }
    }

    private void expire(ExportView export) {
        if (held.test(export)) {
            LOG.atInfo().addKeyValue("export", export.export()).log("A legal hold keeps an export");
        } else {
            journal.before(new ExpireExport(export.export(), Objects.requireNonNull(export.keepDays())));
            issuing.deleteFile(export.export());
        }
    }

    /** A process may have ended between the record and the deed, and a cancellation may have come when the file was finished. */
    private void tidy() {
        for (String file : issuing.files().keySet()) {
            if (exports.apply(file)
                    .filter(export -> export.state() != ExportState.REQUESTED && export.state() != ExportState.READY)
                    .isPresent()) {
                issuing.deleteFile(file);
            }
        }
        for (String order : issuing.left(clock.instant().minus(SETTLED))) {
            if (exports.apply(order)
                    .filter(export -> export.state() == ExportState.REQUESTED)
                    .isEmpty()) {
                issuing.forget(order);
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
