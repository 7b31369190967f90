package dev.chancery.query.contracts;

/**
 * Pairs that a judge is to be asked about and was not, the oldest first, as far as the views have come.
 *
 * @param limit how many at the most
 */
public record FindDuePairs(int limit) implements Query<DuePairsView> {
    @Override
    public Class<DuePairsView> view() {
        return DuePairsView.class;
    }
}
