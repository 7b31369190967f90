package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Policy.Sandbox;
import dev.chancery.decisions.policy.Policy.Upstream.Program;
import dev.chancery.gateway.sandbox.Bubblewrap.Mount;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes sandboxes, a bounded number at a time, and closes those that outlive their time or Chancery itself. */
public final class Sandboxes implements AutoCloseable {

    private static final SandboxLimits PROBE = new SandboxLimits(64, 8, 5, 1);
    private static final int QUOTED = 300;
    static final String HINT =
            "It needs bubblewrap 0.8 (apt install bubblewrap), util-linux, Linux 5.14 and user namespaces for the user"
                    + " that Chancery runs as; or write sandbox: unconfined in the policy, and the program runs with"
                    + " every right that Chancery has. ";

    private final SandboxSettings settings;
    private final List<Path> own;
    private final Bubblewrap bubblewrap;
    private final Names names = new Names(InetAddress::getAllByName);
    private final Semaphore free;
    private final Set<OpenSandbox> open = ConcurrentHashMap.newKeySet();

    /** When the thread that started it ends, the kernel ends a sandbox; this one does not end before Chancery does. */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sandboxes").factory());

    private final ScheduledExecutorService clock = clock();

    private volatile boolean proven;

    /** A sandbox has its own, so what is there is never granted to one: what a sandbox that is being made is lent lies in it. */
    static final Path NEVER_GRANTED = Path.of("/dev");

    /** An alarm that is not needed any more keeps nothing in memory. */
    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("sandbox-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /**
     * Sandboxes that can be granted anything but some paths.
     *
     * @param own directories of Chancery's that hold its keys, its record and its rules
     */
    public Sandboxes(SandboxSettings settings, List<Path> own) {
        this.settings = settings;
        this.own = own.stream().map(path -> path.toAbsolutePath().normalize()).toList();
        this.bubblewrap = new Bubblewrap(settings.bubblewrap());
        this.free = new Semaphore(settings.together(), true);
    }

    /** What a program may do with the paths that it may write to. */
    public enum Writing {
        AS_GRANTED,
        /** It may only read them, and reaches no network: it is asked what it is, and not to do anything. */
        NOT_NOW
    }

    /**
     * Makes sure that sandboxes can be made here.
     *
     * @throws SandboxFailed when they cannot, with what to do
     */
    public void prove() {
        if (proven) {
            return;
        }
        List<String> line = bubblewrap.command(List.of("true"), new TreeMap<>(), PROBE, null);
        try (OpenSandbox probe = OpenSandbox.confined(
                start(line, Bubblewrap.environment(), Path.of("/")), new TreeMap<>(), null, PROBE, clock, settings)) {
            probe.awaitGate(settings.startTimeout());
            probe.begin();
            int exit = probe.awaitExit(settings.startTimeout());
            if (exit != 0) {
                throw new SandboxFailed("bubblewrap cannot make a sandbox here: a program in it ended with " + exit
                        + ". " + HINT + probe.complaint(QUOTED));
            }
            proven = true;
        }
    }

    /**
     * Starts the program of a policy, which waits until {@link OpenSandbox#begin}.
     *
     * @param environment what the policy gives it, values and all
     * @throws SandboxFailed when it cannot be started; then nothing of it has run
     */
    public OpenSandbox open(Program program, Map<String, String> environment, Writing writing) {
        try {
            if (!free.tryAcquire(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SandboxFailed(settings.together() + " programs run at the same time already. Try later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxFailed("Chancery was interrupted before the program was started.", e);
        }
        boolean opened = false;
        try {
            OpenSandbox sandbox = program.sandbox() == null
                    ? plain(program, environment)
                    : confined(program, program.sandbox(), environment, writing);
            open.add(sandbox);
            sandbox.whenClosed(() -> {
                open.remove(sandbox);
                free.release();
            });
            opened = true;
            return sandbox;
        } finally {
            if (!opened) {
                free.release();
            }
        }
    }

    private OpenSandbox plain(Program program, Map<String, String> environment) {
        SortedMap<String, String> variables = new TreeMap<>(environment);
        variables.putIfAbsent("PATH", Bubblewrap.PATH);
        try {
            Path work = Files.createTempDirectory("chancery-program");
            return OpenSandbox.plain(start(program.command(), variables, work), work, clock, settings);
        } catch (IOException e) {
            throw new SandboxFailed("No directory for the program can be made.", e);
        }
    }

    private OpenSandbox confined(Program program, Sandbox sandbox, Map<String, String> environment, Writing writing) {
        prove();
        SortedMap<String, Mount> mounts = new TreeMap<>();
        sandbox.read().forEach(path -> mounts.put(path, new Mount(source(path), false)));
        sandbox.write().forEach(path -> mounts.put(path, new Mount(source(path), writing == Writing.AS_GRANTED)));
        Map<String, String> variables = Bubblewrap.environment();
        // To reach the network is to do something, also when nothing of here can be written.
        Egress egress = writing == Writing.NOT_NOW || sandbox.network().isEmpty()
                ? null
                : Egress.open(sandbox.network(), names, settings, clock);
        if (egress != null) {
            variables.putAll(Bubblewrap.proxy(sandbox.network()));
        }
        variables.putAll(environment);
        OpenSandbox opened = confined(program.command(), mounts, sandbox.limits(), egress, variables);
        boolean ready = false;
        try {
            // The relay to a proxy is a Java that has to start first.
            opened.awaitGate(settings.startTimeout().multipliedBy(egress == null ? 1 : 2));
            ready = true;
            return opened;
        } finally {
            if (!ready) {
                opened.close();
            }
        }
    }

    private OpenSandbox confined(
            List<String> command,
            SortedMap<String, Mount> mounts,
            SandboxLimits limits,
            @Nullable Egress egress,
            Map<String, String> variables) {
        boolean started = false;
        try {
            Process process = start(bubblewrap.command(command, mounts, limits, egress), variables, Path.of("/"));
            started = true;
            return OpenSandbox.confined(process, mounts, egress, limits, clock, settings);
        } finally {
            if (!started && egress != null) {
                egress.close();
            }
        }
    }

    /** Where a granted path is; never a way to what Chancery keeps. */
    private Path source(String path) {
        try {
            Path real = Path.of(path).toRealPath();
            if (real.startsWith(NEVER_GRANTED)) {
                throw new SandboxFailed("The policy grants " + path + ", which leads to " + real
                        + ". A sandbox has its own " + NEVER_GRANTED + ". Grant another path.");
            }
            for (Path mine : own) {
                Path there = Files.exists(mine) ? mine.toRealPath() : mine;
                if (real.startsWith(there) || there.startsWith(real)) {
                    throw new SandboxFailed("The policy grants " + path
                            + ", and Chancery keeps its keys, its record or its policy there. Grant another path.");
                }
            }
            return real;
        } catch (IOException e) {
            throw new SandboxFailed("The policy grants " + path + ", which is not there or cannot be read.", e);
        }
    }

    private Process start(List<String> line, Map<String, String> variables, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(line)).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return builder.start();
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            starter)
                    .join();
        } catch (CompletionException e) {
            throw new SandboxFailed(
                    "The program '" + line.getFirst() + "' cannot be started. "
                            + (line.getFirst().equals(settings.bubblewrap())
                                            || line.getFirst().equals("setpriv")
                                    ? HINT
                                    : "Correct the command in the policy."),
                    e);
        }
    }

    @Override
    public void close() {
        open.forEach(OpenSandbox::close);
        clock.shutdownNow();
        names.close();
        starter.shutdownNow();
    }
}
