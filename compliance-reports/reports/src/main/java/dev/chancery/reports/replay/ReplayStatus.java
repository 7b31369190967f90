package dev.chancery.reports.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.verifier.check.Replay;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay has come.
 *
 * @param from first position
 * @param to position after the last
 * @param progress 0 to 1
 * @param remainingSeconds estimate, null while there is nothing to estimate from
 * @param verdict of a finished one: {@code SAME}, {@code SAME_IN_PART} when not everything could be executed, or {@code DIFFERENT}
 * @param decisionsPerSecond of a finished one, with the reading of the log
 * @param result of a finished one
 * @param failure why there is none, for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayStatus(
        String id,
        State state,
        String asker,
        long from,
        long to,
        @Nullable String quarter,
        double progress,
        @Nullable Long remainingSeconds,
        @Nullable String verdict,
        @Nullable Long decisionsPerSecond,
        Replay.@Nullable Result result,
        @Nullable String failure) {

    /** In the order of its life. */
    enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }
}
