package dev.chancery.handling.notice;

import dev.chancery.handling.Aggregates;

/** Records which receivers were not told of a decision. */
public final class Notices {

    private Notices() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Notice.class);
    }
}
