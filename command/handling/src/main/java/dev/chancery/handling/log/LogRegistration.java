package dev.chancery.handling.log;

import dev.chancery.handling.Aggregates;

/** Sets the log's aggregate up. */
public final class LogRegistration {

    private LogRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(LogKeeping.class);
    }
}
