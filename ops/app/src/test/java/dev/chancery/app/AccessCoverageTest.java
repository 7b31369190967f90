package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.chancery.query.web.security.Access;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Nobody forgets the doors: each endpoint of each module has a permission, and what each role gets of it is written down. */
class AccessCoverageTest {

    /** What has keys of its own, which the gateway checks. */
    private static final Set<String> MODEL_APIS = Set.of("/v1", "/mcp");

    /** What is only forwarded to. */
    private static final Set<String> FORWARDED = Set.of("/refused");

    /** Every {@code METHOD /path} of every controller, whether its bean is made in a test or not. */
    private static Set<String> endpoints() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("/test/"))
                        .importPackages("dev.chancery")
                        .stream()
                        .map(JavaClass::reflect)
                        .filter(type -> AnnotatedElementUtils.hasAnnotation(type, Controller.class))
                        .flatMap(AccessCoverageTest::endpoints)
                        .filter(endpoint -> Stream.concat(MODEL_APIS.stream(), FORWARDED.stream())
                                .noneMatch(endpoint.substring(endpoint.indexOf(' ') + 1)::startsWith))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> endpoints(Class<?> controller) {
        RequestMapping above = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
        return Arrays.stream(controller.getDeclaredMethods())
                .flatMap(method -> paths(above).flatMap(prefix -> endpoints(prefix, method)));
    }

    private static Stream<String> endpoints(String prefix, Method method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        return mapping == null
                ? Stream.empty()
                : paths(mapping).flatMap(path -> methods(mapping).map(name -> name + " " + prefix + path));
    }

    private static Stream<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? Stream.of("") : Arrays.stream(mapping.path());
    }

    private static Stream<String> methods(RequestMapping mapping) {
        return mapping.method().length == 0
                ? Stream.of("GET", "POST", "PUT", "DELETE")
                : Arrays.stream(mapping.method()).map(RequestMethod::name);
    }

    @Test
    void everyEndpointOfEveryModuleHasAPermission() {
        // given
        Access access = Access.table();

        // when
        Set<String> endpoints = endpoints();

        // then
        assertThat(endpoints)
                .hasSizeGreaterThan(250)
                .contains("POST /api/packs", "GET /api/webhooks", "POST /api/inspect/safety", "GET /tasks/{id}");
        assertThat(endpoints).allSatisfy(endpoint -> {
            String[] parts = endpoint.split(" ", 2);
            assertThat(access.needed(parts[0], PathContainer.parsePath(example(parts[1])), name -> false))
                    .as(endpoint)
                    .isPresent();
        });
    }

    /** The table that {@code AccessTableTest} asks over HTTP, which knows of itself only the endpoints of its own module. */
    @Test
    void whatEachRoleGetsOfEveryEndpointIsWrittenDown() throws Exception {
        // given
        Path table = Path.of("..", "..", "query", "web", "src", "test", "resources", "access.csv");

        // when
        Set<String> written = Files.readAllLines(table).stream()
                .filter(line -> line.contains(",") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .collect(Collectors.toCollection(TreeSet::new));

        // then
        assertThat(written).containsAll(endpoints());
    }

    private static String example(String pattern) {
        return pattern.replaceAll("\\{(?:[^{}]|\\{[^{}]*})*}", "x").replace("/**", "/x");
    }
}
