package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * A point of the Act that fits what a system is used for.
 *
 * @param point as the rule set names it: {@code 5(b)} of Annex III, {@code 50(1)}
 * @param exclusion name in the rule set of what takes the use out of the point: verification, detection of fraud; null when nothing does
 */
public record UsePoint(String point, @Nullable String exclusion) {}
