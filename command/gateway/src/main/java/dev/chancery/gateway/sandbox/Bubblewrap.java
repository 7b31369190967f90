package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line that starts a program under bubblewrap. It sees the system's programs, a few devices and the granted paths,
 * all else of the file system is not there; what can be written is the granted paths and the work directory. It has no
 * network, no capability, and can get none. Where the policy allows it some hosts, a relay runs beside it, started by the gate
 * and limited like it, which carries what comes to a port of its own loopback to the socket of Chancery's proxy.
 *
 * <p>A gate is started in the program's place: a shell that says that it is there and waits for a line. So what is to be
 * looked at before the program runs is there to be looked at, and nothing of the program has run.
 */
final class Bubblewrap {

    /** What the gate says. */
    static final String READY = "ready";

    /** Where programs are looked for. */
    static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    /** The user that the sandbox sees itself as; and is, when Chancery itself runs as root. */
    private static final String NOBODY = "65534";

    /** Where programs in a sandbox find a proxy, when they are allowed any host. */
    static final int PROXY_PORT = 3128;

    private static final String WORK = Policy.Sandbox.WORK;
    private static final String GATE = "echo " + READY + "; read -r go || exit 126; exec \"$@\"";

    /** What the relay needs is in {@code /dev}, where nothing can be granted. */
    private static final String JAVA = "/dev/egress/java";

    private static final String CLASSES = "/dev/egress/classes";
    private static final String SOCKET = "/dev/egress/socket";

    /** Of the relay; it takes half of it. */
    private static final int RELAY_MEMORY = 128;

    /** Threads of the relay, which are not the program's; it takes 15. */
    private static final int RELAY_THREADS = 24;

    private static final int LINK_DEPTH = 4;
    private static final List<String> OWN_LOOPBACK = List.of("localhost", "127.0.0.1");
    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<String> CONFIGURATION =
            List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/ssl/certs");
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");
    private static final long MIB = 1 << 20;

    private final String program;

    Bubblewrap(String program) {
        this.program = program;
    }

