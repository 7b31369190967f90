package dev.chancery.contracts.log;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the log's heads stand.
 *
 * @param size events under the newest signed head
 * @param signedAt when that head was signed, or found at the start
 * @param cosignedSize events under the newest head that enough witnesses cosigned; null when there is none
 * @param quorum cosignatures that are enough; 0 without witnesses
 * @param timestampAt time of the newest RFC 3161 timestamp
 * @param timestampError why the last request for one failed; null when it did not
 * @param stopped why nothing is signed and written any more; null when it is
 */
public record LogStatus(
        long size,
        Instant signedAt,
        @Nullable Long cosignedSize,
        int quorum,
        List<WitnessStatus> witnesses,
        @Nullable Instant timestampAt,
        @Nullable String timestampError,
        @Nullable String stopped) {
    public LogStatus {
        witnesses = List.copyOf(witnesses);
    }

    /**
     * A witness that is asked.
     *
     * @param cosignatures that it gave since the start
     * @param failures of requests to it since the start
     * @param cosignedSize events under the newest head that it cosigned
     * @param cosignedAt when it says it did
     * @param error why its last answer was no cosignature; null when it was one
     * @param uncompared why the newest head that it shows could not be compared with the log since the start; null when it was
     */
    public record WitnessStatus(
            String name,
            long cosignatures,
            long failures,
            @Nullable Long cosignedSize,
            @Nullable Instant cosignedAt,
            @Nullable String error,
            @Nullable String uncompared) {}

    /** Asks for it. */
    @FunctionalInterface
    public interface Source extends Supplier<LogStatus> {}
}
