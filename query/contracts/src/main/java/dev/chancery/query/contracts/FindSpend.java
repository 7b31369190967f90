package dev.chancery.query.contracts;

import java.time.LocalDate;

/**
 * What was spent, by one dimension, the dearest first.
 *
 * @param from first day, UTC
 * @param to last day, UTC
 */
public record FindSpend(By by, LocalDate from, LocalDate to) implements Query<SpendView> {

    /** The dimensions of spend. */
    public enum By {
        AGENT,
        WORKFLOW,
        TIER,
        MODEL
    }

    public FindSpend {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("'to' is before 'from'");
        }
    }

    @Override
    public Class<SpendView> view() {
        return SpendView.class;
    }
}
