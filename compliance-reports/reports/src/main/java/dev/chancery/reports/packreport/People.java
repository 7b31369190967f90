package dev.chancery.reports.packreport;

import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.folds.dossier.Gates.Move;
import dev.chancery.folds.dossier.Gates.OfWorkflow;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart.Divided;
import dev.chancery.reports.print.Chart.Shares;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.Printed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people decided, and how much autonomy they gave. */
final class People {

    private static final int MOST_ROWS = 40;
    private static final List<String> DECISIONS = List.of("Approved", "Edited", "Rejected");

    private People() {}

    static Section of(Sources sources) {
        List<Block> blocks = new ArrayList<>();
        sources.told().ifPresent(told -> blocks.addAll(decisions(told)));
        blocks.addAll(workflows(sources));
        return Section.of("People", blocks.toArray(Block[]::new));
    }

    private static List<Block> decisions(Told told) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Paragraph(
                        "Outputs of workflows that have not earned autonomy wait for a person, and so do those that"
                                + " a guardrail flagged. Decisions within 5 seconds may be rubber stamps: nobody reads that fast."));
        blocks.addAll(Told.cards(
                told.card("Decisions of people", Measure.REVIEWS),
                told.card("Median time to decide", Measure.DWELL_MEDIAN),
                told.card("Decided within 5 seconds", Measure.RUBBER_STAMPS),
                told.card("Verdicts of judges: passed", Measure.VERDICTS_PASSED),
                told.card("Decided without being shown", Measure.REVIEWS_UNSEEN),
                told.card("Kill switches pulled", Measure.STOPS_PULLED)));
        List<Printed> decisions = Stream.of(Measure.REVIEWS_APPROVED, Measure.REVIEWS_EDITED, Measure.REVIEWS_REJECTED)
                .flatMap(measure -> told.find(measure).stream())
                .filter(printed -> !printed.isNone())
                .toList();
        if (decisions.size() == DECISIONS.size()) {
            blocks.add(new Block.Figure(new Shares(
                    "What people decided",
                    "% of decisions; " + Printed.sources(decisions),
                    DECISIONS,
                    List.of(new Divided(
                            "All decisions",
                            decisions.stream().map(Printed::value).toList())))));
        }
        blocks.addAll(Told.table(
                "Decisions, and moves of gates",
                told.row("Approved as it was", Measure.REVIEWS_APPROVED),
                told.row("Another text in its place", Measure.REVIEWS_EDITED),
                told.row("Rejected", Measure.REVIEWS_REJECTED),
                told.row(Measure.GATES_RAISED.title(), Measure.GATES_RAISED),
                told.row(Measure.GATES_LOWERED.title(), Measure.GATES_LOWERED),
                told.row(Measure.GATES_LOWERED_BY_THEMSELVES.title(), Measure.GATES_LOWERED_BY_THEMSELVES),
                told.row(Measure.GATES_REFUSED.title(), Measure.GATES_REFUSED)));
        return blocks;
    }

    private static List<Block> workflows(Sources sources) {
        Collection<OfWorkflow> workflows = sources.subject().dossier().gates().values();
        List<List<Cell>> rows = new ArrayList<>();
        for (OfWorkflow workflow : workflows.stream().limit(MOST_ROWS).toList()) {
            Optional<Move> last = workflow.moves().stream()
                    .filter(move -> move.moved() != null)
                    .reduce((one, next) -> next);
            rows.add(List.of(
                    Cell.of(workflow.workflow()),
                    Cell.of(workflow.gate() == null ? "–" : Words.of(workflow.gate())),
                    Cell.of(last.map(People::said).orElse("never moved")),
                    Cell.of(last.map(move -> String.valueOf(move.position()))
                            .orElse(workflow.registered() == null ? "–" : String.valueOf(workflow.registered())))));
        }
        return sources.listed(
                new Table(
                        "Workflows and how much autonomy they have",
                        List.of(
                                new Column("Workflow", 5, false),
                                new Column("Gate", 4, false),
                                new Column("Last move", 9, false),
                                new Column("Position", 3, true)),
                        rows),
                workflows.size(),
                MOST_ROWS,
                RecordDocuments.OVERSIGHT,
                Matter.GATES);
    }

    private static String said(Move move) {
        GateTransitioned moved = move.moved();
        return moved == null
                ? ""
                : "from " + Words.of(moved.from()) + " by " + Words.cut(moved.actor()) + ", " + Words.of(move.at())
                        + ": " + Words.cut(moved.reason());
    }
}