    /**
     * A command line.
     *
     * @param paths as the program is to see them, each with the place where it is, true for writing
     * @param egress its way to the network, null for none
     */
    List<String> command(
            List<String> command, SortedMap<String, Mount> paths, SandboxLimits limits, @Nullable Egress egress) {
        List<String> line = new ArrayList<>(asNobody());
        line.addAll(List.of(program, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"));
        line.addAll(List.of("--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--hostname", "sandbox"));
        line.addAll(List.of("--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL"));
        line.addAll(List.of("--die-with-parent", "--new-session"));
        system(line);
        devices(line, egress);
        paths.forEach((path, mount) -> line.addAll(
                List.of(mount.write() ? "--bind" : "--ro-bind", mount.source().toString(), path)));
        if (paths.keySet().stream().noneMatch(path -> path.equals("/tmp") || path.startsWith("/tmp/"))) {
            line.addAll(List.of("--symlink", WORK, "/tmp"));
        }
        line.addAll(List.of("--size", Long.toString(limits.disk() * MIB), "--tmpfs", WORK, "--chdir", WORK));
        line.addAll(List.of("--remount-ro", "/", "--", "/bin/sh", "-c"));
        line.addAll(List.of(egress == null ? GATE : relayed(limits, egress), "gate"));
        line.addAll(limited(
                limits.memory(),
                limits.processes() + (egress == null ? 0 : RELAY_THREADS),
                limits.seconds(),
                limits.disk()));
        line.addAll(command);
        return List.copyOf(line);
    }

    /**
     * A granted path.
     *
     * @param source where it is, without links
     */
    record Mount(Path source, boolean write) {}

    /** What the program finds in its environment beside what the policy gives it. */
    static Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "PATH", PATH, "HOME", WORK, "TMPDIR", WORK, "LANG", "C.UTF-8", "USER", "nobody", "SHELL", "/bin/sh"));
    }

    /** The kernel limits the processes of no root, whatever a namespace calls it, so root becomes somebody else first. */
    private static List<String> asNobody() {
        return isRoot()
                ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--")
                : List.of();
    }

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static void system(List<String> line) {
        line.addAll(List.of("--ro-bind", "/usr", "/usr"));
        for (String directory : SYSTEM) {
            Path path = Path.of(directory);
            try {
                if (Files.isSymbolicLink(path)) {
                    line.addAll(
                            List.of("--symlink", Files.readSymbolicLink(path).toString(), directory));
                } else {
                    line.addAll(List.of("--ro-bind-try", directory, directory));
                }
            } catch (IOException e) {
                throw new SandboxFailed("The system's " + directory + " cannot be read.", e);
            }
        }
        CONFIGURATION.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
        line.addAll(List.of("--proc", "/proc"));
    }

    /** Not bubblewrap's own {@code --dev}: that one is a file system which a program may fill. */
    private static void devices(List<String> line, @Nullable Egress egress) {
        line.addAll(List.of("--size", "65536", "--tmpfs", "/dev"));
        DEVICES.forEach(name -> line.addAll(List.of("--dev-bind", "/dev/" + name, "/dev/" + name)));
        line.addAll(List.of("--symlink", "/proc/self/fd", "/dev/fd", "--symlink", WORK, "/dev/shm"));
        line.addAll(
                List.of("--symlink", "/proc/self/fd/0", "/dev/stdin", "--symlink", "/proc/self/fd/1", "/dev/stdout"));
        line.addAll(List.of("--symlink", "/proc/self/fd/2", "/dev/stderr"));
        if (egress != null) {
            line.addAll(List.of("--ro-bind", egress.classes().toString(), CLASSES));
            line.addAll(List.of("--ro-bind", egress.socket().toString(), SOCKET));
            Path home = Path.of(System.getProperty("java.home"));
            line.addAll(List.of("--ro-bind", home.toString(), JAVA));
            elsewhere(home).forEach(path -> line.addAll(List.of("--ro-bind", path, path)));
        }
        line.addAll(List.of("--remount-ro", "/dev"));
    }

    /** Parts of a Java that its distribution keeps in other places, as Debian does in {@code /etc}. */
    private static List<String> elsewhere(Path home) {
        try (Stream<Path> all = Files.walk(home, LINK_DEPTH)) {
            List<String> found = new ArrayList<>();
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                if (Files.exists(link)) {
                    Path real = link.toRealPath();
                    if (!real.startsWith("/usr") && !real.startsWith(home.toRealPath())) {
                        found.add(real.toString());
                    }
                }
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxFailed("Chancery's own Java in " + home + " cannot be read.", e);
        }
    }

    /**
     * The gate of a sandbox with a way to the network. The relay is started as nobody's child, without any of the program's
     * variables, and the gate waits until it says that it takes connections and closes its output.
     */
    private static String relayed(SandboxLimits limits, Egress egress) {
        List<String> relay = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        relay.addAll(limited(RELAY_MEMORY, limits.processes() + RELAY_THREADS, limits.seconds(), 1));
        relay.addAll(List.of(JAVA + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-Xss256k"));
        relay.addAll(List.of("-Xshare:auto", "-XX:ReservedCodeCacheSize=8m", "-XX:-UsePerfData"));
        relay.addAll(List.of("-XX:+DisableAttachMechanism", "-XX:ErrorFile=/dev/null"));
        relay.addAll(List.of("-Djdk.virtualThreadScheduler.parallelism=1"));
        relay.addAll(List.of("-Djdk.virtualThreadScheduler.maxPoolSize=1"));
        relay.addAll(List.of("-cp", CLASSES, Relay.class.getName()));
        relay.addAll(List.of(Integer.toString(PROXY_PORT), SOCKET, Integer.toString(egress.together())));
        return "up=$( (" + String.join(" ", relay) + " </dev/null &) ); [ \"$up\" = " + Relay.UP
                + " ] || { echo 'The relay to the proxy, a Java of 128 MiB, did not start.' >&2; exit 125; }; " + GATE;
    }

    /** How programs are told of their proxy. What they say to their own loopback is not for it, unless they are allowed that. */
    static Map<String, String> proxy(List<Destination> allowed) {
        Map<String, String> variables = new TreeMap<>();
        for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")) {
            variables.put(name, "http://127.0.0.1:" + PROXY_PORT);
        }
        String none = OWN_LOOPBACK.stream()
                .filter(own -> allowed.stream().noneMatch(each -> each.host().equals(own)))
                .collect(Collectors.joining(","));
        variables.put("NO_PROXY", none);
        variables.put("no_proxy", none);
        variables.put("NODE_USE_ENV_PROXY", "1");
        return variables;
    }

    /** Gives what the sandbox is to find to whoever it is, and to nobody else. */
    static void handOver(Path directory) throws IOException {
        if (!isRoot()) {
            return;
        }
        List<Path> inner;
        try (Stream<Path> all = Files.walk(directory)) {
            inner = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inner) {
            Files.setAttribute(path, "unix:uid", Integer.parseInt(NOBODY), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Set inside, where the number of processes counts those of this sandbox only. */
    private static List<String> limited(int memory, int processes, int seconds, int file) {
        return List.of(
                "prlimit",
                "--nproc=" + processes,
                "--data=" + memory * MIB,
                "--cpu=" + seconds,
                "--fsize=" + file * MIB,
                "--core=0",
                "--nofile=1024",
                "--");
    }
}
