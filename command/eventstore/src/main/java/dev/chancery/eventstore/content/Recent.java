package dev.chancery.eventstore.content;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was used last, no more than a number of them. Thread-safe. */
final class Recent<K, V> {

    private final Map<K, V> entries;

    Recent(int limit) {
        entries = new LinkedHashMap<>(1_024, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    synchronized void removeValues(Predicate<V> unwanted) {
        entries.values().removeIf(unwanted);
    }
}
