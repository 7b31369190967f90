package dev.chancery.reports.board;

import dev.chancery.contracts.fact.ControlState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What controls found. They are evaluated from the read models and are no figures: nobody can count them again from events.
 *
 * @param at the instant of the evaluation
 * @param position of the log up to which the read models had come
 * @param controls by the worst that any system has, their titles
 */
public record ControlStates(Instant at, long position, SortedMap<ControlState, List<String>> controls) {

    /** Where they are asked for. */
    public interface Source {

        /** Empty when the read models do not answer. */
        Optional<ControlStates> find(Instant now);
    }

    List<String> of(ControlState state) {
        return controls.getOrDefault(state, List.of());
    }
}
