package dev.chancery.gateway.agents;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells who calls; {@link Callers#of} does it from the record. */
@FunctionalInterface
public interface AgentAuthenticator {

    /**
     * The caller behind a key, or empty when the key opens nothing. A stopped agent is found: that it may do nothing is
     * decided, and recorded, later.
     *
     * @param key as given after {@code Bearer}
     * @param header reads a request header, null when it is absent
     * @throws Callers.BadHeader when a {@code Chancery-…} header is no identifier
     */
    Optional<Caller> authenticate(@Nullable String key, Function<String, @Nullable String> header);
}
