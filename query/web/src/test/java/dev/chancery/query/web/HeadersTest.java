package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class HeadersTest extends WebTest {

    private static final Pattern INLINE = Pattern.compile(
            "<style|<script(?![^>]*\\bsrc=)[^>]*>|\\sstyle\\s*=|\\sth:style|\\s(th:)?on[a-z]+\\s*=|javascript:|hx-on|hx-vals\\s*=\\s*[\"']js:",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FOREIGN = Pattern.compile(
            "<(?:script|link|img|iframe|object|embed)\\b[^>]*\\b(?:src|href|data)=[\"'](?:https?:)?//",
            Pattern.CASE_INSENSITIVE);

    static Stream<Resource> templates() throws IOException {
        return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath*:templates/**/*.html"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void noTemplateHasCodeOrStyleInItOrLoadsAnyFromElsewhere(Resource template) throws IOException {
        // given
        String page = template.getContentAsString(StandardCharsets.UTF_8);

        // then
        assertThat(all(INLINE, page)).isEmpty();
        assertThat(all(FOREIGN, page)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p style=\"color: red\">",
                "<a onclick='x()'>",
                "<script>x()</script>",
                "<style>p {}</style>",
                "<a href=\"javascript:x()\">",
                "<p th:style=\"${x}\">",
                "<p th:onclick=\"x\">"
            })
    void whatTheTestAboveLooksForIsFound(String page) {
        assertThat(all(INLINE, page)).isNotEmpty();
    }

    private static List<String> all(Pattern pattern, String page) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(page);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sign-in",
                "/tasks",
                "/nothing-here",
                "/api/tasks",
                "/api/nothing",
                "/assets/console.css",
                "/actuator/health"
            })
    void everyAnswerTellsTheBrowserWhatItMayNot(String path) throws Exception {
        for (Visitor visitor : List.of(stranger(), new Visitor().signedIn())) {
            // when
            HttpResponse<String> answer = visitor.get(path);

            // then
            assertThat(header(answer, "Content-Security-Policy"))
                    .isEqualTo(
                            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
            assertThat(header(answer, "Permissions-Policy")).contains("camera=()", "geolocation=()", "microphone=()");
            assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as("not over TLS")
                    .isEmpty();
            assertThat(answer.headers().firstValue("Server")).isEmpty();
            assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/tasks", "/api/tasks"})
    void whatIsAboutPeopleIsKeptByNoBrowser(String path) throws Exception {
        assertThat(header(new Visitor().signedIn().get(path), "Cache-Control")).contains("no-store");
    }

    @Test
    void aSessionIsACookieThatNoScriptReadsAndNoOtherSiteSends() throws Exception {
        assertThat(header(stranger().get("/sign-in"), "Set-Cookie"))
                .startsWith("chancery=")
                .contains("HttpOnly", "SameSite=Lax")
                .doesNotContain("Secure");
        assertThat(stranger().get("/sign-in;jsessionid=0123456789").statusCode())
                .isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/systems", "/api/erasures", "/api/incidents", "/api/policy/drafts", "/api/agents"})
    void noProgramSendsABodyOfAnySize(String path) throws Exception {
        // given more than any text here may have
        byte[] body = ("{\"reason\": \"" + "a".repeat(5 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        // when it says how much comes, and when it does not
        HttpResponse<String> said = program()
                .send(program()
                        .request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body)));
        HttpResponse<String> unsaid = program()
                .send(program()
                        .request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        // then
        assertThat(problem(said)).isEqualTo("413 too-large");
        assertThat(problem(unsaid)).isEqualTo("413 too-large");
        assertThat(journal.entries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/sign-out"})
    void noFormIsOfAnySize(String path) throws Exception {
        // given
        Visitor visitor = stranger();
        visitor.get("/sign-in");

        // when
        HttpResponse<String> answer = visitor.send(visitor.request(path)
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=" + "a".repeat(5 << 20))));

        // then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("too large").doesNotContain("aaaa");
    }

    @Test
    void whoGuessesIsCountedWhereHeIsWhateverHeSaysOfAProxy() throws Exception {
        // given
        Visitor guesser = stranger();
        guesser.get("/sign-in");

        // when
        List<String> led = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            led.add(guesser.guess("203.0.113." + n));
        }

        // then the pauses, which double, have begun
        assertThat(led).anyMatch(place -> place.contains("?wait="));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }
}
