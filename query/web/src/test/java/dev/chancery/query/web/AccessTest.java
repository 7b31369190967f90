package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint of the API, those that come later too. */
class AccessTest extends WebTest {

    private record Endpoint(String method, String path) {}

    /** What an agent may ask with its key. */
    private static final Set<String> OF_AGENTS = Set.of("/api/tasks/x/output");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    private List<Endpoint> endpoints() {
        return mappings.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/"))
                        .flatMap(
                                pattern -> methods(mapping.getMethodsCondition().getMethods())
                                        .map(method -> new Endpoint(method, path(pattern)))))
                .distinct()
                .toList();
    }

    private static Stream<String> methods(Set<RequestMethod> methods) {
        return methods.isEmpty() ? Stream.of("GET", "POST") : methods.stream().map(RequestMethod::name);
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "x").replace("/**", "/x");
    }

    private static HttpResponse<String> ask(Visitor visitor, Endpoint endpoint) throws Exception {
        return visitor.send(visitor.request(endpoint.path())
                .header("Content-Type", "application/json")
                .method(
                        endpoint.method(),
                        endpoint.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}")));
    }

    private static Function<Endpoint, String> answer(Visitor visitor) {
        return endpoint -> {
            try {
                return problem(ask(visitor, endpoint));
            } catch (Exception e) {
                throw new AssertionError(endpoint.toString(), e);
            }
        };
    }

    @Test
    void noEndpointAnswersAStranger() {
        // given
        List<Endpoint> endpoints = endpoints();

        // then
        assertThat(endpoints)
                .hasSizeGreaterThan(100)
                .contains(
                        new Endpoint("POST", "/api/incidents/x/reports"),
                        new Endpoint("GET", "/api/controls"),
                        new Endpoint("PUT", "/api/systems/x"));
        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(answer(stranger()).apply(endpoint))
                        .as("%s", endpoint)
                        .isEqualTo("401 unauthenticated"));
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void anAgentsKeyOpensWhatIsMeantForAgentsAlone() {
        // given
        Visitor agent = new Visitor().withToken("key-support-bot");

        // then
        assertThat(endpoints())
                .filteredOn(endpoint -> !OF_AGENTS.contains(endpoint.path()))
                .allSatisfy(endpoint -> assertThat(answer(agent).apply(endpoint))
                        .as("%s", endpoint)
                        .isEqualTo("401 unauthenticated"));
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void aSessionWritesNothingWithoutItsCsrfToken() throws Exception {
        // given
        Visitor person = stranger().signedIn();

        // then
        assertThat(endpoints())
                .filteredOn(endpoint -> !endpoint.method().equals("GET"))
                .hasSizeGreaterThan(50)
                .allSatisfy(endpoint -> assertThat(answer(person).apply(endpoint))
                        .as("%s", endpoint)
                        .isEqualTo("403 csrf-token-missing"));
        assertThat(journal.entries).isEmpty();
    }

    /** Whatever an empty object is for an endpoint, it is no reason to break. */
    @Test
    void anEmptyBodyBreaksNothing() {
        // given
        Visitor program = program();

        // then
        assertThat(endpoints())
                .filteredOn(endpoint -> !endpoint.method().equals("GET"))
                .allSatisfy(endpoint -> {
                    HttpResponse<String> answer = ask(program, endpoint);
                    assertThat(answer.statusCode())
                            .as("%s %s", endpoint, answer.body())
                            .isNotEqualTo(500);
                    if (answer.statusCode() >= 400) {
                        assertThat(json(answer).path("type").asString())
                                .as("%s", endpoint)
                                .startsWith("urn:chancery:problem:");
                        assertThat(json(answer).path("detail").asString())
                                .as("%s", endpoint)
                                .isNotEmpty();
                    }
                });
    }
}
