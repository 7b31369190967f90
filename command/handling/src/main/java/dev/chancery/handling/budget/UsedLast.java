package dev.chancery.handling.budget;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The keys that were used last, up to a number. Those that must stay are kept beyond it, and keep no others. */
final class UsedLast<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int limit;
    private final transient Predicate<K> stays;

    UsedLast(int limit, Predicate<K> stays) {
        super(1_024, 0.75f, true);
        this.limit = limit;
        this.stays = stays;
    }

    /** Of the eldest ones each that stays counts as used now, so it is looked at once in a round. */
    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        for (int looks = size(); size() > limit && looks > 0; looks--) {
            K key = keySet().iterator().next();
            if (stays.test(key)) {
                get(key);
            } else {
                remove(key);
            }
        }
        return false;
    }
}
