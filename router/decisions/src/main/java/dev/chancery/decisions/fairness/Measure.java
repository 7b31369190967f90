package dev.chancery.decisions.fairness;

import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric between two groups, before it is held against anything.
 *
 * @param value null when it is divided by nothing
 * @param isEnough whether there are enough cases for a verdict
 */
record Measure(
        BiasMetric metric,
        String attribute,
        String group,
        String reference,
        long n,
        long referenceN,
        @Nullable Double value,
        BiasResult.@Nullable Interval interval,
        @Nullable Test test,
        boolean isEnough,
        List<String> leftOut) {

    /** @param key what is tested: metrics with the same are one test */
    record Test(String key, String method, double p) {}
}
