package dev.chancery.reports.pack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a pack would be of.
 *
 * @param from first position
 * @param to position after the last
 * @param first when the first event was recorded
 * @param last when the last one was
 * @param scope such as {@code workflow support}, whose events are disclosed, of others only their hashes; null for all
 * @param contents whether texts are shown
 * @param periods of which figures are told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PackOutline(
        long from,
        long to,
        Instant first,
        Instant last,
        @Nullable String scope,
        boolean contents,
        int periods) {}
