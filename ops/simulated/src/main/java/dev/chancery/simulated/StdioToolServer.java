package dev.chancery.simulated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tool server that speaks MCP over its standard input and output, of one class that needs nothing but the JDK, so that it
 * runs where nothing else is. It reads no JSON but what the SDK's client writes.
 *
 * <p>Tools: {@code write} writes {@code text} into {@code path}; {@code read} reads it; {@code variable} tells the variable
 * {@code name}; {@code fetch} gets the address that is in the file {@code path} by the proxy that {@code HTTP_PROXY} names;
 * {@code die} ends the program, {@code hang} answers never, {@code flood} answers with two million characters.
 * Each argument of the command is a file that is written when the program starts.
 */
public final class StdioToolServer {

    private static final List<String> TOOLS = List.of("write", "read", "variable", "fetch", "die", "hang", "flood");
    private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|\\d+)");
    private static final Pattern METHOD = Pattern.compile("\"method\":\"([^\"]*)\"");
    private static final Pattern TOOL = Pattern.compile("\"name\":\"(" + String.join("|", TOOLS) + ")\"");
    private static final Pattern VERSION = Pattern.compile("\"protocolVersion\":\"([^\"]*)\"");

    private StdioToolServer() {}

    /** Serves until its input ends. */
    public static void main(String[] files) throws IOException, InterruptedException {
        for (String file : files) {
            try {
                Files.writeString(Path.of(file), "started");
            } catch (IOException e) {
                System.err.println(file + " cannot be written");
            }
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("A line that is meant for people");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String id = first(ID, line);
            if (!id.isEmpty()) {
                out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result(line) + "}");
            }
        }
    }

    private static String result(String line) throws InterruptedException {
        return switch (first(METHOD, line)) {
            case "initialize" ->
                "{\"protocolVersion\":\"" + first(VERSION, line)
                        + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"stdio\",\"version\":\"1\"}}";
            case "tools/list" ->
                "{\"tools\":["
                        + String.join(
                                ",", TOOLS.stream().map(StdioToolServer::tool).toList()) + "]}";
            case "tools/call" -> call(line);
            default -> "{}";
        };
    }

    private static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"description\":\"The tool " + name
                + "\",\"inputSchema\":{\"type\":\"object\"}}";
    }

    private static String call(String line) throws InterruptedException {
        try {
            return switch (first(TOOL, line)) {
                case "write" -> {
                    Files.writeString(Path.of(argument("path", line)), argument("text", line));
                    yield text("written", false);
                }
                case "read" -> text(Files.readString(Path.of(argument("path", line))), false);
                case "variable" -> text(String.valueOf(System.getenv(argument("name", line))), false);
                case "fetch" -> text(fetch(Files.readString(Path.of(argument("path", line)))), false);
                case "flood" -> text("x".repeat(2_000_000), false);
                case "die" -> {
                    System.exit(7);
                    yield "";
                }
                default -> {
                    Thread.sleep(3_600_000);
                    yield "";
                }
            };
        } catch (IOException e) {
            return text("failed " + e.getClass().getSimpleName(), true);
        }
    }

    private static String fetch(String address) throws IOException {
        String told = System.getenv("HTTP_PROXY");
        if (told == null) {
            throw new ConnectException("There is no proxy");
        }
        URI proxy = URI.create(told);
        HttpURLConnection connection = (HttpURLConnection) URI.create(address)
                .toURL()
                .openConnection(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort())));
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8).replace('"', '\'');
        }
    }

    /** The last of that name: the tool's own name comes before its arguments. */
    private static String argument(String name, String line) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(line);
        String found = "";
        while (matcher.find()) {
            if (!TOOLS.contains(matcher.group(1))) {
                found = matcher.group(1);
            }
        }
        return found;
    }

    private static String text(String text, boolean error) {
        return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text.strip() + "\"}],\"isError\":" + error + "}";
    }

    private static String first(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? matcher.group(1) : "";
    }
}
