package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.query.web.security.Access;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every endpoint × every role. What is expected stands in {@code access.csv}, written down endpoint by endpoint and not derived from
 * the table of permissions: {@code yes}, {@code -} for no, {@code scope} where somebody may who is limited to one system, and does
 * not get what is of none. Each is asked over HTTP: the API with a token, pages in a session. What came is left in {@code
 * target/access.csv}.
 */
class AccessTableTest extends WebTest {

    private static final List<String> ROLES = List.of(
            "stranger", "agent", "administrator", "officer", "reviewer", "ai-officer", "regulator", "board", "auditor");

    /** Of the tests themselves. */
    private static final Set<String> NOT_OURS =
            Set.of("/api/operations/items", "/v1/chat/completions", "/mcp", "/error", "/refused");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Autowired
    Access access;

    private static List<String> table() throws Exception {
        return Files.readAllLines(Path.of("src", "test", "resources", "access.csv")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static String endpoint(String line) {
        return line.substring(0, line.indexOf(','));
    }

    private Set<String> endpoints() {
        return mappings.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> NOT_OURS.stream().noneMatch(pattern::startsWith))
                        .flatMap(
                                pattern -> methods(mapping.getMethodsCondition().getMethods())
                                        .map(method -> method + " " + pattern)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> methods(Set<RequestMethod> methods) {
        return methods.isEmpty() ? Stream.of("GET", "POST") : methods.stream().map(RequestMethod::name);
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{(?:[^{}]|\\{[^{}]*})*}", "x").replace("/**", "/x");
    }

    @Test
    void everyEndpointStandsInTheTable() throws Exception {
        assertThat(table().stream().skip(1).map(AccessTableTest::endpoint))
                .doesNotHaveDuplicates()
                .containsAll(endpoints());
    }

    @Test
    void everyEndpointOfTheTableIsNamedByAPermission() throws Exception {
        assertThat(table().stream().skip(1).map(AccessTableTest::endpoint)).allSatisfy(endpoint -> {
            String[] parts = endpoint.split(" ");
            assertThat(access.needed(parts[0], PathContainer.parsePath(path(parts[1]))))
                    .as(endpoint)
                    .isPresent();
        });
    }

    @Test
    void whatNoPermissionNamesNobodyMay() {
        for (String path : List.of("/api/nothing", "/nothing", "/api/people/x/secrets", "/api/tasks/x/output/more")) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE")) {
                if (!path.startsWith("/api/tasks/") && !path.startsWith("/api/people/")) {
                    assertThat(access.needed(method, PathContainer.parsePath(path)))
                            .as("%s %s", method, path)
                            .isEmpty();
                }
            }
        }
        assertThat(access.needed("PATCH", PathContainer.parsePath("/api/tasks/x")))
                .isEmpty();
        assertThat(access.needed("OPTIONS", PathContainer.parsePath("/api/tasks")))
                .isEmpty();
    }

    @Test
    void everyRoleIsAnsweredAsTheTableSays() throws Exception {
        // given
        Map<String, Visitor> programs = new LinkedHashMap<>();
        for (String role : ROLES) {
            programs.put(
                    role,
                    switch (role) {
                        case "stranger" -> stranger();
                        case "agent" -> stranger().withToken("key-support-bot");
                        default -> program(role);
                    });
        }
        Map<String, Visitor> people = new LinkedHashMap<>();
        for (String role : ROLES.subList(2, ROLES.size())) {
            people.put(role, new Visitor().signedIn(role));
        }
        List<String> expected = table();
        List<String> actual = new ArrayList<>();
        actual.add("endpoint," + String.join(",", ROLES));

        // when
        List<String> all = Stream.concat(expected.stream().skip(1).map(AccessTableTest::endpoint), endpoints().stream())
                .distinct()
                .toList();
        for (String endpoint : all) {
            String[] parts = endpoint.split(" ");
            List<String> cells = new ArrayList<>();
            for (String role : ROLES) {
                boolean page = !parts[1].startsWith("/api/") && !parts[1].startsWith("/actuator/");
                Visitor visitor = page ? people.getOrDefault(role, programs.get(role)) : programs.get(role);
                cells.add(cell(visitor, parts[0], path(parts[1]), page));
            }
            actual.add(endpoint + "," + String.join(",", cells));
        }

        // then
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "access.csv"), actual);
        assertThat(actual).containsExactlyElementsOf(expected);
    }

    private static String cell(Visitor visitor, String method, String path, boolean page) throws Exception {
        HttpResponse<String> answer = page ? page(visitor, method, path) : api(visitor, method, path);
        if (answer.statusCode() == 302
                && answer.headers().firstValue("Location").orElse("").endsWith("/sign-in")
                && !path.startsWith("/sign-in")) {
            return "-";
        }
        if (answer.statusCode() == 401) {
            return "-";
        }
        if (answer.statusCode() == 403 && !answer.body().contains("agent-stopped")) {
            return answer.body().contains("limited to the system") ? "scope" : "-";
        }
        return "yes";
    }

    private static HttpResponse<String> api(Visitor visitor, String method, String path) throws Exception {
        return visitor.send(visitor.request(path)
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}")));
    }

    private static HttpResponse<String> page(Visitor visitor, String method, String path) throws Exception {
        if (method.equals("GET")) {
            return visitor.get(path);
        }
        // Any page of one's own has the CSRF token.
        visitor.get("/sign-in");
        HttpRequest.Builder request = visitor.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("_csrf=" + URLEncoder.encode(visitor.csrf(), StandardCharsets.UTF_8)));
        return visitor.send(request);
    }
}
