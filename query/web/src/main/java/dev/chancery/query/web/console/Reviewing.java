package dev.chancery.query.web.console;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person has decided since he signed in; in memory with his session, and gone with it. */
final class Reviewing implements Serializable {
    private static final long serialVersionUID = 1;

    /** Under which it is kept in the session. */
    static final String NAME = "reviewing";

    private static final int REASONS = 20;
    private static final int DECIDED = 500;

    private final LinkedHashSet<String> reasons = new LinkedHashSet<>();
    private final LinkedHashSet<String> decided = new LinkedHashSet<>();
    private final ArrayList<Long> dwells = new ArrayList<>();

    /**
     * He has decided.
     *
     * @param dwellMillis as the record tells it, null when it does not
     */
    synchronized void decided(String task, String reason, @Nullable Long dwellMillis) {
        reasons.remove(reason);
        reasons.addFirst(reason);
        if (reasons.size() > REASONS) {
            reasons.removeLast();
        }
        decided.add(task);
        if (decided.size() > DECIDED) {
            decided.removeFirst();
        }
        if (dwellMillis != null) {
            dwells.add(dwellMillis);
            if (dwells.size() > DECIDED) {
                dwells.removeFirst();
            }
        }
    }

    /** He need not be shown it again, though the list may still have it. */
    synchronized Set<String> decided() {
        return Set.copyOf(decided);
    }

    /** Those that he gave, the last one first. */
    public synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }

    public synchronized int count() {
        return decided.size();
    }

    /** Half of his decisions came sooner after the showing; null when none is timed. */
    public synchronized @Nullable Long medianMillis() {
        return dwells.isEmpty() ? null : dwells.stream().sorted().toList().get(dwells.size() / 2);
    }
}
