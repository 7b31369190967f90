package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Marks;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What controls found.
 *
 * @param at the instant of the evaluation
 * @param position of the log up to which the views had come
 * @param obligations version of the obligations
 */
public record ControlsView(Instant at, long position, String obligations, List<SystemControls> systems) {

    /**
     * Of a system.
     *
     * @param system {@code company} for the controls that concern no system by itself
     */
    public record SystemControls(String system, String name, List<ControlView> controls) {}

    /**
     * A control.
     *
     * @param articles of the obligations that it proves
     * @param why in sentences
     * @param since when it is in this state, null when that is not known
     * @param figures that the state rests upon
     * @param threshold that they were held against
     * @param freshness how old evidence may be; null when it does not age
     * @param bindsFrom the first day on which one of the obligations applies; null when none does
     * @param evidence events that prove it: how many, and where the last of them are in the log
     */
    public record ControlView(
            String control,
            String title,
            List<String> articles,
            ControlState state,
            String why,
            @Nullable Instant since,
            List<Figure> figures,
            String threshold,
            @Nullable String freshness,
            @Nullable LocalDate bindsFrom,
            Marks evidence) {}

    /** A number, in words where it is none. */
    public record Figure(String name, String value) {}
}
