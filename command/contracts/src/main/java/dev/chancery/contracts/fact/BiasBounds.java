package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What leads to a finding, and to whose.
 *
 * @param bounds at most one for each metric
 * @param owner who is to resolve findings: a role or a team
 * @param days within so many days
 */
public record BiasBounds(List<BiasBound> bounds, String owner, int days) {
    public BiasBounds {
        bounds = List.copyOf(bounds);
        if (bounds.stream().map(BiasBound::metric).distinct().count() < bounds.size()) {
            throw new IllegalArgumentException("Each metric has one bound");
        }
        if (days < 1) {
            throw new IllegalArgumentException("A finding is due a day from now at the earliest");
        }
    }
}
