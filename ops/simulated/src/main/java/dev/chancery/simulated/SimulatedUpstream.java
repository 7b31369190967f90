package dev.chancery.simulated;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated provider with OpenAI's API, on loopback: answers at once, with usage, as model {@code simulated-1} until it is told to be another. It
 * depends on nothing and does as little as it can, so that a benchmark measures what is in front of it.
 *
 * <p>The name of the requested model chooses what it does:
 *
 * <ul>
 *   <li>{@code echo}: answers with the last user message
 *   <li>{@code tool-call}: asks for the first of the tools with the arguments {@code {"city":"Bern"}}
 *   <li>{@code scripted}: asks for the tool that the conversation named last, as in {@code CALL read {"path":"a"}}; once it has
 *       the result it answers {@code The tool said:} and the result; without either it answers as any other
 *   <li>{@code no-usage}: answers without usage
 *   <li>{@code random}: answers with as many tokens of output as chance has it, up to {@code max_tokens}
 *   <li>{@code fault-429}, {@code fault-500}, any {@code fault-<status>}: that status, with a body that quotes the prompt
 *   <li>{@code fault-garbage}: 200 with what is no JSON; {@code fault-empty}: 200 without content
 *   <li>{@code fault-nothing}: takes the request and never answers; {@code fault-stall}: begins a stream and goes silent
 *   <li>{@code fault-half-stream}: closes in the middle, {@code fault-half-stream-clean} with a regular end of the body
 *   <li>{@code fault-close}: closes without an answer
 *   <li>{@code endless}: streams word after word until the client leaves
 * </ul>
 *
 * <p>{@code GET /count} says how many completions were asked for.
 */
public final class SimulatedUpstream implements AutoCloseable {

    /** What it answers. */
    public static final String ANSWER = "This is a simulated answer.";

    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final Pattern USER = Pattern.compile("\"role\"\\s*:\\s*\"user\"");
    private static final Pattern TOOL_RESULT = Pattern.compile("\"role\"\\s*:\\s*\"tool\"");
    private static final Pattern SCRIPT = Pattern.compile("CALL ([A-Za-z0-9_-]+) (\\{.*?\\})");
    private static final Pattern CHARACTERS =
            Pattern.compile("(?:\\\\u[0-9a-fA-F]{4}|\\\\.|[^\\\\]){1,7}", Pattern.DOTALL);
    private static final Pattern CONTENT = Pattern.compile(
            "\"content\"\\s*:\\s*(?:\\[.*?\"text\"\\s*:\\s*)?\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
    private static final Pattern TOOL = Pattern.compile("\"tools\".*?\"name\"\\s*:\\s*\"([^\"]*)\"", Pattern.DOTALL);
    private static final Pattern MOST = Pattern.compile("\"max(?:_completion)?_tokens\"\\s*:\\s*(\\d+)");
    private static final int PROMPT_TOKENS = 12;
    private static final Map<Integer, String> REASONS = Map.of(200, "OK", 429, "Too Many Requests");
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17}";

    private static final long WORD_NANOS = 10_000_000;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong disconnects = new AtomicLong();
    private final AtomicLong billedInput = new AtomicLong();
    private final AtomicLong billedOutput = new AtomicLong();
    private final AtomicInteger failNext = new AtomicInteger();
    private volatile int failStatus = 500;
    private volatile String lastBody = "";
    private volatile String version = "simulated-1";

