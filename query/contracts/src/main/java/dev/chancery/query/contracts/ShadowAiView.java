package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AI services that are used past the gateway, and the logs that they were found in.
 *
 * @param imports the newest first
 */
public record ShadowAiView(List<ServiceView> services, List<ImportView> imports) {

    /**
     * A service.
     *
     * @param users most distinct ones of one log, null when none names any
     * @param bytes null when no log counts them
     */
    public record ServiceView(
            String service,
            String provider,
            long requests,
            @Nullable Long users,
            @Nullable Long bytes,
            Instant first,
            Instant last,
            int imports) {}

    /** A log. */
    public record ImportView(
            String sha256,
            long lines,
            long unknown,
            long unreadable,
            int services,
            String by,
            Instant at,
            long position) {}
}
