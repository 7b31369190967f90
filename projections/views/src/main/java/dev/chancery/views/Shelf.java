package dev.chancery.views;

import dev.chancery.folds.Fold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fold, the table of its states, and those states that were touched last. Used by one thread. */
final class Shelf<E, K, S> {

    /** States kept in memory, so that a task is rarely read back between its opening and its outcome. */
    private static final int CACHED = 20_000;

    private final Fold<E, K, S> fold;
    private final Table<K, S> table;
    private final Map<K, S> changed = new LinkedHashMap<>();
    private Map<K, S> batch = Map.of();
    private final Map<K, S> committed = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, S> eldest) {
            return size() > CACHED;
        }
    };

    Shelf(Fold<E, K, S> fold, Table<K, S> table) {
        this.fold = fold;
        this.table = table;
    }

    String name() {
        return fold.name();
    }

    /** Name and version of the fold; another one means other tables. */
    String edition() {
        return fold.name() + "/" + fold.version();
    }

    /** Makes every state that the events touch available; needed before any of them is folded. */
    void prepare(Connection connection, String schema, List<E> events) throws SQLException {
        Set<K> missing = new LinkedHashSet<>();
        Map<K, S> present = new LinkedHashMap<>();
        for (E event : events) {
            for (K key : keys(event)) {
                S state = committed.get(key);
                if (state == null) {
                    missing.add(key);
                } else {
                    present.put(key, state);
                }
            }
        }
        // Loaded states must survive the batch even when it touches more than the cache holds.
        if (!missing.isEmpty()) {
            present.putAll(table.load(connection, schema, missing));
        }
        batch = present;
    }

    /** The keys that an event touches. */
    List<K> keys(E event) {
        try {
            return fold.keys(event);
        } catch (RuntimeException e) {
            throw new Untakeable(event, e);
        }
    }

    @Nullable
    S state(K key) {
        S state = changed.get(key);
        return state == null ? batch.get(key) : state;
    }

    S fold(K key, E event) {
        try {
            S after = fold.apply(key, state(key), event);
            changed.put(key, after);
            return after;
        } catch (RuntimeException e) {
            throw new Untakeable(event, e);
        }
    }

    void write(Connection connection, String schema) throws SQLException {
        if (!changed.isEmpty()) {
            table.write(connection, schema, changed.entrySet());
        }
    }

    /** What was written is durable. */
    void keep() {
        committed.putAll(changed);
        changed.clear();
        batch = Map.of();
    }

    /** Nothing of the batch was written. */
    void discard() {
        changed.clear();
        batch = Map.of();
    }

    /** What was written may be lost, or not. */
    void forget() {
        committed.clear();
        changed.clear();
        batch = Map.of();
    }
}
