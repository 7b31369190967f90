package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people oversee: what each decided, and how long he had looked. */
public record OversightView(List<ReviewerView> reviewers) {

    /**
     * A person who reviews.
     *
     * @param approved as it was; outputs found right after their delivery are among them
     * @param edited or found otherwise
     * @param rejected or found wrong
     * @param overrideShare of all these, what was not approved as it was
     * @param unseen decisions about what the person was not shown here; those before there were times are in neither
     * @param meanDwellMillis from showing to decision, null when nothing was shown
     * @param dwell how many decisions took so long
     * @param calibration null when he has decided no such case
     */
    public record ReviewerView(
            String reviewer,
            int approved,
            int edited,
            int rejected,
            double overrideShare,
            int unseen,
            @Nullable Long meanDwellMillis,
            List<DwellView> dwell,
            @Nullable CalibrationView calibration,
            Instant since,
            Instant last) {}

    /**
     * Cases whose right decision was known to the record, and not to the person.
     *
     * @param hits what is right was let pass, and what is not was stopped
     * @param lower bound of the share of hits, 95 %, Wilson
     * @param upper likewise
     */
    public record CalibrationView(int hits, int misses, double lower, double upper) {}

    /**
     * A span of time.
     *
     * @param underMillis its end, null for the longest
     */
    public record DwellView(@Nullable Long underMillis, int decisions) {}
}
