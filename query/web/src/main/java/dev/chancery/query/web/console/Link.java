package dev.chancery.query.web.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** A place in the console with what it is narrowed to; every character of a value is encoded. */
final class Link {

    private final UriComponentsBuilder uri;

    private Link(String path) {
        this.uri = UriComponentsBuilder.fromPath(path).encode();
    }

    static Link to(String path) {
        return new Link(path);
    }

    /** Narrows it, unless there is nothing to narrow it to. */
    Link with(String name, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
        }
        return this;
    }

    @Override
    public String toString() {
        return uri.toUriString();
    }
}
