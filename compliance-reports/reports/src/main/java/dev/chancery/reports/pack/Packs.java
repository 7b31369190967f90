package dev.chancery.reports.pack;

import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.record.RecordJson;
import dev.chancery.record.Sha256;
import dev.chancery.reports.pack.PackStatus.State;
import dev.chancery.reports.pack.PackWriter.Contents;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Makes packs one after the other in the background and keeps them in a directory. Thread-safe. */
public final class Packs implements AutoCloseable {

    /** So long may the pack that is being made take to notice that it is to end. */
    private static final int CLOSING_SECONDS = 10;

    /** So many packs may wait. */
    private static final int WAITING = 16;

    /** So many finished jobs are remembered; their files stay. */
    private static final int REMEMBERED = 200;

    /** Nobody writes on a pack that was not written to for so long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** So long a request waits for witnesses and time stamp; what comes later is for the next pack. */
    private static final Duration ATTESTING = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Packs.class);

    private final EventLog log;
    private final Ledger ledger;
    private final ExportJournal journal;
    private final Path directory;
    private final PackWriter writer;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("packs").factory());

    /**
     * @param recorder records that contents are shown, and returns once that is durable
     * @param journal records each export before it is written, what came of it, and each download before it
     * @param directory where finished packs lie; made when it is not there
     * @param several whether other nodes make packs in it too
     */
    public Packs(
            EventLog log,
            Ledger ledger,
            ContentStore contents,
            Consumer<DiscloseContent> recorder,
            ExportJournal journal,
            Path directory,
            boolean several) {
        this.log = log;
        this.ledger = ledger;
        this.journal = journal;
        this.directory = directory;
        this.writer = new PackWriter(log, ledger, contents, recorder);
        try {
            Files.createDirectories(directory);
            clearUnfinished(several ? Instant.now().minus(ABANDONED) : Instant.MAX);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of the packs, " + directory + ", cannot be written", e);
        }
    }

    /**
     * Puts a pack in the queue.
     *
     * @param asker name of who asks
     * @throws BadPackRequest when there is no such part of the log
     * @throws RejectedExecutionException when too many wait
     */
    PackStatus request(PackRequest request, String asker) {
        PackOrder order = request.order(log, ledger, ledger.attested(ATTESTING), asker);
        Job job = new Job(UUID.randomUUID().toString(), order);
        journal.before(job.intent(asker));
        synchronized (jobs) {
            try {
                worker.execute(job);
            } catch (RejectedExecutionException e) {
                journal.after(new FailExport(job.id, "too many packs wait"));
                throw e;
            }
            jobs.put(job.id, job);
            forgetOldest();
        }
        return job.status();
    }

    /** How far a pack has come; empty when there is none of that id. */
    Optional<PackStatus> status(String id) {
        Optional<PackStatus> current = job(id).map(Job::status);
        return current.isPresent() ? current : file(id).flatMap(file -> ready(id, file));
    }

    /** A finished pack; empty when there is none. */
    Optional<Path> file(String id) {
        return isId(id) ? Optional.of(path(id)).filter(Files::isRegularFile) : Optional.empty();
    }

    /**
     * Gives a finished pack out, after the record has it.
     *
     * @throws IllegalStateException when the record does not say that it was finished
     */
    Path give(String id, String to) {
        journal.before(new DownloadExport(id, to));
        return path(id);
    }

    /** Stops a pack that is being made, or deletes a finished one; whether there was one. */
    boolean delete(String id) {
        Optional<Job> job = job(id);
        job.ifPresent(Job::cancel);
        synchronized (jobs) {
            jobs.remove(id);
        }
        try {
            return (isId(id) && Files.deleteIfExists(path(id))) || job.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes every pack that shows texts, and stops those that are being made: something was erased that may be in them. They can
     * be asked for again.
     */
    public void deleteThoseWithTexts() {
        synchronized (jobs) {
            jobs.values().stream().filter(job -> job.order.disclosure() != null).forEach(Job::cancel);
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".zip")).toList()) {
                if (showsTexts(file)) {
                    Files.deleteIfExists(file);
                    LOG.atInfo()
                            .addKeyValue("pack", file.getFileName())
                            .log("A pack that shows texts was deleted, for an erasure");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The packs cannot be looked through", e);
        }
    }

    /** What is no readable pack is taken for one that does. */
    private static boolean showsTexts(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry manifest = zip.getEntry(PackFormat.MANIFEST);
            return manifest == null
                    || RecordJson.mapper()
                                    .readTree(zip.getInputStream(manifest))
                                    .path("contents")
                                    .asLong(1)
                            > 0;
        } catch (IOException | JacksonException e) {
            return true;
        }
    }

    @Override
    public void close() {
        synchronized (jobs) {
            jobs.values().forEach(Job::cancel);
        }
        worker.shutdownNow().forEach(job -> ((Job) job).run());
        try {
            worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Job> job(String id) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(id));
        }
    }

    private Path path(String id) {
        return directory.resolve(id + ".zip");
    }

    private static boolean isId(String id) {
        return id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    private void forgetOldest() {
        var finished = jobs.values().iterator();
        while (jobs.size() > REMEMBERED && finished.hasNext()) {
            if (finished.next().isOver()) {
                finished.remove();
            }
        }
    }

    /** What a crash left behind; another node writes on what it has not abandoned. */
    private void clearUnfinished(Instant before) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".zip.tmp")).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A pack of an earlier process; empty when it is deleted in this moment. */
    private static Optional<PackStatus> ready(String id, Path file) {
        try {
            return Optional.of(new PackStatus(
                    id,
                    State.READY,
                    null,
                    null,
                    null,
                    1,
                    null,
                    Files.size(file),
                    null,
                    null,
                    null,
                    List.of(),
                    download(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String download(String id) {
        return "/api/packs/" + id + "/download";
    }

    private final class Job implements Runnable {
        private final String id;
        private final PackOrder order;
        private final PackRange range;
        private final AtomicLong done = new AtomicLong();
        private final long total;
        private volatile State state = State.QUEUED;
        private volatile long started;
        private volatile @Nullable Report report;
        private volatile @Nullable Long bytes;
        private volatile @Nullable Contents contents;
        private volatile boolean cancelled;

        Job(String id, PackOrder order) {
            this.id = id;
            this.order = order;
            this.range = order.range();
            this.total = range.scope() == null ? range.to() - range.from() : range.to();
        }

        @Override
        public void run() {
            started = System.nanoTime();
            state = State.RUNNING;
            try {
                progress(0);
                contents = writer.write(order, path(id), this::progress);
                bytes = Files.size(path(id));
                report = Verification.verify(path(id));
                progress(0);
                journal.after(complete());
                state = State.READY;
            } catch (CancellationException e) {
                state = State.CANCELLED;
                deleteQuietly();
                // Told even when it is the end of the process that interrupts this thread.
                Thread.interrupted();
                journal.after(new FailExport(id, "it was cancelled"));
            } catch (IOException | RuntimeException e) {
                state = State.FAILED;
                journal.after(new FailExport(
                        id, "it could not be made: " + e.getClass().getSimpleName()));
                LOG.atError().setCause(e).addKeyValue("pack", id).log("A pack could not be made");
            }
        }

        RequestExport intent(String asker) {
            Scope scope = range.scope();
            return new RequestExport(
                    id,
                    asker,
                    scope == null ? null : scope.stream(),
                    range.from(),
                    range.to(),
                    order.disclosure() != null);
        }

        private CompleteExport complete() throws IOException {
            MessageDigest sha256 = Sha256.digest();
            try (InputStream in = new DigestInputStream(Files.newInputStream(path(id)), sha256)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return new CompleteExport(
                    id,
                    HexFormat.of().formatHex(sha256.digest()),
                    Objects.requireNonNull(bytes),
                    Objects.requireNonNull(report).verdict().name());
        }

        void cancel() {
            cancelled = true;
        }

        boolean isOver() {
            return state != State.QUEUED && state != State.RUNNING;
        }

        PackStatus status() {
            State now = state;
            double progress = now == State.READY ? 1 : Math.min(0.99, (double) done.get() / total);
            Report verified = report;
            Contents shown = order.disclosure() == null ? null : contents;
            return new PackStatus(
                    id,
                    now,
                    range.from(),
                    range.to(),
                    range.scope(),
                    progress,
                    now == State.RUNNING ? remaining(progress) : null,
                    bytes,
                    shown == null ? null : shown.disclosed(),
                    shown == null ? null : shown.erased(),
                    verified == null ? null : verified.verdict().name(),
                    now == State.FAILED
                            ? List.of("The pack could not be made; the server's log says why. Ask for it again.")
                            : verified == null ? List.of() : verified.findings(),
                    now == State.READY ? download(id) : null);
        }

        private void progress(long more) {
            done.addAndGet(more);
            if (cancelled || Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
        }

        private @Nullable Long remaining(double progress) {
            double elapsed = (System.nanoTime() - started) / 1e9;
            return progress == 0 ? null : Math.round(Math.ceil(elapsed * (1 - progress) / progress));
        }

        private void deleteQuietly() {
            try {
                Files.deleteIfExists(path(id));
            } catch (IOException e) {
                LOG.atWarn().setCause(e).addKeyValue("pack", id).log("A cancelled pack could not be deleted");
            }
        }
    }
}
