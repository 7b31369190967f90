package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.sandbox.Bubblewrap.Mount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that was started, with what it is told and what it says. Closing ends it and all that it started, and its work
 * directory is gone.
 */
public final class OpenSandbox implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OpenSandbox.class);

    /** How long a program that is told nothing more has to end by itself. */
    private static final Duration GRACE = Duration.ofMillis(300);

    private static final Duration DYING = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(1);
    private static final int COMPLAINT = 2_000;
    private static final int GATE_LINE = 64;
    private static final String WORK = Policy.Sandbox.WORK;

    private final Process process;
    private final Confinement confinement;
    private final SortedMap<String, Mount> mounts;
    private final @Nullable Path directory;
    private final @Nullable Egress egress;
    private final SandboxSettings settings;
    private final @Nullable Future<?> alarm;
    private final long started = System.nanoTime();
    private final Map<String, Changes.Snapshot> before = new TreeMap<>();
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    private volatile @Nullable ProcessHandle first;
    private @Nullable SecureDirectoryStream<Path> work;
    private Runnable afterwards = () -> {};
    private volatile boolean begun;
    private volatile boolean outOfTime;
    private @Nullable SandboxEnd end;

    private OpenSandbox(
            Process process,
            Confinement confinement,
            SortedMap<String, Mount> mounts,
            @Nullable Path directory,
            @Nullable Egress egress,
            @Nullable SandboxLimits limits,
            ScheduledExecutorService clock,
            SandboxSettings settings) {
        this.process = process;
        this.confinement = confinement;
        this.mounts = mounts;
        this.directory = directory;
        this.egress = egress;
        this.settings = settings;
        Thread.startVirtualThread(this::listen);
        this.alarm = limits == null
                ? null
                : clock.schedule(
                        () -> {
                            outOfTime = true;
                            kill();
                        },
                        limits.seconds(),
                        TimeUnit.SECONDS);
    }

    /** @param egress its way to the network, which goes with it; null for none */
    static OpenSandbox confined(
            Process process,
            SortedMap<String, Mount> mounts,
            @Nullable Egress egress,
            SandboxLimits limits,
            ScheduledExecutorService clock,
            SandboxSettings settings) {
        return new OpenSandbox(process, Confinement.BUBBLEWRAP, mounts, null, egress, limits, clock, settings);
    }

    static OpenSandbox plain(
            Process process, Path directory, ScheduledExecutorService clock, SandboxSettings settings) {
        OpenSandbox plain =
                new OpenSandbox(process, Confinement.NONE, new TreeMap<>(), directory, null, null, clock, settings);
        plain.begun = true;
        return plain;
    }

    /** What the program reads. */
    public OutputStream toProgram() {
        return process.getOutputStream();
    }

    /** What the program writes. What it complains of is read elsewhere, and forgotten: it may hold anything. */
    public InputStream fromProgram() {
        return process.getInputStream();
    }

    void whenClosed(Runnable action) {
        afterwards = action;
    }

    /** Waits until the sandbox is there and its gate waits, and looks at what the program could change. */
    void awaitGate(Duration limit) {
        try {
            String said = CompletableFuture.supplyAsync(this::gateLine, Thread::startVirtualThread)
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!said.equals(Bubblewrap.READY)) {
                throw new SandboxFailed(
                        "bubblewrap cannot make a sandbox here. " + Sandboxes.HINT + complaint(COMPLAINT));
            }
        } catch (TimeoutException e) {
            throw new SandboxFailed("The sandbox was not there within " + limit.toMillis() + " ms. Try later.", e);
        } catch (ExecutionException e) {
            throw new SandboxFailed("bubblewrap cannot be heard.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxFailed("Chancery was interrupted before the program was started.", e);
        }
        if (egress != null) {
            egress.hide();
        }
        ProcessHandle init = process.children().findFirst().orElse(null);
        first = init;
        work = init == null ? null : directory(Path.of("/proc/" + init.pid() + "/root" + WORK));
        mounts.forEach((path, mount) -> {
            if (mount.write()) {
                before.put(path, Changes.of(mount.source()));
            }
        });
    }

    private String gateLine() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = process.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = process.getInputStream().read()) {
                if (line.length() >= GATE_LINE) {
                    break;
                }
                line.append((char) c);
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString();
    }

    /** A handle on a directory that stays when its name, and the namespace in which it has one, are gone. */
    @SuppressWarnings("StreamResourceLeak") // It is closed with the sandbox.
    private static @Nullable SecureDirectoryStream<Path> directory(Path path) {
        try {
            DirectoryStream<Path> stream = Files.newDirectoryStream(path);
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return secure;
            }
            stream.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("error", e.getClass().getName()).log("A work directory cannot be looked at");
        }
        return null;
    }

    /** Lets the program run. */
    public void begin() {
        if (begun) {
            return;
        }
        begun = true;
        try {
            process.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended, which whoever speaks to it will notice.
            log.atDebug().log("A program ended before it began");
        }
    }

    /**
     * Waits for the program to end by itself and tells its exit code.
     *
     * @throws SandboxFailed when it does not
     */
    public int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SandboxFailed("A program in the sandbox did not end.");
    }

    /** What bubblewrap said before the program began, for whoever has to set it right. */
    String complaint(int limit) {
        String said;
        synchronized (complaint) {
            said = complaint.toString(StandardCharsets.UTF_8).strip();
        }
        return said.isEmpty() ? "" : " It says: " + said.substring(0, Math.min(limit, said.length()));
    }

    private void listen() {
        byte[] buffer = new byte[4_096];
        try (InputStream errors = process.getErrorStream()) {
            for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                synchronized (complaint) {
                    if (!begun && complaint.size() < COMPLAINT) {
                        complaint.write(buffer, 0, read);
                    }
                }
            }
        } catch (IOException e) {
            // It was closed.
            log.atTrace().log("A program says nothing more");
        }
    }

    /** The first process of a namespace takes all others with it, also those that left its group or its session. */
    private void kill() {
        ProcessHandle init = first;
        if (confinement == Confinement.NONE) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        } else if (init != null && init.isAlive()) {
            init.destroyForcibly();
        } else {
            process.destroyForcibly();
        }
    }

    /**
     * Ends the program and tells what came of it.
     *
     * @param sanitise replaces personal data in the names of files and hosts
     */
    public SandboxClosed close(UnaryOperator<String> sanitise) {
        // A file that is read by an interrupted thread is closed, and what is asked here has to be known all the same.
        boolean interrupted = Thread.interrupted();
        try {
            SandboxEnd how = end();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            Changes changes = new Changes();
            if (confinement == Confinement.NONE) {
                changes.unseen("A plain process can write wherever Chancery can, and nobody looks there.");
            } else {
                look(changes);
            }
            return new SandboxClosed(
                    confinement,
                    begun ? how : SandboxEnd.NOT_STARTED,
                    begun && !process.isAlive() ? process.exitValue() : null,
                    millis,
                    changes.first(settings.changes(), sanitise),
                    Math.max(0, changes.size() - settings.changes()),
                    changes.unseen(),
                    egress == null ? null : egress.use(sanitise));
        } finally {
            close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void look(Changes changes) {
        SecureDirectoryStream<Path> there = work;
        if (there == null) {
            changes.unseen("The work directory could not be looked at.");
        } else {
            changes.created(there, WORK);
        }
        before.forEach((path, snapshot) ->
                changes.compare(Objects.requireNonNull(mounts.get(path)).source(), path, snapshot));
    }

    /** That of a program that was not started. */
    public static SandboxClosed notStarted(Confinement confinement) {
        return new SandboxClosed(confinement, SandboxEnd.NOT_STARTED, null, 0, List.of(), 0, null, null);
    }

    @Override
    public void close() {
        end();
        SecureDirectoryStream<Path> there = work;
        if (there != null) {
            try {
                there.close();
            } catch (IOException e) {
                log.atDebug().log("A work directory that is gone could not be closed");
            }
        }
    }

    private synchronized SandboxEnd end() {
        if (end != null) {
            return end;
        }
        boolean alive = process.isAlive();
        if (alive && !(begun && endsByItself())) {
            kill();
            if (!awaitDeath(DYING)) {
                process.destroyForcibly();
                log.atError().addKeyValue("pid", process.pid()).log("A program cannot be ended");
            }
        }
        awaitOthers();
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (egress != null) {
            egress.close();
        }
        if (directory != null) {
            delete(directory);
        }
        SandboxEnd how = outOfTime ? SandboxEnd.OUT_OF_TIME : alive ? SandboxEnd.CLOSED : SandboxEnd.EXITED;
        end = how;
        afterwards.run();
        return how;
    }

    /** Bubblewrap tells of the program's end before the first process of the namespace has taken all others with it. */
    private void awaitOthers() {
        ProcessHandle init = first;
        long deadline = System.nanoTime() + DYING.toNanos();
        while (init != null && isRunning(init) && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    /** Whether a process has not ended; one that nobody has asked about since has. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** A program that is told nothing more should end. */
    private boolean endsByItself() {
        // Beside the waiting: a program that does not read what it is being told keeps its input from being closed.
        Thread.startVirtualThread(() -> {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                log.atTrace().log("A program had closed its input before");
            }
        });
        return awaitDeath(GRACE);
    }

    private boolean awaitDeath(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            log.atWarn().addKeyValue("directory", directory).log("The directory of a program could not be deleted");
        }
    }
}
