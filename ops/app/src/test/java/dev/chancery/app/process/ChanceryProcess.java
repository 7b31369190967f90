package dev.chancery.app.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged application as a process of its own. */
public final class ChanceryProcess implements AutoCloseable {

    public static final JsonMapper JSON = JsonMapper.builder().build();
    /** Generous: a start takes some seconds, but minutes where many builds share a machine. */
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Path home;
    private final Process process;
    private final int port;
    private final Duration startUp;

    private ChanceryProcess(Path home, Process process, int port, Duration startUp) {
        this.home = home;
        this.process = process;
        this.port = port;
        this.startUp = startUp;
    }

    /** Starts on a home and waits until it is ready. Its output goes to {@code process.log} beside the home. */
    public static ChanceryProcess start(Path home, String... arguments) {
        return start(home, Map.of(), arguments);
    }

    /** Starts it as a user does: {@code java -jar chancery.jar}. */
    public static ChanceryProcess startAsItIs(Path home) {
        return startOnce(Packaged.asItIs(), home, Map.of());
    }

    /** Starts with more in its environment. A port that somebody took since it was found free is given up for another. */
    public static ChanceryProcess start(Path home, Map<String, String> environment, String... arguments) {
        for (int tries = 1; ; tries++) {
            try {
                return startOnce(Packaged.fast(), home, environment, arguments);
            } catch (AssertionError e) {
                if (tries == 3 || !String.valueOf(e.getMessage()).contains("already in use")) {
                    throw e;
                }
            }
        }
    }

    private static ChanceryProcess startOnce(
            List<String> command, Path home, Map<String, String> environment, String... arguments) {
        try {
            int port = freePort();
            List<String> line = new ArrayList<>(command);
            line.addAll(List.of("--chancery.home=" + home, "--server.port=" + port));
            line.addAll(List.of(arguments));
            long begun = System.nanoTime();
            Path output = home.resolveSibling(home.getFileName() + "-process.log");
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            ChanceryProcess started =
                    new ChanceryProcess(home, process, port, Duration.ofNanos(System.nanoTime() - begun));
            try {
                Eventually.holds(START_LIMIT, () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("Chancery ended with " + process.exitValue() + ":\n" + tail(output));
                    }
                    return started.isReady();
                });
            } catch (AssertionError e) {
                started.close();
                throw e;
            }
            return new ChanceryProcess(home, process, port, Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the build, found from whatever directory the tests run in. */
    public static Path jar(String path) {
        return root().resolve(path);
    }

    /** The root of the checkout. */
    public static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** All that the processes on this home have written, console and log alike. */
    public String output() {
        try {
            return Files.readString(home.resolveSibling(home.getFileName() + "-process.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(Path output) {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public Path home() {
        return home;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** From the start of the process until it was ready. */
    public Duration startUp() {
        return startUp;
    }

    public long pid() {
        return process.pid();
    }

    /** How the process ended, 128 and the signal when one ended it; empty while it runs. */
    public OptionalInt exit() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** A secret of the first run: {@code agentKey}, {@code apiToken}, {@code reviewToken}, {@code adminPassword}. */
    public String firstRun(String field) {
        try {
            return JSON.readTree(Files.readString(home.resolve("first-run.json")))
                    .path(field)
                    .asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call of the management API with the first token; of who administers, or of who reviews where that is what it does. */
    public HttpResponse<String> api(String method, String path, String body) {
        return api(isReview(path) ? "reviewToken" : "apiToken", method, path, body);
    }

    private static boolean isReview(String path) {
        return path.startsWith("/api/reviews") || path.contains("human-outcome");
    }

    /** A call of the management API with a token of the first run. */
    public HttpResponse<String> api(String token, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + firstRun(token))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What the management API answers to a GET. */
    public JsonNode get(String path) {
        HttpResponse<String> response = api("GET", path, "");
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** A model call with the first agent's key. */
    public HttpResponse<String> chat(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + firstRun("agentKey"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** Where the last event of an answer lies. */
    public static long position(HttpResponse<?> answer) {
        return Long.parseLong(
                answer.headers().firstValue("Chancery-Log-Position").orElseThrow());
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends the process at once, as a power cut of the JVM alone: kill -9. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Ends the process as an operator does: SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Chancery did not end within a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
