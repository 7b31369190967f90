package dev.chancery.reports.issue;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CancelExport;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DeleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.ResumeExport;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.record.Sha256;
import dev.chancery.reports.issue.IssueStatus.State;
import dev.chancery.reports.issue.Orders.Order;
import dev.chancery.reports.issue.Work.Written;
import dev.chancery.reports.signing.NotSigned;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files one after the other in the background, keeps them in a directory and hands them out. What is asked for is recorded
 * before, what came of it after, and each download and deletion before it. What is not done when the process ends is gone on with by
 * a later one, from its beginning. Thread-safe.
 */
public final class Issuing implements AutoCloseable {

    /** So long may the file that is being written take to notice that it is to end. */
    private static final int CLOSING_SECONDS = 10;

    /** So many may wait. */
    static final int WAITING = 16;

    /** So many finished jobs are remembered; their files stay. */
    private static final int REMEMBERED = 200;

    /** Nobody writes on a file that was not written to for so long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** What the names of files end with that are not finished. */
    static final String UNFINISHED = ".part";

    /** The same of what a work puts beside its file while it writes. */
    private static final String ASIDE = ".tmp";

    /** A disk with less room than this is full. */
    private static final long ROOM = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(Issuing.class);

    private final ExportJournal journal;
    private final Path directory;
    private final Orders orders;
    private final Map<ExportKind, Function<String, Work>> readers = new EnumMap<>(ExportKind.class);
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("exports").factory());

    /** Which finished ones nobody may delete. */
    private volatile Predicate<String> held = export -> false;

    /** Places in the queue that are promised to those who are about to be recorded. */
    private int promised;

    /**
     * @param journal records each export before it is written, what came of it, and each download before it
     * @param directory where finished files lie; made when it is not there
     * @param several whether other nodes write in it too
     */
    public Issuing(ExportJournal journal, Path directory, boolean several) {
        this.journal = journal;
        this.directory = directory;
        this.orders = new Orders(directory);
        try {
            Files.createDirectories(directory);
            clearUnfinished(several ? Instant.now().minus(ABANDONED) : Instant.MAX);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of the exports, " + directory + ", cannot be written", e);
        }
    }

    /**
     * Says how works of a kind are made again from {@link Work#saved()}. Must be said before {@link #resume}.
     *
     * @param reader fails when it cannot
     */
    public void reads(ExportKind kind, Function<String, Work> reader) {
        synchronized (jobs) {
            readers.put(kind, reader);
        }
    }

    /**
     * Says which ones are kept when somebody wants them deleted.
     *
     * @param isHeld whether a legal hold stands on what an export is about
     */
    public void keeps(Predicate<String> isHeld) {
        held = isHeld;
    }

    /**
     * Puts it in the queue, under a new id.
     *
     * @param actor who asks
     * @throws RecordUnavailable when that cannot be recorded
     * @throws RejectedExecutionException when too many wait
     * @throws Unwritable when it cannot be kept that it was asked for
     */
    public IssueStatus request(Work work, String actor) {
        return request(UUID.randomUUID().toString(), work, actor, null);
    }

    /**
     * Puts it in the queue.
     *
     * @param id a UUID that is new
     * @param actor who asks, or has asked for it in advance
     * @param occasion null when somebody asks in person
     * @throws RecordUnavailable when that cannot be recorded
     * @throws RejectedExecutionException when too many wait
     * @throws Unwritable when it cannot be kept that it was asked for
     */
    public IssueStatus request(String id, Work work, String actor, @Nullable ExportOccasion occasion) {
        Job job = new Job(id, work, 1);
        promise();
        try {
            keep(job);
            // When the record does not answer it may have it all the same; then this is begun again.
            journal.before(work.intent(id, actor).on(occasion));
        } catch (RuntimeException e) {
            synchronized (jobs) {
                promised--;
            }
            throw e;
        }
        synchronized (jobs) {
            promised--;
            enqueue(job);
        }
        return job.status();
    }

    private void promise() {
        synchronized (jobs) {
            if (waiting.size() + promised >= WAITING) {
                throw new RejectedExecutionException(
                        WAITING + " exports wait already. Ask again when one of them is ready.");
            }
            promised++;
        }
    }

    private void keep(Job job) {
        String saved = job.work.saved();
        if (saved != null) {
            try {
                orders.keep(job.id, new Order(job.kind, job.attempt, saved));
            } catch (IOException e) {
                LOG.atError().setCause(e).log("The directory of the exports cannot be written");
                throw new Unwritable(isFull(e), e);
            }
        }
    }

    /**
     * Goes on with what an earlier process has left, from its beginning and however many wait; whether that is possible. It is not
     * when it cannot be made again from what was kept, or was begun too often.
     *
     * @throws RecordUnavailable when that cannot be recorded
     */
    public boolean resume(String id) {
        if (job(id).filter(job -> !job.isOver()).isPresent()) {
            return true;
        }
        Order order = orders.find(id).orElse(null);
        Work work = order == null ? null : work(id, order);
        if (order == null || work == null) {
            return false;
        }
        try {
            journal.before(new ResumeExport(id));
        } catch (IllegalStateException e) {
            LOG.atWarn().setCause(e).addKeyValue("export", id).log("An export is not begun again");
            orders.forget(id);
            return false;
        }
        Job job = new Job(id, work, order.attempt() + 1);
        keep(job);
        synchronized (jobs) {
            enqueue(job);
        }
        LOG.atInfo()
                .addKeyValue("export", id)
                .addKeyValue("attempt", job.attempt)
                .log("An export that was cut off begins again");
        return true;
    }

    private @Nullable Work work(String id, Order order) {
        Function<String, Work> reader;
        synchronized (jobs) {
            reader = readers.get(order.kind());
        }
        if (reader == null) {
            return null;
        }
        try {
            return reader.apply(order.work());
        } catch (RuntimeException e) {
            // As when another version has written it.
            LOG.atWarn().setCause(e).addKeyValue("export", id).log("An export cannot be made again");
            return null;
        }
    }

    private void enqueue(Job job) {
        waiting.add(job);
        jobs.put(job.id, job);
        forgetOldest();
        if (!worker.isShutdown()) {
            worker.execute(this::next);
        }
    }

    private void next() {
        Job job;
        synchronized (jobs) {
            job = waiting.poll();
        }
        if (job != null) {
            job.run();
        }
    }

    /** How far one has come that this process was asked for; empty when it does not know it, or no longer. */
    public Optional<IssueStatus> current(String id) {
        return job(id).map(Job::status);
    }

    /** How far it has come; empty when there is none of that id. */
    public Optional<IssueStatus> status(String id) {
        Optional<IssueStatus> current = current(id);
        return current.isPresent() ? current : file(id).flatMap(file -> ready(id, file));
    }

    /** What this process was asked for under that id, if it still knows. */
    public Optional<Work> work(String id) {
        return job(id).map(job -> job.work);
    }

    /** Those that this process was asked for, the oldest first. */
    public List<IssueStatus> list() {
        List<Job> known;
        synchronized (jobs) {
            known = List.copyOf(jobs.values());
        }
        return known.stream().map(Job::status).toList();
    }

    /** The finished files that lie there, by id. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.sorted().forEach(file -> {
                String name = file.getFileName().toString();
                String id = name.substring(0, Math.max(0, name.indexOf('.')));
                if (isId(id) && isFinished(name)) {
                    files.put(id, file);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The exports cannot be looked through", e);
        }
        return files;
    }

    private static boolean isFinished(String name) {
        return !name.endsWith(UNFINISHED) && !name.endsWith(ASIDE) && !name.endsWith(Orders.EXTENSION);
    }

    /** A finished file; empty when there is none. */
    public Optional<Path> file(String id) {
        return isId(id) ? Optional.ofNullable(files().get(id)) : Optional.empty();
    }

    /**
     * Gives a finished file out, after the record has it.
     *
     * @param reader who is given it
     * @throws IllegalStateException when the record does not say that it was finished
     * @throws java.util.NoSuchElementException when there is no such file
     */
    public Path give(String id, String reader) {
        Path file = file(id).orElseThrow();
        journal.before(new DownloadExport(id, reader));
        return file;
    }

    /**
     * Stops one that waits or is being made, or deletes a finished one; whether there was one.
     *
     * @param actor who wants that
     * @throws Held when a legal hold keeps the finished one
     * @throws RecordUnavailable when that cannot be recorded
     */
    public boolean delete(String id, String actor) {
        if (cancel(id, actor)) {
            return true;
        }
        if (file(id).isPresent() && held.test(id)) {
            throw new Held();
        }
        return delete(id, actor, ExportDeletion.ASKED);
    }

    /** Stops one that this process was asked for and that waits or is being made; whether there was one. */
    public boolean cancel(String id, String actor) {
        return stop(id, new CancelExport(id, actor));
    }

    /**
     * The same, because something was erased that it may show; then it is not told as somebody's wish.
     *
     * @param actor in whose name files are deleted
     */
    public boolean deleteForErasure(String id, String actor) {
        return stop(id, new FailExport(id, "something was erased that it may show"))
                || delete(id, actor, ExportDeletion.ERASURE);
    }

    private boolean stop(String id, ExportCommand outcome) {
        Job job = job(id).orElse(null);
        if (job == null || !job.cancel()) {
            return false;
        }
        synchronized (jobs) {
            waiting.remove(job);
        }
        journal.after(outcome);
        orders.forget(id);
        return true;
    }

    private boolean delete(String id, String actor, ExportDeletion why) {
        if (file(id).isEmpty()) {
            return false;
        }
        try {
            journal.before(new DeleteExport(id, actor, why));
        } catch (IllegalStateException e) {
            LOG.atWarn().setCause(e).addKeyValue("export", id).log("A file is deleted that the record does not know");
        }
        return deleteFile(id);
    }

    /** Deletes a finished file of which the record has it that it is to be; whether there was one. */
    public boolean deleteFile(String id) {
        Optional<Path> file = file(id);
        synchronized (jobs) {
            jobs.remove(id);
        }
        try {
            return file.isPresent() && Files.deleteIfExists(file.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what another node has recorded as cancelled. */
    public void cancelledElsewhere(String id) {
        Job job = job(id).orElse(null);
        if (job != null && job.cancel()) {
            synchronized (jobs) {
                waiting.remove(job);
            }
            orders.forget(id);
        }
    }

    /** Those of which it was kept before an instant what was asked for. */
    public List<String> left(Instant before) {
        try {
            return orders.ids(before);
        } catch (IOException e) {
            throw new UncheckedIOException("The exports cannot be looked through", e);
        }
    }

    /** Forgets what was asked for, unless it is being made here. */
    public void forget(String id) {
        if (job(id).filter(job -> !job.isOver()).isEmpty()) {
            orders.forget(id);
        }
    }

    @Override
    public void close() {
        List<Job> left;
        synchronized (jobs) {
            left = jobs.values().stream().filter(job -> !job.isOver()).toList();
            waiting.clear();
            worker.shutdown();
        }
        for (Job job : left) {
            if (job.cancel() && job.work.saved() == null) {
                journal.after(new FailExport(job.id, "the process was stopped, and it cannot be gone on with"));
            }
        }
        worker.shutdownNow();
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
        List<Path> unfinished;
        try (Stream<Path> files = Files.list(directory)) {
            unfinished = files.filter(file -> file.toString().endsWith(UNFINISHED)
                            || file.toString().endsWith(ASIDE))
                    .toList();
        }
        for (Path file : unfinished) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A file of an earlier process; empty when it is deleted in this moment. */
    private static Optional<IssueStatus> ready(String id, Path file) {
        try {
            return Optional.of(new IssueStatus(
                    id, null, State.READY, null, 1, 1, null, Files.size(file), null, null, List.of(), download(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String download(String id) {
        return "/api/exports/" + id + "/download";
    }

    private final class Job {
        private final String id;
        private final Work work;
        private final int attempt;
        private final ExportKind kind;
        private final Path target;
        private final AtomicLong done = new AtomicLong();
        private volatile State state = State.QUEUED;
        private volatile String why = "";
        private volatile long started;
        private volatile @Nullable Written written;
        private volatile @Nullable Long bytes;
        private volatile @Nullable String sha256;

        /** That writes; null when none does, or it can no longer be stopped. */
        private volatile @Nullable Thread thread;

        Job(String id, Work work, int attempt) {
            this.id = id;
            this.work = work;
            this.attempt = attempt;
            this.kind = work.intent(id, "").kind();
            this.target = directory.resolve(id + work.extension());
        }

        void run() {
            started = System.nanoTime();
            Path unfinished = directory.resolve(id + "." + UUID.randomUUID() + UNFINISHED);
            try {
                if (!begin()) {
                    return;
                }
                written = work.write(unfinished, this::progress);
                bytes = Files.size(unfinished);
                sha256 = digest(unfinished);
                finish(unfinished);
                ended(new CompleteExport(
                        id,
                        Objects.requireNonNull(sha256),
                        Objects.requireNonNull(bytes),
                        Objects.requireNonNull(written).verdict()));
                state = State.READY;
            } catch (IOException | RuntimeException e) {
                failed(e);
            } catch (Error e) {
                failed(e);
                throw e;
            } finally {
                deleteQuietly(unfinished);
            }
        }

        private synchronized boolean begin() {
            if (state != State.QUEUED) {
                return false;
            }
            thread = Thread.currentThread();
            state = State.RUNNING;
            return true;
        }

        private synchronized void finish(Path unfinished) throws IOException {
            progress(0);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            thread = null;
        }

        private void failed(Throwable e) {
            synchronized (this) {
                thread = null;
                // Of the cancellation, which may have come at any moment.
                Thread.interrupted();
                if (state == State.CANCELLED) {
                    return;
                }
                why = why(e);
                state = State.FAILED;
            }
            ended(new FailExport(
                    id,
                    isFull(e)
                            ? "the disk is full"
                            : "it could not be made: " + e.getClass().getSimpleName()));
            LOG.atError().setCause(e).addKeyValue("export", id).log("An export could not be made");
        }

        /** Until its outcome is recorded a later process may have to begin it again. */
        private void ended(ExportCommand outcome) {
            if (journal.after(outcome)) {
                orders.forget(id);
            }
        }

        /** Whether it could still be. */
        synchronized boolean cancel() {
            Thread writing = thread;
            if (state != State.QUEUED && (state != State.RUNNING || writing == null)) {
                return false;
            }
            state = State.CANCELLED;
            if (writing != null) {
                writing.interrupt();
            }
            return true;
        }

        boolean isOver() {
            return state != State.QUEUED && state != State.RUNNING;
        }

        IssueStatus status() {
            State now = state;
            double progress = now == State.READY ? 1 : Math.min(0.99, (double) done.get() / Math.max(1, work.total()));
            Written outcome = now == State.READY ? written : null;
            return new IssueStatus(
                    id,
                    kind,
                    now,
                    now == State.QUEUED ? place() : null,
                    attempt,
                    progress,
                    now == State.RUNNING ? remaining(progress) : null,
                    now == State.READY ? bytes : null,
                    now == State.READY ? sha256 : null,
                    outcome == null ? null : outcome.verdict(),
                    now == State.FAILED ? List.of(why) : outcome == null ? List.of() : outcome.findings(),
                    now == State.READY ? download(id) : null);
        }

        private String why(Throwable e) {
            if (e instanceof NotSigned) {
                return NotSigned.SENTENCE;
            }
            return isFull(e)
                    ? "The disk is full where exports lie. Nothing of it was kept. Free space on it, then ask again."
                    : "It could not be made; the server's log says why. Ask for it again.";
        }

        private @Nullable Integer place() {
            synchronized (jobs) {
                int place = new ArrayList<>(waiting).indexOf(this);
                return place < 0 ? null : (Integer) (place + 1);
            }
        }

        private void progress(long more) {
            done.addAndGet(more);
            if (state == State.CANCELLED || Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
        }

        private @Nullable Long remaining(double progress) {
            double elapsed = (System.nanoTime() - started) / 1e9;
            return progress == 0 ? null : Math.round(Math.ceil(elapsed * (1 - progress) / progress));
        }
    }

    /** Whether something failed because there is no room; systems say it in words only. */
    private boolean isFull(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String words = cause instanceof IOException ? String.valueOf(cause.getMessage()) : "";
            if (words.contains("No space left on device")
                    || words.contains("Disk quota exceeded")
                    || words.contains("not enough space on the disk")) {
                return true;
            }
        }
        try {
            return Files.getFileStore(directory).getUsableSpace() < ROOM;
        } catch (IOException again) {
            return false;
        }
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("file", file.getFileName()).log("A file could not be deleted");
        }
    }
}
