package dev.chancery.app.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged application. A build starts it some hundred times, so the first that needs it unpacks the jar and lets the JVM
 * write down what a start loads (an ahead-of-time cache, JEP 514); a start then takes half the processor time.
 */
public final class Packaged {

    private static final Path JAR = ChanceryProcess.jar("ops/app/target/chancery.jar");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> OPTIONS = List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED");

    private Packaged() {}

    /** The command that starts the jar as it is, as a newcomer does; arguments follow. */
    public static List<String> asItIs() {
        return command(List.of("-jar", JAR.toString()));
    }

    /** The command that starts it unpacked and with its cache; arguments follow. */
    public static List<String> fast() {
        return command(Unpacked.START);
    }

    private static List<String> command(List<String> start) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        command.addAll(start);
        return command;
    }

    /** Made once by whichever process of the build comes first. */
    private static final class Unpacked {

        static final List<String> START = prepare();

        private static List<String> prepare() {
            try (FileChannel channel = FileChannel.open(
                            JAR.resolveSibling("unpacked.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                Path directory = JAR.resolveSibling(
                        "unpacked-" + Files.getLastModifiedTime(JAR).toMillis() + "-" + Files.size(JAR));
                Path cache = directory.resolve("chancery.aot");
                if (Files.notExists(cache)) {
                    deleteOthers();
                    run(command(List.of(
                            "-Djarmode=tools",
                            "-jar",
                            JAR.toString(),
                            "extract",
                            "--destination",
                            directory.toString())));
                    train(directory, cache);
                }
                return List.of("-XX:AOTCache=" + cache, "-jar", jar(directory).toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path jar(Path directory) {
            return directory.resolve(JAR.getFileName());
        }

        private static void deleteOthers() throws IOException {
            try (Stream<Path> siblings = Files.list(JAR.getParent())) {
                for (Path old : siblings.filter(
                                path -> path.getFileName().toString().startsWith("unpacked-"))
                        .toList()) {
                    delete(old);
                }
            }
        }

        /** One start and one end; what it kept is thrown away. */
        private static void train(Path directory, Path cache) throws IOException {
            Path trial = directory.resolve("trial");
            Path unfinished = directory.resolve("unfinished.aot");
            int port = ChanceryProcess.freePort();
            List<String> command = command(List.of(
                    "-XX:AOTCacheOutput=" + unfinished,
                    "-jar",
                    jar(directory).toString(),
                    "--chancery.home=" + trial,
                    "--server.port=" + port));
            Path said = directory.resolve("trial.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                Eventually.holds(LIMIT, () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("Chancery ended with " + process.exitValue() + ", see " + said);
                    }
                    return isReady(port);
                });
                process.destroy();
                await(process);
            } finally {
                process.destroyForcibly();
            }
            delete(trial);
            if (Files.notExists(unfinished)) {
                throw new AssertionError("The JVM has written no cache, see " + said);
            }
            Files.move(unfinished, cache);
        }

        private static boolean isReady(int port) {
            try (HttpClient http = HttpClient.newHttpClient()) {
                return http.send(
                                        HttpRequest.newBuilder(URI.create(
                                                        "http://127.0.0.1:" + port + "/actuator/health/readiness"))
                                                .timeout(Duration.ofSeconds(2))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        private static void run(List<String> command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await(process);
            if (process.exitValue() != 0) {
                throw new AssertionError("The jar cannot be unpacked: " + process.exitValue());
            }
        }

        private static void await(Process process) {
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("A process does not end: " + process.info());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        private static void delete(Path directory) throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
