package dev.chancery.views;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events read from the log on somebody's own account.
 *
 * @param end position after the last of them
 * @param unreadable what follows them and cannot be read; null when there is no such event
 */
record Page(List<Recorded> events, long end, @Nullable Unreadable unreadable) {

    /** An event that this version cannot read. */
    record Unreadable(StoredEvent event, RuntimeException why) {}

    /** Reads from a position on. */
    static Page read(EventLog log, long from, int limit) {
        List<Recorded> events = new ArrayList<>();
        long end = from;
        for (StoredEvent stored : limit == 0 ? List.<StoredEvent>of() : log.read(from, limit)) {
            end = stored.position() + 1;
            try {
                events.add(log.decode(stored));
            } catch (RuntimeException e) {
                return new Page(events, end, new Unreadable(stored, e));
            }
        }
        return new Page(events, end, null);
    }

    void into(Generation generation) {
        if (!events.isEmpty()) {
            generation.accept(events);
        }
        if (unreadable != null) {
            generation.unreadable(unreadable.event, unreadable.why);
        }
    }
}
