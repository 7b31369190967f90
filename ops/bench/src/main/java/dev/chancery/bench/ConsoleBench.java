package dev.chancery.bench;

import static dev.chancery.bench.RebuildBench.say;

import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long each page of the console takes among many tasks of a year: the packaged application on a home that was filled as {@link
 * GovernanceBench} does, asked over HTTP by somebody who signed in, and by the same in Chromium where that is installed.
 *
 * <p>Arguments: number of tasks, 1,000,000 by default; a directory that keeps the filled home, and is used again when it has one.
 */
public final class ConsoleBench {

    private static final int TIMES = 9;
    private static final double AIM = 1;
    private static final Duration START_UP = Duration.ofMinutes(30);
    private static final String OWN = "Seven words that a benchmark has chosen";
    private static final List<String> SEEN = List.of(
            "/operations",
            "/tasks",
            "/tasks?state=HELD",
            "/systems",
            "/obligations",
            "/controls",
            "/incidents",
            "/models",
            "/models/lineage?deployment=" + GovernedTasks.DEPLOYMENT,
            "/models/lineage?deployment=" + GovernedTasks.DEPLOYMENT + "&version=" + GovernedTasks.SECOND_VERSION,
            "/bias",
            "/log");
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"((?:/assets|/webjars)/[^\"]+)\"");

    private static final Pattern AGENT = Pattern.compile("href=\"(/agents/[^\"/?#]+)\"");

    private final String url;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    private ConsoleBench(int port) {
        this.url = "http://127.0.0.1:" + port;
    }

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        boolean kept = args.length > 1;
        Path home = kept ? Path.of(args[1]).toAbsolutePath() : Files.createTempDirectory("console-bench");
        Path output = Files.createTempFile("console-bench", ".log");
        try {
            try (Store store = Store.open(StoreSettings.embedded(home))) {
                GovernanceBench.fill(store, tasks, GovernanceBench.end(store));
            }
            int port = Child.freePort();
            Process chancery = Child.java(
                    output,
                    List.of("-Xmx1g", "-jar", Child.application(), "--chancery.home=" + home, "--server.port=" + port));
            try {
                Child.await(START_UP, () -> Child.isReady(port), chancery, output);
                ConsoleBench bench = new ConsoleBench(port);
                JsonNode first = JsonMapper.shared().readTree(Files.readString(home.resolve("first-run.json")));
                bench.signIn(
                        first.path("adminUser").asString(),
                        first.path("adminPassword").asString());
                String token = first.path("apiToken").asString();
                Child.await(START_UP, () -> bench.isCaughtUp(token), chancery, output);
                bench.measure(tasks);
                bench.look();
            } finally {
                Child.stop(chancery);
            }
        } finally {
            if (!kept) {
                RebuildBench.delete(home);
            }
            Files.delete(output);
        }
    }

    /** Signs in; at the first time with the password of the first run, and chooses another one. */
    private void signIn(String name, String password) throws Exception {
        if (isIn(name, OWN)) {
            return;
        }
        if (!isIn(name, password)) {
            throw new IllegalStateException("Nobody could sign in");
        }
        HttpResponse<String> changed =
                form("/account/password", "old=" + text(password) + "&password=" + text(OWN) + "&again=" + text(OWN));
        if (changed.statusCode() != 302) {
            throw new IllegalStateException("The password was not changed: " + changed.statusCode());
        }
    }

    private boolean isIn(String name, String password) throws Exception {
        HttpResponse<String> answer =
                form("/sign-in", "username=" + text(name) + "&password=" + text(password), "/sign-in");
        return !answer.headers().firstValue("Location").orElse("").contains("/sign-in");
    }

    private HttpResponse<String> form(String path, String fields) throws Exception {
        return form(path, fields, path);
    }

    private HttpResponse<String> form(String path, String fields, String page) throws Exception {
        Matcher csrf = CSRF.matcher(get(page).body());
        if (!csrf.find()) {
            throw new IllegalStateException(page + " has no form");
        }
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields + "&_csrf=" + text(csrf.group(1))))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String text(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
    }

    /** Whether the views show, and searches find, all that is on the record. */
    private boolean isCaughtUp(String token) {
        try {
            JsonNode views = state("/api/views", token);
            JsonNode search = state("/api/search", token);
            return views.path("state").asString().equals("CURRENT")
                    && !views.path("rebuilding").isObject()
                    && views.path("lag").asLong(1) == 0
                    && search.path("generation").asLong() > 0
                    && !search.path("rebuilding").isObject()
                    && search.path("lag").asLong(1) == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode state(String path, String token) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(http.send(
                                HttpRequest.newBuilder(URI.create(url + path))
                                        .header("Authorization", "Bearer " + token)
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private void measure(int tasks) throws Exception {
        say("%.1f load before", RebuildBench.load());
        say(
                "| page, among %,d tasks | KB | first | least of %d more | median | longest | median to the aim of 1 s |",
                tasks, TIMES);
        say("|---|--:|--:|--:|--:|--:|--:|");
        String task = GovernedTasks.id(tasks / 2).value();
        String last = GovernedTasks.id(tasks - 3).value();
        for (String page : List.of(
                "/operations",
                "/operations?range=month",
                "/operations?range=quarter&by=agent",
                "/tasks",
                "/tasks?state=HELD",
                "/tasks?workflow=workflow-3",
                "/tasks?agent=clerk-7&state=RELEASED",
                "/tasks?q=reviewer",
                "/tasks/" + task,
                "/tasks/" + last,
                "/workflows",
                "/agents",
                anAgent(),
                "/tools",
                "/budgets",
                "/systems",
                "/systems/system-1",
                "/systems/system-1/classification",
                "/systems/system-1/duties",
                "/systems/system-1/lineage",
                "/obligations",
                "/controls",
                "/incidents",
                "/models",
                "/models/lineage?task=" + task,
                "/models/lineage?deployment=" + GovernedTasks.DEPLOYMENT,
                "/models/lineage?deployment=" + GovernedTasks.DEPLOYMENT + "&version=" + GovernedTasks.SECOND_VERSION,
                "/bias",
                "/policy",
                "/oversight",
                "/board",
                "/exports",
                "/replays",
                "/log",
                "/log/events?from=4000000",
                "/reconciliation",
                "/erasures",
                "/abandoned",
                "/people")) {
            time(page);
        }
        assets();
        say("%.1f load after", RebuildBench.load());
    }

    /** The page of one of the agents that have keys here. */
    private String anAgent() throws Exception {
        Matcher agent = AGENT.matcher(get("/agents").body());
        if (!agent.find()) {
            throw new IllegalStateException("/agents names no agent");
        }
        return agent.group(1);
    }

    private void time(String page) throws Exception {
        long began = System.nanoTime();
        HttpResponse<String> answer = get(page);
        double first = (System.nanoTime() - began) / 1e9;
        if (answer.statusCode() != 200) {
            say("| %s | answered %d | | | | | |", page, answer.statusCode());
            return;
        }
        long[] nanos = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            get(page);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        double median = nanos[TIMES / 2] / 1e9;
        say(
                "| %s | %d | %.3f s | %.3f s | %.3f s | %.3f s | %.2f |",
                page.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…"),
                answer.body().length() / 1_000,
                first,
                nanos[0] / 1e9,
                median,
                nanos[TIMES - 1] / 1e9,
                median / AIM);
    }

    /** The same in a browser, for the pages that take longest and those that are opened most. */
    private void look() throws Exception {
        Path profile = Files.createTempDirectory("console-bench-browser");
        try {
            Optional<Chromium> browser = Chromium.start(profile);
            if (browser.isEmpty()) {
                say("There is no Chromium here, so when pages can be used is not measured.");
                return;
            }
            try (Chromium chromium = browser.get()) {
                chromium.carry(url, cookies.getCookieStore().get(URI.create(url)));
                say("| page, in Chromium | first | median of %d more | longest | median to the aim of 1 s |", TIMES);
                say("|---|--:|--:|--:|--:|");
                for (String page : SEEN) {
                    double first = chromium.open(url + page);
                    double[] seconds = new double[TIMES];
                    for (int i = 0; i < TIMES; i++) {
                        seconds[i] = chromium.open(url + page);
                    }
                    Arrays.sort(seconds);
                    double median = seconds[TIMES / 2];
                    say(
                            "| %s | %.3f s | %.3f s | %.3f s | %.2f |",
                            page, first, median, seconds[TIMES - 1], median / AIM);
                }
            }
        } finally {
            RebuildBench.delete(profile);
        }
    }

    /** What a browser fetches with its first page, and keeps. */
    private void assets() throws Exception {
        HttpResponse<String> page = get("/operations");
        List<String> paths = new ArrayList<>();
        Matcher asset = ASSET.matcher(page.body());
        while (asset.find()) {
            paths.add(asset.group(1));
        }
        long bytes = page.body().length();
        long start = System.nanoTime();
        for (String path : paths.stream().distinct().toList()) {
            bytes += get(path).body().length();
        }
        say(
                "the first page with %d assets: %d KB uncompressed; all of them, one after the other: %.3f s",
                paths.size(), bytes / 1_000, (System.nanoTime() - start) / 1e9);
    }
}
