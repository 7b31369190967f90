package dev.chancery.query.web;

import dev.chancery.contracts.AccountId;
import java.io.ByteArrayOutputStream;
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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Over HTTP, as a program or as a browser. */
@SpringBootTest(
        classes = TestApp.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "server.tomcat.max-swallow-size=64MB"})
abstract class WebTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    @Autowired
    Environment environment;

    @Autowired
    MemoryAccounts accounts;

    @Autowired
    TestApp.Hours hours;

    @Autowired
    TestApp.Journal journal;

    @BeforeEach
    void clear() {
        journal.entries.clear();
        journal.people.clear();
        journal.actors.clear();
        // Whatever was guessed before is forgotten by now.
        hours.pass(Duration.ofHours(1));
        journal.recordDown = false;
        journal.downAt = null;
        journal.gateOpens = true;
        journal.gateOpen = false;
        journal.fleetAway = false;
        journal.manyPrompts = false;
        journal.agent = null;
        journal.agentsStopped = false;
        journal.rulesAdopted = true;
        journal.evidenceAway = false;
        journal.modelsThere = false;
        journal.decisionsTakeEffect = false;
        journal.readings = SampleDuties.UNDISPUTED;
    }

    /** Someone with cookies of their own who follows no redirect. */
    final class Visitor {
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private String token;
        private String csrf = "";

        Visitor withToken(String bearer) {
            token = bearer;
            return this;
        }

        /** As the person with most roles. */
        Visitor signedIn() throws Exception {
            return signedIn(MemoryAccounts.ADMIN);
        }

        Visitor signedIn(String name) throws Exception {
            get("/sign-in");
            HttpResponse<String> answer = signIn(name, MemoryAccounts.password(name));
            if (!answer.headers().firstValue("Location").orElse("").endsWith("/")) {
                throw new IllegalStateException(
                        "Not signed in: " + answer.headers().map());
            }
            return this;
        }

        HttpResponse<String> signIn(String user, String password) throws Exception {
            return form("/sign-in", "username=" + encoded(user) + "&password=" + encoded(password));
        }

        /** A wrong password, with an address that a proxy would have put there. @return where that leads */
        String guess(String forwardedFor) throws Exception {
            return send(request("/sign-in")
                            .header("X-Forwarded-For", forwardedFor)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("username=mallory&password=guess&_csrf=" + encoded(csrf))))
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
        }

        HttpResponse<String> get(String path) throws Exception {
            HttpResponse<String> answer = send(request(path).GET());
            Matcher found = CSRF.matcher(answer.body());
            if (found.find()) {
                csrf = found.group(1);
            }
            return answer;
        }

        /** Posts a form with the CSRF token of the last page. */
        HttpResponse<String> form(String path, String fields) throws Exception {
            return send(request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(fields + "&_csrf=" + encoded(csrf))));
        }

        /** Posts a form with a file, as a browser does, with the CSRF token of the last page. */
        HttpResponse<String> upload(String path, String provider, byte[] file) throws Exception {
            return upload(path, Map.of("provider", provider), file);
        }

        /** Posts a form with more fields and a file. */
        HttpResponse<String> upload(String path, Map<String, String> fields, byte[] file) throws Exception {
            String boundary = "----a-boundary";
            String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
            StringBuilder before = new StringBuilder(part + "_csrf\"\r\n\r\n" + csrf + "\r\n");
            fields.forEach((name, value) -> before.append(part)
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(value)
                    .append("\r\n"));
            before.append(part).append("file\"; filename=\"export.csv\"\r\nContent-Type: text/csv\r\n\r\n");
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(before.toString().getBytes(StandardCharsets.UTF_8));
            body.writeBytes(file);
            body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return send(request(path)
                    .header("Accept", "text/html")
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        }

        /** The CSRF token of the last page. */
        String csrf() {
            return csrf;
        }

        HttpResponse<String> send(String method, String path, String json) throws Exception {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(json)));
        }

        HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path));
            return token == null ? request : request.header("Authorization", "Bearer " + token);
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    Visitor stranger() {
        return new Visitor();
    }

    /** A program with all roles that one may have who administers. */
    Visitor program() {
        return program(MemoryAccounts.ADMIN);
    }

    /** A program with the token of somebody. */
    Visitor program(String name) {
        return new Visitor().withToken(MemoryAccounts.token(new AccountId(name)));
    }

    /** A program that decides reviews. */
    Visitor reviewer() {
        return program("reviewer");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    /** Waits for what comes a moment after the answer. */
    static void eventually(ThrowingRunnable check) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(check);
    }

    static String problem(HttpResponse<String> answer) {
        return answer.statusCode() + " " + json(answer).get("type").asString().replace("urn:chancery:problem:", "");
    }

    /** Leaves the page in {@code target/pages}, where it can be looked at without a server. */
    static String keep(String name, HttpResponse<String> page) throws Exception {
        Path pages = Files.createDirectories(Path.of("target", "pages"));
        Files.writeString(
                pages.resolve(name + ".html"), page.body().replace("\"/assets/", "\"../classes/static/assets/"));
        return page.body();
    }
}
