package dev.chancery.query.contracts;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Questions about obligations and controls, as far as the views have come. */
public sealed interface ControlQuery<V> extends Query<V> {

    /**
     * What the record holds that controls are evaluated from.
     *
     * @param system null for all, at most {@value Query#PAGE_LIMIT}
     * @param now the instant of the evaluation
     * @param days so many days of work, the last ones
     * @param openedBefore a task without an outcome is missed when it was opened, or begun again, before
     * @param heldBefore an output waits too long when it was held before
     * @param changedSince activations of policies count from here on
     */
    record FindControlEvidence(
            @Nullable String system,
            Instant now,
            int days,
            Instant openedBefore,
            Instant heldBefore,
            Instant changedSince)
            implements ControlQuery<ControlEvidenceView> {
        @Override
        public Class<ControlEvidenceView> view() {
            return ControlEvidenceView.class;
        }
    }

    /**
     * What the law asks of each system.
     *
     * @param on the day for which
     * @param today what the days left and what is new count from
     */
    record FindObligations(LocalDate on, LocalDate today) implements ControlQuery<ObligationsView> {
        @Override
        public Class<ObligationsView> view() {
            return ObligationsView.class;
        }
    }

    /**
     * What each control finds.
     *
     * @param system only of one, {@code company} for those that concern no system by itself; null for all
     * @param control only that; null for all
     */
    record FindControls(@Nullable String system, @Nullable String control, Instant now)
            implements ControlQuery<ControlsView> {
        @Override
        public Class<ControlsView> view() {
            return ControlsView.class;
        }
    }
}
