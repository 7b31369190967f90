package dev.chancery.elasticsearch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real Elasticsearch node in a JVM of its own, for tests.
 *
 * <p>It listens on a free port of the loopback interface, without security, and dies with this JVM: its standard input closes then. What
 * it holds stays in its home, so a node that is started there again has it. Its log is {@code node.log} there.
 */
public final class TestNode implements AutoCloseable {

    /** The line by which the node says that it is ready; the port follows. */
    static final String READY = "chancery-node-http-port=";

    private static final int START_SECONDS = 180;
    private static final int STOP_SECONDS = 30;
    private static final int TAIL_LINES = 40;

    private final Process process;
    private final URI uri;

    private TestNode(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts a node and waits until it answers.
     *
     * @param home an empty or missing folder, or the home of a node that has been closed
     * @throws IllegalStateException if it does not start; the message has the end of its log
     */
    public static TestNode start(Path home) {
        Path target = target();
        Path lib = target.resolve("node/lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException(
                    "The node's jars are not in " + lib
                            + ". Build ops/elasticsearch-node in the same reactor, at least to its phase process-test-classes.");
        }
        Path log = home.resolve("node.log");
        try {
            Files.createDirectories(home);
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-Djava.io.tmpdir="
                                    + Files.createDirectories(home.resolve("tmp"))
                                            .toAbsolutePath(),
                            "-cp",
                            target.resolve("test-classes") + File.pathSeparator + lib + File.separator + "*",
                            "dev.chancery.elasticsearch.NodeMain",
                            home.toAbsolutePath().toString(),
                            target.resolve("node/modules").toString()))
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<Integer> port = new CompletableFuture<>();
            Thread.ofVirtual().name("elasticsearch-log").start(() -> copy(process, log, port));
            try {
                return new TestNode(
                        process, URI.create("http://127.0.0.1:" + port.get(START_SECONDS, TimeUnit.SECONDS)));
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
                throw new IllegalStateException("Elasticsearch did not start. Its log ends so:\n" + tail(log), e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Elasticsearch started", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers HTTP. */
    public URI uri() {
        return uri;
    }

    /** The node's process id. */
    public long pid() {
        return process.pid();
    }

    /** Ends the node's process as a crash would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Process process, Path log, CompletableFuture<Integer> port) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(line);
                if (line.startsWith(READY)) {
                    port.complete(Integer.parseInt(line.substring(READY.length())));
                }
            }
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
        port.completeExceptionally(new IOException("The process ended"));
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** This module's target folder: this class is in its classes or in its jar. */
    private static Path target() {
        CodeSource source = Objects.requireNonNull(
                TestNode.class.getProtectionDomain().getCodeSource(), "This class comes from no file");
        try {
            return Objects.requireNonNull(Path.of(source.getLocation().toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