    /**
     * Listens on loopback.
     *
     * @param port 0 for any free one
     */
    public SimulatedUpstream(int port) {
        try {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("simulated-upstream").start(this::accept);
    }

    /** Runs until it is stopped: {@code SimulatedUpstream <port>}. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        try (SimulatedUpstream upstream = new SimulatedUpstream(Integer.parseInt(arguments[0]))) {
            System.out.println("A simulated provider listens at " + upstream.baseUrl());
            Thread.currentThread().join();
        }
    }

    /** For a deployment's {@code baseUrl}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Completions asked for, answered or not. */
    public long requests() {
        return requests.get();
    }

    /** Tokens of input that the model {@code random} has billed. */
    public long billedInput() {
        return billedInput.get();
    }

    /** Tokens of output that the model {@code random} has billed. */
    public long billedOutput() {
        return billedOutput.get();
    }

    /** Clients that went away while an answer was owed to them. */
    public long disconnects() {
        return disconnects.get();
    }

    /** Body of the last completion request. */
    public String lastBody() {
        return lastBody;
    }

    /** Answers as another version of its models from now on. */
    public void become(String version) {
        this.version = version;
    }

    /** Answers the next requests with a status, whatever model they ask for. */
    public void failNext(int times, int status) {
        failStatus = status;
        failNext.set(times);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Connection connection = new Connection(socket.getInputStream(), socket.getOutputStream());
            while (connection.next()) {
                if (!answer(connection)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, which is its right.
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(Connection connection) throws IOException {
        if (connection.requestLine.startsWith("GET /count")) {
            return connection.send(200, "text/plain", Long.toString(requests.get()));
        }
        if (connection.requestLine.startsWith("GET ")) {
            return connection.send(200, "application/json", "{\"object\":\"list\",\"data\":[]}");
        }
        requests.incrementAndGet();
        String body = connection.body;
        lastBody = body;
        if (failNext.get() > 0 && failNext.getAndDecrement() > 0) {
            return error(connection, failStatus);
        }
        Matcher named = MODEL.matcher(body);
        String model = named.find() ? named.group(1) : "";
        boolean stream = STREAM.matcher(body).find();
        return switch (model) {
            case "echo" -> complete(connection, stream, echo(body), true);
            case "random" -> random(connection, body);
            case "no-usage" -> complete(connection, stream, ANSWER, false);
            case "tool-call" -> toolCall(connection, stream, firstTool(body), "{\\\"city\\\":\\\"Bern\\\"}");
            case "scripted" -> scripted(connection, stream, body);
            case "fault-empty" -> complete(connection, stream, "", true);
            case "fault-garbage" ->
                stream
                        ? connection.send(200, "text/event-stream", "data: this is {no JSON\n\n")
                        : connection.send(200, "application/json", "this is {no JSON");
            case "fault-close" -> false;
            case "fault-nothing" -> connection.silent(disconnects);
            case "fault-stall" -> {
                connection.open("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked");
                connection.chunk(event(delta("This is ")));
                yield connection.silent(disconnects);
            }
            case "endless" -> endless(connection);
            case "fault-half-stream" -> half(connection, stream, false);
            case "fault-half-stream-clean" -> half(connection, stream, true);
            default -> {
                if (model.startsWith("fault-") && model.substring(6).chars().allMatch(Character::isDigit)) {
                    yield error(connection, Integer.parseInt(model.substring(6)));
                }
                yield complete(connection, stream, ANSWER, true);
            }
        };
    }

    /** What it answers is on its bill before it answers, whoever gets to hear it. */
    private boolean random(Connection connection, String body) throws IOException {
        Matcher most = MOST.matcher(body);
        int output = ThreadLocalRandom.current().nextInt(most.find() ? Integer.parseInt(most.group(1)) : 1) + 1;
        billedInput.addAndGet(PROMPT_TOKENS);
        billedOutput.addAndGet(output);
        return connection.send(
                200,
                "application/json",
                "{" + head()
                        + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + echo(body) + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":" + PROMPT_TOKENS
                        + ",\"completion_tokens\":" + output + ",\"total_tokens\":" + (PROMPT_TOKENS + output)
                        + "}}");
    }

    private static boolean error(Connection connection, int status) throws IOException {
        return connection.send(
                status,
                "application/json",
                "{\"error\":{\"message\":\"refused: " + echo(connection.body) + "\",\"type\":\"simulated\"}}");
    }

    private boolean endless(Connection connection) throws IOException {
        connection.open("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked");
        try {
            while (true) {
                connection.chunk(event(delta("word ")));
                LockSupport.parkNanos(WORD_NANOS);
            }
        } finally {
            disconnects.incrementAndGet();
        }
    }

    private boolean half(Connection connection, boolean stream, boolean clean) throws IOException {
        if (stream) {
            connection.open("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked");
            connection.chunk(event(delta("This is ")) + event(delta("a simulated")));
            if (clean) {
                connection.chunk("");
            }
        } else {
            connection.open("Content-Type: application/json\r\nContent-Length: 4096");
            connection.write("{" + head() + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assi");
        }
        return false;
    }

    private boolean complete(Connection connection, boolean stream, String escaped, boolean usage) throws IOException {
        if (!stream) {
            return connection.send(
                    200,
                    "application/json",
                    "{" + head()
                            + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                            + escaped + "\"},\"finish_reason\":\"stop\"}]" + (usage ? "," + USAGE : "") + "}");
        }
        StringBuilder events = new StringBuilder(1024);
        for (int from = 0, to; from < escaped.length(); from = to) {
            to = escaped.indexOf(' ', from) + 1;
            to = to == 0 ? escaped.length() : to;
            events.append(event(delta(escaped.substring(from, to))));
        }
        return finish(connection, events, "stop", usage);
    }

    private boolean scripted(Connection connection, boolean stream, String body) throws IOException {
        Matcher script = SCRIPT.matcher(body);
        int asked = 0;
        String name = "";
        String arguments = "";
        while (script.find()) {
            asked = script.end();
            name = script.group(1);
            arguments = script.group(2);
        }
        int answered = endOfLast(TOOL_RESULT, body);
        if (answered > asked) {
            return complete(connection, stream, "The tool said: " + content(body, answered), true);
        }
        return asked > 0 ? toolCall(connection, stream, name, arguments) : complete(connection, stream, ANSWER, true);
    }

    private static String firstTool(String body) {
        Matcher tool = TOOL.matcher(body);
        return tool.find() ? tool.group(1) : "none";
    }

    /**
     * Asks for a tool.
     *
     * @param arguments escaped for a JSON string
     */
    private boolean toolCall(Connection connection, boolean stream, String name, String arguments) throws IOException {
        if (!stream) {
            return connection.send(
                    200,
                    "application/json",
                    "{" + head()
                            + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                            + "\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                            + name
                            + "\",\"arguments\":\"" + arguments + "\"}}]},\"finish_reason\":\"tool_calls\"}],"
                            + USAGE + "}");
        }
        StringBuilder events = new StringBuilder(1024)
                .append(event(choice(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                                + name + "\",\"arguments\":\"\"}}]}",
                        "null")));
        Matcher piece = CHARACTERS.matcher(arguments);
        while (piece.find()) {
            events.append(event(choice(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + piece.group() + "\"}}]}",
                    "null")));
        }
        return finish(connection, events, "tool_calls", true);
    }

    private String head() {
        return "\"id\":\"chatcmpl-simulated\",\"created\":1,\"model\":\"" + version + "\"";
    }

    private boolean finish(Connection connection, StringBuilder events, String reason, boolean usage)
            throws IOException {
        events.append(event(choice("{}", "\"" + reason + "\"")));
        if (usage) {
            events.append(event("{" + head() + ",\"object\":\"chat.completion.chunk\",\"choices\":[]," + USAGE + "}"));
        }
        return connection.send(
                200, "text/event-stream", events.append("data: [DONE]\n\n").toString());
    }

    private String delta(String escaped) {
        return choice("{\"content\":\"" + escaped + "\"}", "null");
    }

    private String choice(String delta, String finishReason) {
        return "{" + head() + ",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finishReason + "}]}";
    }

    private static String event(String json) {
        return "data: " + json + "\n\n";
    }

    /** The last user message, escaped as it came. */
    private static String echo(String body) {
        return content(body, endOfLast(USER, body));
    }

    private static int endOfLast(Pattern role, String body) {
        int end = 0;
        Matcher matcher = role.matcher(body);
        while (matcher.find()) {
            end = matcher.end();
        }
        return end;
    }

    /** The first content from there on, escaped as it came. */
    private static String content(String body, int from) {
        Matcher content = CONTENT.matcher(body);
        return content.find(from) ? content.group(1) : "";
    }

    /** HTTP/1.1 as far as it is needed: kept alive, one request after the other, bodies with a length. */
    private static final class Connection {
        private final InputStream in;
        private final OutputStream out;
        private byte[] buffer = new byte[8192];
        private int filled;
        private String requestLine = "";
        private String body = "";

        Connection(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        boolean next() throws IOException {
            int end;
            while ((end = endOfHead()) < 0) {
                if (!fill()) {
                    return false;
                }
            }
            String head = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
            requestLine = head.substring(0, head.indexOf('\r'));
            int length = contentLength(head);
            while (filled < end + length) {
                if (!fill()) {
                    throw new EOFException();
                }
            }
            body = new String(buffer, end, length, StandardCharsets.UTF_8);
            filled -= end + length;
            System.arraycopy(buffer, end + length, buffer, 0, filled);
            return true;
        }

        private int endOfHead() {
            for (int i = 3; i < filled; i++) {
                if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private static int contentLength(String head) {
            String name = "\r\ncontent-length:";
            int at = head.toLowerCase(Locale.ROOT).indexOf(name);
            return at < 0
                    ? 0
                    : Integer.parseInt(head.substring(at + name.length(), head.indexOf('\r', at + name.length()))
                            .strip());
        }

        private boolean fill() throws IOException {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int n = in.read(buffer, filled, buffer.length - filled);
            filled += Math.max(n, 0);
            return n >= 0;
        }

        boolean send(int status, String type, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] head = ("HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "Simulated") + "\r\nContent-Type: "
                            + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] whole = Arrays.copyOf(head, head.length + bytes.length);
            System.arraycopy(bytes, 0, whole, head.length, bytes.length);
            out.write(whole);
            return true;
        }

        void open(String headers) throws IOException {
            write("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n");
        }

        /** An empty one ends the body. */
        void chunk(String text) throws IOException {
            write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Waits until the client goes away. */
        boolean silent(AtomicLong disconnects) throws IOException {
            try {
                while (in.read() >= 0) {
                    // Nothing more is expected, and none of it would be answered.
                }
            } finally {
                disconnects.incrementAndGet();
            }
            return false;
        }
    }
}
