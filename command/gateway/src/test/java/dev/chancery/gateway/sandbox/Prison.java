package dev.chancery.gateway.sandbox;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy.Sandbox;
import dev.chancery.decisions.policy.Policy.Upstream.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What tests of sandboxes have in common: directories that whoever the sandbox is may read, and programs to put there. */
public final class Prison {

    private Prison() {}

    /** Ends the test when no sandbox can be made here; where the build is CI's, only when the kernel forbids it. */
    public static void assumeOpen(Sandboxes sandboxes) {
        try {
            sandboxes.prove();
        } catch (SandboxFailed e) {
            String why = String.valueOf(e.getMessage());
            boolean forbidden = why.contains("ermission") || why.contains("not permitted");
            if ("true".equals(System.getenv("CI")) && !forbidden) {
                throw e;
            }
            abort("No sandbox can be made here: " + why);
        }
    }

    private static final List<Path> MADE = new CopyOnWriteArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MADE.forEach(Prison::delete)));
    }

    /** A directory that everybody may read, also when the tests run as root and the sandbox as nobody. */
    public static Path readable() throws IOException {
        Path directory = Files.createTempDirectory(
                Path.of("/tmp"),
                "chancery-prison",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        MADE.add(directory);
        return directory;
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory that everybody may write to. */
    public static Path writable() throws IOException {
        Path directory = readable();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        return directory;
    }

    /** A directory with a class that needs nothing but the JDK. */
    public static Path with(Class<?> type) throws IOException {
        Path root = readable();
        Path file = root.resolve(type.getName().replace('.', '/') + ".class");
        Path directory = root;
        for (Path name : root.relativize(file).getParent()) {
            directory = Files.createDirectory(directory.resolve(name));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            Files.copy(in, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return root;
    }

    /** A command that runs such a class, small enough for a sandbox. */
    public static List<String> java(Path classes, Class<?> type, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                jdk() + "/bin/java",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classes.toString(),
                type.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    public static String jdk() {
        return System.getProperty("java.home");
    }

    public static SandboxLimits limits(int seconds) {
        return new SandboxLimits(512, 64, seconds, 4);
    }

    public static Program program(List<String> command, List<Path> read, List<Path> write, SandboxLimits limits) {
        return program(command, read, write, limits, List.of());
    }

    /** A program that may reach something. */
    public static Program program(
            List<String> command, List<Path> read, List<Path> write, SandboxLimits limits, List<Destination> network) {
        return new Program(
                command,
                new TreeMap<>(),
                new Sandbox(
                        read.stream().map(Path::toString).toList(),
                        write.stream().map(Path::toString).toList(),
                        network,
                        limits));
    }

    /** How many processes of this machine have a word in their command line. */
    public static long running(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .count();
    }
}
