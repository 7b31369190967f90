package dev.chancery.reports.pack;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import dev.chancery.reports.issue.IssueStatus;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.pack.PackWriter.Contents;
import dev.chancery.reports.schedule.ScheduledWorks;
import dev.chancery.reports.signing.ContainerSigner;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Audit packs among what is issued. Thread-safe. */
public final class Packs {

    /** So long a request waits for witnesses and time stamp; what comes later is for the next pack. */
    private static final Duration ATTESTING = Duration.ofSeconds(5);

    /** In whose name the record has it that packs are deleted. */
    private static final String SELF = "chancery";

    private static final Logger LOG = LoggerFactory.getLogger(Packs.class);

    private final EventLog log;
    private final Ledger ledger;
    private final UnaryOperator<String> sanitiser;
    private final Issuing issuing;
    private final PackWriter writer;

    /**
     * @param recorder records that contents are shown, and returns once that is durable
     * @param sanitiser replaces personal data in what people type
     * @param issuing makes and keeps them
     * @param signer signs each pack
     * @param documents are written into each pack, in this order
     */
    public Packs(
            EventLog log,
            Ledger ledger,
            ContentStore contents,
            Consumer<DiscloseContent> recorder,
            UnaryOperator<String> sanitiser,
            Issuing issuing,
            ContainerSigner signer,
            List<PackDocuments> documents) {
        this.log = log;
        this.ledger = ledger;
        this.sanitiser = sanitiser;
        this.issuing = issuing;
        this.writer = new PackWriter(log, ledger, contents, recorder, signer, documents);
        issuing.reads(ExportKind.AUDIT_PACK, saved -> PackWork.reopened(saved, writer));
    }

    /**
     * Puts a pack in the queue.
     *
     * @param json as {@code POST /api/packs} takes it
     * @return its id
     * @throws IllegalArgumentException with a sentence, when there is no such part of the log
     * @throws RejectedExecutionException when too many wait
     */
    public String ask(byte[] json, String asker) {
        return request(PackRequest.parse(json), asker).id();
    }

    /**
     * What a pack would be of, if it were asked for now.
     *
     * @param json as {@code POST /api/packs} takes it
     * @throws IllegalArgumentException with a sentence, when there is no such part of the log
     */
    public PackOutline outline(byte[] json, String asker) {
        PackOrder order = PackRequest.parse(json).order(log, ledger, ledger.checkpoint(), asker, Instant.now());
        PackRange range = order.range();
        Scope scope = range.scope();
        return new PackOutline(
                range.from(),
                range.to(),
                log.read(range.from(), 1).getFirst().at(),
                log.read(range.to() - 1, 1).getFirst().at(),
                scope == null ? null : scope.toString(),
                order.disclosure() != null,
                order.figures().size());
    }

    /**
     * Puts a pack in the queue.
     *
     * @param asker name of who asks
     * @throws BadPackRequest when there is no such part of the log
     * @throws RejectedExecutionException when too many wait
     */
    PackStatus request(PackRequest request, String asker) {
        PackOrder order =
                request.sanitised(sanitiser).order(log, ledger, ledger.attested(ATTESTING), asker, Instant.now());
        return status(issuing.request(new PackWork(order, writer), asker));
    }

    /** Makes the packs of schedules. */
    public ScheduledWorks.Maker scheduled() {
        return new ScheduledPacks(log, ledger, writer, ATTESTING);
    }

    /** How far a pack has come; empty when there is none of that id. */
    Optional<PackStatus> status(String id) {
        return issuing.status(id).filter(known -> isPack(id)).map(this::status);
    }

    /** Exports of other kinds are not for here. Versions that named no kind made packs only. */
    private boolean isPack(String id) {
        Work work = issuing.work(id).orElse(null);
        if (work != null) {
            return work instanceof PackWork;
        }
        List<StoredEvent> stream = log.readStream(ExportCommand.STREAM + id);
        return stream.isEmpty()
                || !(log.decode(stream.getFirst()).event() instanceof ExportRequested asked)
                || asked.kind() == null
                || asked.kind() == ExportKind.AUDIT_PACK;
    }

    private PackStatus status(IssueStatus status) {
        PackWork work = issuing.work(status.id()).orElse(null) instanceof PackWork pack ? pack : null;
        PackRange range = work == null ? null : work.order().range();
        Contents shown = work == null ? null : work.contents();
        return new PackStatus(
                status.id(),
                status.state(),
                status.place(),
                status.attempt(),
                range == null ? null : (Long) range.from(),
                range == null ? null : (Long) range.to(),
                range == null ? null : range.scope(),
                status.progress(),
                status.remainingSeconds(),
                status.bytes(),
                shown == null ? null : (Long) shown.disclosed(),
                shown == null ? null : (Long) shown.erased(),
                status.sha256(),
                status.verdict(),
                status.findings(),
                status.download() == null ? null : "/api/packs/" + status.id() + "/download");
    }

    /** A finished pack; empty when there is none. */
    Optional<Path> file(String id) {
        return issuing.file(id).filter(file -> isPack(id));
    }

    /**
     * Gives a finished pack out, after the record has it.
     *
     * @throws IllegalStateException when the record does not say that it was finished
     */
    Path give(String id, String to) {
        return issuing.give(id, to);
    }

    /** Stops a pack that is being made, or deletes a finished one; whether there was one. */
    boolean delete(String id, String actor) {
        return status(id).isPresent() && issuing.delete(id, actor);
    }

    /**
     * Deletes every pack that shows texts, and stops those that are being made: something was erased that may be in them. They can
     * be asked for again.
     */
    public void deleteThoseWithTexts() {
        for (IssueStatus known : issuing.list()) {
            if (issuing.work(known.id()).orElse(null) instanceof PackWork pack
                    && pack.order().disclosure() != null) {
                issuing.deleteForErasure(known.id(), SELF);
            }
        }
        issuing.files().forEach((id, file) -> {
            if (showsTexts(file)) {
                issuing.deleteForErasure(id, SELF);
                LOG.atInfo().addKeyValue("pack", id).log("A pack that shows texts was deleted, for an erasure");
            }
        });
    }

    /** What cannot be read is taken for one that does; a report without events is no pack. */
    private static boolean showsTexts(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry manifest = zip.getEntry(PackFormat.MANIFEST);
            if (manifest == null) {
                return zip.getEntry(PackFormat.EVENTS) != null;
            }
            return RecordJson.mapper()
                            .readTree(zip.getInputStream(manifest))
                            .path("contents")
                            .asLong(1)
                    > 0;
        } catch (IOException | JacksonException e) {
            return true;
        }
    }
}
