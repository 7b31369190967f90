package dev.chancery.handling.killswitch;

import dev.chancery.handling.Aggregates;

/** Sets the kill switches up. */
public final class KillSwitches {

    private KillSwitches() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(KillSwitch.class);
    }
}
