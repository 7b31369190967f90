package dev.chancery.reports.board;

import dev.chancery.folds.figure.Figure;
import java.util.List;

/**
 * Something that the board, or somebody for it, has to decide.
 *
 * @param rule that asks for it, by its id
 * @param what is to be decided
 * @param why what the record says: names and where they are in the log
 * @param decides who should
 * @param figures that it follows from; none where it follows from what is no figure
 */
record DecisionRequest(String rule, String what, String why, String decides, List<Figure> figures) {
    DecisionRequest {
        figures = List.copyOf(figures);
    }
}
