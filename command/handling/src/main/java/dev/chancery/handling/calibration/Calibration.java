package dev.chancery.handling.calibration;

import dev.chancery.handling.Aggregates;

/** Sets the cases up by which reviewers are measured. */
public final class Calibration {

    private Calibration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Case.class);
    }
}
