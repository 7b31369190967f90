package dev.chancery.bench;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's Chromium without a window, told what to do by the Chrome DevTools Protocol. */
final class Chromium implements AutoCloseable {

    private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

    /** Milliseconds from asking for a page until its scripts have run and it is painted, whichever is later. */
    private static final String READY = """
            new Promise(done => {
              const look = () => {
                const page = performance.getEntriesByType('navigation')[0];
                const paint = performance.getEntriesByName('first-contentful-paint')[0];
                if (page && page.loadEventEnd > 0 && paint) {
                  done(Math.max(page.loadEventEnd, paint.startTime));
                } else {
                  setTimeout(look, 10);
                }
              };
              look();
            })""";

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers;
    private final AtomicInteger ids = new AtomicInteger();
    private @Nullable String session;

    private Chromium(Process process, WebSocket socket, Map<Integer, CompletableFuture<JsonNode>> answers) {
        this.process = process;
        this.socket = socket;
        this.answers = answers;
    }

    /**
     * Starts it with a window of a desk; empty where it is not installed.
     *
     * @param profile an empty directory, for all that it keeps
     */
    static Optional<Chromium> start(Path profile) throws IOException {
        if (!Files.isExecutable(EXECUTABLE)) {
            return Optional.empty();
        }
        Path output = profile.resolve("output");
        Process process = new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--window-size=1440,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.resolve("data"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Child.await(PATIENCE, () -> address(output).find(), process, output);
            Matcher address = address(output);
            if (!address.find()) {
                throw new IOException("Chromium did not say where it listens");
            }
            Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(address.group(1)), new Answers(answers))
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            Chromium started = new Chromium(process, socket, answers);
            String target = started.ask("Target.createTarget", Map.of("url", "about:blank"))
                    .path("targetId")
                    .asString();
            started.session = started.ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .path("sessionId")
                    .asString();
            return Optional.of(started);
        } catch (IOException | RuntimeException e) {
            Child.stop(process);
            throw e;
        }
    }

    private static Matcher address(Path output) {
        try {
            return ADDRESS.matcher(Files.readString(output));
        } catch (IOException e) {
            return ADDRESS.matcher("");
        }
    }

    /** Is whoever these cookies say. */
    void carry(String url, List<HttpCookie> cookies) {
        for (HttpCookie cookie : cookies) {
            ask("Network.setCookie", Map.of("url", url, "name", cookie.getName(), "value", cookie.getValue()));
        }
    }

    /** Opens a page, and tells after how many seconds it was there to be used. */
    double open(String url) {
        ask("Page.navigate", Map.of("url", url));
        return ask("Runtime.evaluate", Map.of("expression", READY, "awaitPromise", true))
                        .path("result")
                        .path("value")
                        .asDouble()
                / 1_000;
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> question =
                new ConcurrentHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            question.put("sessionId", session);
        }
        socket.sendText(JsonMapper.shared().writeValueAsString(question), true);
        JsonNode found =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (found.has("error")) {
            throw new IllegalStateException(method + ": " + found.path("error"));
        }
        return found.path("result");
    }

    /** Ends it with all its processes, which keep files open. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        socket.abort();
        Child.stop(process);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each ->
                each.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    }

    /** Puts messages together and gives each to who waits for it; events, which have no id, are nobody's. */
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> waiting;
        private final StringBuilder message = new StringBuilder();

        Answers(Map<Integer, CompletableFuture<JsonNode>> waiting) {
            this.waiting = waiting;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                JsonNode answer = JsonMapper.shared().readTree(message.toString());
                message.setLength(0);
                CompletableFuture<JsonNode> asked =
                        waiting.remove(answer.path("id").asInt(-1));
                if (asked != null) {
                    asked.complete(answer);
                }
            }
            socket.request(1);
            return null;
        }
    }
}
