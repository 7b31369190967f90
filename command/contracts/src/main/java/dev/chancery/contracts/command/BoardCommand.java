package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.BoardThreshold;
import java.util.List;

/** What is agreed with the board. */
public sealed interface BoardCommand extends Command {

    /** The stream of what was agreed. */
    String STREAM = "board";

    @Override
    default String target() {
        return STREAM;
    }

    /** Colour reports by these from a quarter on. Does nothing when the last ones are the same. */
    record SetBoardThresholds(String from, List<BoardThreshold> thresholds, String reason, String by)
            implements BoardCommand {
        public SetBoardThresholds {
            thresholds = List.copyOf(thresholds);
        }
    }
}
