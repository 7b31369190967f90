package dev.chancery.folds.figure;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often something was counted, by a key. */
final class Tally<K extends Comparable<K>> {

    private final SortedMap<K, Long> counts = new TreeMap<>();

    void add(K key, long more) {
        counts.merge(key, more, Math::addExact);
    }

    long of(K key) {
        return counts.getOrDefault(key, 0L);
    }

    long total() {
        return counts.values().stream().reduce(0L, Math::addExact);
    }

    SortedMap<K, Long> counts() {
        return counts;
    }
}
