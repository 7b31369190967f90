package dev.chancery.views;

import dev.chancery.folds.Fold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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

    /** The events that are to be folded, and the keys that each of them touches. */
    private List<E> events = List.of();

    private List<List<K>> keys = List.of();
    private final Set<K> missing = new LinkedHashSet<>();
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

    /** Finds out which states the events touch. Then {@link #load} makes them available, and then the events can be folded. */
    void gather(List<E> news) {
        Map<K, S> present = new LinkedHashMap<>();
        List<List<K>> touched = new ArrayList<>(news.size());
        missing.clear();
        for (E event : news) {
            List<K> found = keys(event);
            touched.add(found);
            for (int i = 0; i < found.size(); i++) {
                K key = found.get(i);
                S state = committed.get(key);
                if (state == null) {
                    missing.add(key);
                } else {
                    present.put(key, state);
                }
            }
        }
        events = news;
        keys = touched;
        batch = present;
    }

    /** Reads the states that are touched and not in memory; they stay there for the batch, even when it touches more than the cache holds. */
    void load(Connection connection, String schema) throws SQLException {
        if (!missing.isEmpty()) {
            batch.putAll(table.load(connection, schema, missing));
            missing.clear();
        }
    }

    /** The keys that one of the gathered events touches. */
    List<K> keys(int index) {
        return keys.get(index);
    }

    /** Folds all events that were gathered. */
    void fold() {
        for (int i = 0; i < events.size(); i++) {
            List<K> touched = keys.get(i);
            for (int k = 0; k < touched.size(); k++) {
                fold(touched.get(k), events.get(i));
            }
        }
    }

    private List<K> keys(E event) {
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
        discard();
    }

    /** Nothing of the batch was written. */
    void discard() {
        changed.clear();
        batch = Map.of();
        events = List.of();
        keys = List.of();
        missing.clear();
    }

    /** What was written may be lost, or not. */
    void forget() {
        committed.clear();
        discard();
    }
}
