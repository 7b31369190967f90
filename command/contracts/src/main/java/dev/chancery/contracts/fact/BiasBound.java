package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * Between what a metric is to stay. A person sets it; no law gives such a number.
 *
 * @param least null for none
 * @param most null for none
 */
public record BiasBound(
        BiasMetric metric, @Nullable Double least, @Nullable Double most) {
    public BiasBound {
        if (least == null && most == null) {
            throw new IllegalArgumentException("A bound says the least, the most, or both");
        }
        if (least != null && most != null && least > most) {
            throw new IllegalArgumentException("The least is not above the most");
        }
    }

    /** Whether a value is within it. */
    public boolean holds(double value) {
        return (least == null || value >= least) && (most == null || value <= most);
    }
}
