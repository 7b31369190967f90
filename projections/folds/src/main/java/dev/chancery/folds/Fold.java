package dev.chancery.folds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How states come out of the log: the same input, the same states, for ever.
 *
 * @param <E> what is folded
 * @param <K> names a state
 * @param <S> a state, immutable
 */
public interface Fold<E, K, S> {

    /** Stable name. */
    String name();

    /** Grows when the same events would give other states. */
    int version();

    /** The states that the event changes; no key twice. */
    List<K> keys(E event);

    /** The state after the event; called once for each of its {@link #keys}. */
    S apply(K key, @Nullable S before, E event);
}
