package dev.chancery.query.web.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often agents may retrieve one output: each retrieval is recorded for ever, and an agent that polls on would fill the record. */
final class Retrievals {

    /** Of one output in a minute. */
    static final int LIMIT = 20;

    private static final int MINUTE = 60;
    private static final int TASKS = 10_000;

    private final InstantSource clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > TASKS;
        }
    };

    private record Window(Instant since, int count) {}

    Retrievals(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts one more; false when it is one too many. */
    synchronized boolean permits(String task) {
        Instant now = clock.instant();
        Window last = windows.get(task);
        Window next = last == null || !now.isBefore(last.since().plusSeconds(MINUTE))
                ? new Window(now, 1)
                : new Window(last.since(), last.count() + 1);
        windows.put(task, next);
        return next.count() <= LIMIT;
    }
}
