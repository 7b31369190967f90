package dev.chancery.reports.board;

import dev.chancery.folds.figure.Figure;
import dev.chancery.reports.print.FigureIndex;
import java.util.List;

/** What follows from the facts: said once, printed as pages and as a workbook. */
record BoardReport(
        BoardFacts facts,
        FigureIndex index,
        List<DecisionRequest> requests,
        List<Restated> restated,
        Maturity maturity) {

    static BoardReport of(BoardFacts facts) {
        BoardFacts.Then then = facts.then();
        dev.chancery.folds.figure.FigureSheet before = facts.before();
        return new BoardReport(
                facts,
                new FigureIndex(facts.sheets()),
                DecisionRules.of(facts),
                then == null || before == null ? List.of() : Restated.of(before, then),
                Maturity.of(facts.now(), facts.thresholds()));
    }

    /** Why something is requested: the number first, then what the record says. */
    String because(DecisionRequest request) {
        return request.figures().isEmpty()
                ? request.why()
                : index.print(request.figures().getFirst()).withUnit() + ": " + request.why();
    }

    /** Where figures are found. */
    String sources(List<Figure> figures) {
        return figures.isEmpty()
                ? ""
                : dev.chancery.reports.print.Printed.sources(
                        figures.stream().map(index::print).toList());
    }
}
