package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ErasureState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An erasure.
 *
 * @param requested position of the request in the log
 * @param holds the legal holds that forbade it, empty otherwise
 * @param contents how many texts were destroyed, null while none were
 * @param keys ids of the data keys that were destroyed
 * @param closed position of the outcome, null while there is none
 */
public record ErasureView(
        String erasure,
        ContentScope scope,
        ErasureState state,
        String reason,
        String by,
        Instant requestedAt,
        long requested,
        List<String> holds,
        @Nullable Long contents,
        List<String> keys,
        @Nullable Instant closedAt,
        @Nullable Long closed) {}
