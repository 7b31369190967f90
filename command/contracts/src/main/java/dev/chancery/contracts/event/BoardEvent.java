package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.BoardThreshold;
import java.util.List;

/** What is agreed with the board; stream {@code board}. */
public sealed interface BoardEvent extends Event {

    /**
     * Reports are coloured by these thresholds, from a quarter on.
     *
     * @param version counts from 1
     * @param from the first quarter, such as {@code 2026-Q4}
     * @param reason who agreed to them, and why
     * @param by who recorded it
     */
    record BoardThresholdsSet(int version, String from, List<BoardThreshold> thresholds, String reason, String by)
            implements BoardEvent {
        public BoardThresholdsSet {
            thresholds = List.copyOf(thresholds);
        }
    }
}
