package dev.chancery.reports.delivery;

import dev.chancery.contracts.command.ExportCommand.CompleteDelivery;
import dev.chancery.contracts.command.ExportCommand.FailDelivery;
import dev.chancery.contracts.command.ExportCommand.RequestDelivery;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.contracts.ExportsToDeliverView;
import dev.chancery.query.contracts.ExportsToDeliverView.ToDeliver;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for exports that are ready and are to be brought somewhere, and brings them there, one after the other. That
 * one is on its way is recorded before, and what came of it after. What fails is tried again, after longer and longer pauses, until it
 * is given up. What was on its way when a process ended is brought again. The node that leads does it.
 */
public final class WhenAnExportIsReadyThenDeliver implements AutoCloseable {

    static final Logger LOG = LoggerFactory.getLogger(WhenAnExportIsReadyThenDeliver.class);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final BooleanSupplier leads;
    private final Supplier<ExportsToDeliverView> owed;
    private final ExportJournal journal;
    private final Issuing issuing;
    private final Destinations destinations;
    private final int attempts;
    private final InstantSource clock;
    private final Map<String, Failed> failed = new HashMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("deliveries").daemon().factory());

    /** How often, and when it may be tried again. */
    private record Failed(int times, Instant again) {}

    WhenAnExportIsReadyThenDeliver(
            BooleanSupplier leads,
            Supplier<ExportsToDeliverView> owed,
            ExportJournal journal,
            Issuing issuing,
            Destinations destinations,
            int attempts,
            InstantSource clock) {
        this.leads = leads;
        this.owed = owed;
        this.journal = journal;
        this.issuing = issuing;
        this.destinations = destinations;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * Begins to look.
     *
     * @param leads whether this node does it
     * @param owed what is to be brought somewhere, as the record has it at this moment
     * @param attempts so often it is tried
     */
    public static WhenAnExportIsReadyThenDeliver start(
            BooleanSupplier leads,
            Supplier<ExportsToDeliverView> owed,
            ExportJournal journal,
            Issuing issuing,
            Destinations destinations,
            int attempts,
            InstantSource clock) {
        WhenAnExportIsReadyThenDeliver started =
                new WhenAnExportIsReadyThenDeliver(leads, owed, journal, issuing, destinations, attempts, clock);
        started.worker.scheduleWithFixedDelay(started::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /** Brings what is owed and whose time has come. */
    void look() {
        try {
            if (!leads.getAsBoolean()) {
                return;
            }
            for (ToDeliver export : owed.get().exports()) {
                deliver(export);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("Exports could not be delivered; it is tried again");
        }
    }

    /** One destination after the other, as the record knows one delivery of an export at a time. */
    private void deliver(ToDeliver export) throws InterruptedException {
        for (String name : export.destinations()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            Failed before = failed.get(key(export, name));
            if ((before != null && clock.instant().isBefore(before.again())) || !deliver(export, name, before)) {
                return;
            }
        }
    }

    /** Whether it has its outcome. */
    private boolean deliver(ToDeliver export, String to, @Nullable Failed before) throws InterruptedException {
        Optional<Destination> destination = destinations.find(to);
        Optional<Path> file = issuing.file(export.export());
        String name = file.map(path -> name(export, path)).orElse(export.export());
        String address = destination.map(there -> there.address(name)).orElse("unknown:" + to);
        try {
            journal.before(new RequestDelivery(export.export(), to, address));
            if (destination.isEmpty()) {
                throw DeliveryException.lasting("No destination '" + to + "' is configured any more.", null);
            }
            if (file.isEmpty()) {
                throw DeliveryException.lasting("The file is not there any more.", null);
            }
            // It may be deleted while it is on its way.
            long bytes = Files.size(file.get());
            destination.get().deliver(file.get(), name, export.sha256());
            journal.after(new CompleteDelivery(export.export(), to, address, export.sha256(), bytes));
            failed.remove(key(export, to));
            return true;
        } catch (DeliveryException e) {
            return failed(export, to, before, e);
        } catch (IOException e) {
            return failed(export, to, before, DeliveryException.passing("The file cannot be read.", e));
        } catch (RecordUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            // One that cannot be delivered must not keep the others from it.
            return failed(
                    export,
                    to,
                    before,
                    DeliveryException.passing("It could not be delivered; the server's log says why.", e));
        }
    }

    private boolean failed(ToDeliver export, String to, @Nullable Failed before, DeliveryException e) {
        int times = before == null ? 1 : before.times() + 1;
        boolean over = !e.isPassing() || times >= attempts;
        LOG.atWarn()
                .addKeyValue("export", export.export())
                .addKeyValue("destination", to)
                .addKeyValue("attempt", times)
                .setCause(e)
                .log(over ? "An export could not be delivered" : "An export could not be delivered; it is tried again");
        if (over) {
            journal.after(new FailDelivery(export.export(), to, e.sentence()));
            failed.remove(key(export, to));
        } else {
            failed.put(key(export, to), new Failed(times, clock.instant().plus(pause(times))));
        }
        return over;
    }

    private static Duration pause(int times) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static String key(ToDeliver export, String destination) {
        return export.export() + " " + destination;
    }

    /** Such as {@code audit-pack-2026-11-29-<id>.zip}. */
    private static String name(ToDeliver export, Path file) {
        String extension =
                file.getFileName().toString().substring(export.export().length());
        String period = export.period();
        String of = period != null && period.matches("[A-Za-z0-9-]{1,20}")
                ? period
                : LocalDate.ofInstant(export.at(), ZoneOffset.UTC).toString();
        return export.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + of + "-" + export.export()
                + extension;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            worker.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
