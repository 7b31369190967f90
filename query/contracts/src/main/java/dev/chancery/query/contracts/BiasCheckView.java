package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check for bias, whole.
 *
 * @param use the Article 4a record that it was made under
 * @param bounds that it was held against, null for none
 * @param notice what has to be known to read it
 */
public record BiasCheckView(
        String check,
        BiasSubject subject,
        String dataset,
        String use,
        List<String> favourable,
        List<BiasMetric> metrics,
        List<BiasGrouping> groupings,
        List<BiasRate> rates,
        List<BiasResult> results,
        @Nullable BiasBounds bounds,
        BiasRules rules,
        String by,
        Instant at,
        long position,
        String notice) {

    /** What has to be known to read a check. */
    public static final String NOTICE =
            "Bounds are set by people; no law gives a number, and no result says that anything complies"
                    + " with one. Four fifths is a screening convention (29 CFR 1607.4(D)). A value means nothing without its convention."
                    + " Intervals that overlap do not show that groups are treated alike. A group without counts has fewer cases than are"
                    + " told.";
}
