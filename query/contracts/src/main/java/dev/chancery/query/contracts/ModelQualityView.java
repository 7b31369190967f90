package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the outputs of versions of models were found.
 *
 * @param position how many events of the log are counted
 * @param lines in the order of deployments, and of these in that of first use
 * @param note what these are, for whoever shows them
 */
public record ModelQualityView(long position, List<Line> lines, String note) {

    /** What is to be known of it. */
    public static final String NOTE =
            "Shares with 95 % intervals (Wilson). A version moved when its interval and that of the version before it at the same deployment do not"
                    + " overlap: that is a sign, not a cause, as workflows, prompts and reviewers may have changed, too. Few outputs give wide intervals,"
                    + " and no sign.";

    public ModelQualityView {
        lines = List.copyOf(lines);
    }

    /** Where a share went. */
    public enum Moved {
        DOWN,
        UP
    }

    /**
     * A version of a deployment.
     *
     * @param outputs answers that became outputs
     * @param approved of those that people decided, approved as they were
     * @param approvedMoved against the version before, null where that is not told
     * @param passed of those that were judged, passed
     * @param passedMoved likewise
     */
    public record Line(
            String deployment,
            String version,
            Instant firstUsed,
            Instant lastUsed,
            long outputs,
            Share approved,
            @Nullable Moved approvedMoved,
            Share passed,
            @Nullable Moved passedMoved) {}

    /**
     * A part of a whole.
     *
     * @param rate null when {@code n} is 0
     * @param lower bound at 95 %, 0 when {@code n} is 0
     * @param upper bound, 1 when {@code n} is 0
     */
    public record Share(long count, long n, @Nullable Double rate, double lower, double upper) {}
}
