package dev.chancery.handling.bias;

import dev.chancery.contracts.command.BiasCommand.DeleteAttributes;
import dev.chancery.contracts.command.BiasCommand.EndUse;
import dev.chancery.contracts.command.BiasCommand.ReceiveDataset;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted.Cause;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.contracts.log.ProtectedAttributes.Kept;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes data sets with protected attributes in, and deletes them: when a person says so, when their record is ended, and when its
 * retention is over. That one comes is recorded before it is kept; that one went, after it is gone.
 */
public final class Datasets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Datasets.class);
    private static final Duration FIRST = Duration.ofSeconds(30);

    private final ProtectedAttributes attributes;
    private final Consumer<Command> send;
    private final InstantSource clock;
    private final BooleanSupplier mine;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bias-retention").daemon().factory());

    /**
     * Records by sending commands.
     *
     * @param mine whether this node is the one to delete what is too old now
     */
    public Datasets(ProtectedAttributes attributes, Consumer<Command> send, InstantSource clock, BooleanSupplier mine) {
        this.attributes = attributes;
        this.send = send;
        this.clock = clock;
        this.mine = mine;
    }

    /**
     * A data set to take in.
     *
     * @param dataset its id
     * @param names of the attributes
     */
    public record Upload(
            String dataset,
            String use,
            String name,
            BiasSubject subject,
            String sha256,
            List<String> names,
            boolean labelled,
            boolean scored,
            Instant until,
            List<Row> rows) {
        public Upload {
            names = List.copyOf(names);
            rows = List.copyOf(rows);
        }
    }

    /** Takes one in. Nothing is kept when its record does not permit it. */
    public void receive(Upload upload, String by) {
        send.accept(new ReceiveDataset(
                upload.dataset(),
                upload.use(),
                upload.name(),
                upload.subject(),
                upload.rows().size(),
                upload.sha256(),
                upload.names(),
                upload.labelled(),
                upload.scored(),
                upload.rows().stream().filter(row -> row.task() != null).count(),
                clock.instant(),
                by));
        try {
            attributes.store(upload.dataset(), upload.use(), upload.until(), upload.rows());
        } catch (RuntimeException e) {
            delete(
                    upload.dataset(),
                    upload.use(),
                    Cause.NOT_STORED,
                    "It could not be stored.",
                    ProtectedAttributesDeleted.BY_ITSELF);
            throw e;
        }
    }

    /** Deletes one because a person says so; one that was deleted before is no matter. */
    public void delete(String dataset, String use, String reason, String by) {
        delete(dataset, use, Cause.PERSON, reason, by);
    }

    /** Ends a record and deletes what was taken in under it. */
    public void end(String use, String reason, String by) {
        send.accept(new EndUse(use, reason, by));
        attributes.of(use).forEach(kept -> delete(kept.dataset(), use, Cause.PERSON, reason, by));
    }

    private void delete(String dataset, String use, Cause cause, String reason, String by) {
        long rows = attributes.delete(dataset);
        send.accept(new DeleteAttributes(use, dataset, rows, cause, reason, by));
        attributes.forget(dataset);
    }

    /** Looks in half a minute, and then again and again. */
    public void start(Duration every) {
        sweeping.scheduleWithFixedDelay(this::sweepQuietly, FIRST.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
    }

    private void sweepQuietly() {
        try {
            if (mine.getAsBoolean()) {
                sweep();
            }
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("Protected attributes that are too old were not all deleted; it will be tried again");
        }
    }

    /** Deletes everything whose retention is over now. Until then nobody could read it any more either. */
    void sweep() {
        for (Kept kept : attributes.due(clock.instant())) {
            delete(
                    kept.dataset(),
                    kept.use(),
                    kept.tooOld() ? Cause.RETENTION : Cause.PERSON,
                    kept.tooOld()
                            ? "The retention of its record ended."
                            : "A deletion that was interrupted is completed.",
                    ProtectedAttributesDeleted.BY_ITSELF);
        }
    }

    @Override
    public void close() {
        sweeping.shutdownNow();
    }
}
