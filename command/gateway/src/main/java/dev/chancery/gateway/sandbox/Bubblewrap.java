package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The command line that starts a program under bubblewrap. It sees the system's programs, a few devices and the granted paths,
 * all else of the file system is not there; what can be written is the granted paths and the work directory. It has no
 * network, no capability, and can get none.
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

    private static final String WORK = Policy.Sandbox.WORK;
    private static final String GATE = "echo " + READY + "; read -r go || exit 126; exec \"$@\"";
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
     */
    List<String> command(List<String> command, SortedMap<String, Mount> paths, SandboxLimits limits) {
        List<String> line = new ArrayList<>(asNobody());
        line.addAll(List.of(program, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"));
        line.addAll(List.of("--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--hostname", "sandbox"));
        line.addAll(List.of("--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL"));
        line.addAll(List.of("--die-with-parent", "--new-session"));
        system(line);
        devices(line);
        paths.forEach((path, mount) -> line.addAll(
                List.of(mount.write() ? "--bind" : "--ro-bind", mount.source().toString(), path)));
        if (paths.keySet().stream().noneMatch(path -> path.equals("/tmp") || path.startsWith("/tmp/"))) {
            line.addAll(List.of("--symlink", WORK, "/tmp"));
        }
        line.addAll(List.of("--size", Long.toString(limits.disk() * MIB), "--tmpfs", WORK, "--chdir", WORK));
        line.addAll(List.of("--remount-ro", "/", "--", "/bin/sh", "-c", GATE, "gate"));
        line.addAll(limited(limits));
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
    private static void devices(List<String> line) {
        line.addAll(List.of("--size", "65536", "--tmpfs", "/dev"));
        DEVICES.forEach(name -> line.addAll(List.of("--dev-bind", "/dev/" + name, "/dev/" + name)));
        line.addAll(List.of("--symlink", "/proc/self/fd", "/dev/fd", "--symlink", WORK, "/dev/shm"));
        line.addAll(
                List.of("--symlink", "/proc/self/fd/0", "/dev/stdin", "--symlink", "/proc/self/fd/1", "/dev/stdout"));
        line.addAll(List.of("--symlink", "/proc/self/fd/2", "/dev/stderr", "--remount-ro", "/dev"));
    }

    /** Set inside, where the number of processes counts those of this sandbox only. */
    private static List<String> limited(SandboxLimits limits) {
        return List.of(
                "prlimit",
                "--nproc=" + limits.processes(),
                "--data=" + limits.memory() * MIB,
                "--cpu=" + limits.seconds(),
                "--fsize=" + limits.disk() * MIB,
                "--core=0",
                "--nofile=1024",
                "--");
    }
}
