package dev.chancery.query.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What somebody asks for, or would by following a link.
 *
 * @param method of HTTP
 * @param parameters the values that one of a name has; null for none
 */
record Asked(String method, PathContainer path, Function<String, String @Nullable []> parameters) {

    static Asked of(HttpServletRequest request) {
        return new Asked(request.getMethod(), Doorkeeper.path(request), request::getParameterValues);
    }

    /** @param link a path of this site, with a query and a fragment if there are any */
    static Asked of(String method, String link) {
        String[] parts = link.split("#", 2)[0].split("\\?", 2);
        MultiValueMap<String, String> query = UriComponentsBuilder.newInstance()
                .query(parts.length == 1 ? "" : parts[1])
                .build()
                .getQueryParams();
        return new Asked(
                method,
                PathContainer.parsePath(parts[0]),
                name -> query.containsKey(name)
                        ? query.get(name).stream().map(Asked::decoded).toArray(String[]::new)
                        : null);
    }

    private static String decoded(@Nullable String value) {
        return value == null ? "" : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Whether a parameter has a value. */
    boolean has(String name) {
        return values(name).anyMatch(value -> !value.isBlank());
    }

    /** The value of a parameter that is given once, and empty otherwise: of two nobody knows which one counts. */
    String only(String name) {
        return values(name).reduce((one, other) -> "").orElse("");
    }

    boolean isReading() {
        return method.equals("GET") || method.equals("HEAD");
    }

    private Stream<String> values(String name) {
        String[] values = parameters.apply(name);
        return values == null ? Stream.empty() : Arrays.stream(values);
    }
}
