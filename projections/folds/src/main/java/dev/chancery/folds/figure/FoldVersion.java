package dev.chancery.folds.figure;

import dev.chancery.folds.Fold;

/**
 * A fold that a figure follows from.
 *
 * @param version grows when the same events would give another figure
 */
public record FoldVersion(String name, int version) {

    static FoldVersion of(Fold<?, ?, ?> fold) {
        return new FoldVersion(fold.name(), fold.version());
    }
}
