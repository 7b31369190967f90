package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What a check knows of one group: counts, and nothing of any person.
 *
 * @param group its name
 * @param unknown whether these are the cases of which the attribute is not known
 * @param counts null where the group has fewer cases than may be told
 */
public record BiasCell(
        String group, boolean unknown, @Nullable Counts counts) {

    /**
     * Cases of a group.
     *
     * @param n all
     * @param selected with the favourable outcome
     * @param labelled by what would have been right; null when that is not known
     * @param scored by score; null when there is none
     */
    public record Counts(
            long n,
            long selected,
            @Nullable Labelled labelled,
            @Nullable Scored scored) {
        public Counts {
            if (n < 0 || selected < 0 || selected > n) {
                throw new IllegalArgumentException("A group has not more selected than there are");
            }
            if (labelled != null
                    && (labelled.truePositives() + labelled.falsePositives() != selected || labelled.all() != n)) {
                throw new IllegalArgumentException("What would have been right does not add up to the group");
            }
            if (scored != null && scored.above() > n) {
                throw new IllegalArgumentException("A group has not more above the median than there are");
            }
        }
    }

    /** Cases by what was decided and what would have been right; positive is the favourable outcome. */
    public record Labelled(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {
        public Labelled {
            if (truePositives < 0 || falsePositives < 0 || trueNegatives < 0 || falseNegatives < 0) {
                throw new IllegalArgumentException("Nothing is counted below 0");
            }
        }

        long all() {
            return truePositives + falsePositives + trueNegatives + falseNegatives;
        }
    }

    /** @param above cases with a score above the median of all cases */
    public record Scored(long above) {}
}
