package dev.chancery.handling.incident;

import dev.chancery.handling.Aggregates;

/** Sets the incidents up. */
public final class Incidents {

    private Incidents() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Incident.class);
    }
}
