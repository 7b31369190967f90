package dev.chancery.reports.print;

import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Figure;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart.Bar;
import dev.chancery.reports.print.Chart.Bars;
import dev.chancery.reports.print.Chart.Divided;
import dev.chancery.reports.print.Chart.Interval;
import dev.chancery.reports.print.Chart.Intervals;
import dev.chancery.reports.print.Chart.Lines;
import dev.chancery.reports.print.Chart.Point;
import dev.chancery.reports.print.Chart.Series;
import dev.chancery.reports.print.Chart.Shares;
import dev.chancery.reports.print.Chart.Value;
import dev.chancery.reports.print.PrintDocument.Section;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A document with every element that can be printed. */
public final class SampleDocument {

    public static final ZonedDateTime MADE = ZonedDateTime.parse("2026-11-05T11:00:07+01:00[Europe/Madrid]");

    private static final String LOG =
            "log chancery.example/record, 1,204,331 events, root 9f2b5c0d7a1e4f63b8c2d9e0a7f1345c6b8d9e0f1a2b3c4d5e6f708192a3b4c5";
    private static final List<String> QUARTERS = List.of("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4");

    private SampleDocument() {}

    public static PrintDocument of(String seal) {
        return new PrintDocument(
                "Board report 2026-Q4",
                "What the company's AI decided, spent and risked from October to December 2026",
                LOG,
                MADE,
                seal,
                List.of(decisions(), charts(), tables()),
                List.of(
                        new Attachment(
                                "figures.json",
                                "application/json",
                                "the figures of this report, with the fold and the events of each",
                                Attachment.Relationship.DATA,
                                "{\"figures\":[]}".getBytes(StandardCharsets.UTF_8)),
                        new Attachment(
                                "notes.csv",
                                "text/csv",
                                "remarks, one a line",
                                Attachment.Relationship.SUPPLEMENT,
                                "a,b\n".getBytes(StandardCharsets.UTF_8))));
    }

    static PrintDocument with(Block... blocks) {
        return new PrintDocument(
                "Sample",
                "A sample",
                LOG,
                MADE,
                "Nobody signs this.",
                List.of(Section.of("Section", blocks)),
                List.of());
    }

    private static Section decisions() {
        return Section.of(
                "Decisions requested",
                new Paragraph(
                        "The board is asked for two decisions. Figures are folds over the record; each is found by"
                                + " its number in figures.json, and the verifier computes it again."),
                new Bullets(List.of(
                        "Raise the monthly cap of the workflow support-triage from 4,000 to 5,500 EUR.",
                        "Let invoice-matching decide within guardrails: 94.1 % were approved without a change.")),
                new KeyFigures(List.of(
                        new KeyFigure("Spend", "11,204.18 EUR", "+ 3.1 % against 2026-Q3", State.GREEN, "f1"),
                        new KeyFigure("Incidents reported late", "1", "0 in 2026-Q3", State.RED, "f2"),
                        new KeyFigure("Overrides by people", "7.9 %", "6.2 % in 2026-Q3", State.AMBER, "f3"),
                        new KeyFigure("Systems in the inventory", "23", "2 not classified", State.NONE, "f4"),
                        new KeyFigure("Cost for each task", "0.0412 EUR", "", State.GREEN, ""))),
                new Note(
                        "Restated",
                        "Spend of 2026-Q3 was known then as 10,866.02 EUR and is known now as 10,861.40 EUR: three"
                                + " settlements came after the quarter."));
    }

    private static Section charts() {
        return new Section(
                "Trends",
                true,
                List.of(
                        new Figure(new Lines(
                                "Cost for each task by tier",
                                "EUR",
                                QUARTERS,
                                List.of(
                                        series("Premium", "0.081", "0.077", "0.071", "0.069", "0.064"),
                                        series("Standard", "0.031", "0.030", "0.028", "0.026", "0.026"),
                                        series("Embedded", "0.004", "", "0.003", "0.003", "0.003"),
                                        series("Fine-tuned", "0.027", "0.026", "0.025", "0.025", "0.024")))),
                        new Figure(new Lines(
                                "Approved without a change",
                                "share",
                                QUARTERS,
                                List.of(series("invoice-matching", "0.881", "0.902", "0.917", "0.93", "0.941")))),
                        new Figure(new Bars(
                                "Spend by workflow",
                                "EUR",
                                List.of(
                                        new Bar("support-triage", value("3980.11", "3,980.11")),
                                        new Bar("invoice-matching", value("2711.5", "2,711.50")),
                                        new Bar(
                                                "a-workflow-with-a-very-long-name-that-does-not-fit",
                                                value("940", "940.00")),
                                        new Bar("refunds", value("-120.4", "-120.40")),
                                        new Bar("retired", value("0", "0.00"))))),
                        new Figure(new Shares(
                                "Tasks by tier",
                                "share of tasks",
                                List.of("Premium", "Standard", "Embedded", "Refused", "Held"),
                                List.of(
                                        divided("support-triage", 12, 55, 25, 6, 2),
                                        divided("invoice-matching", 40, 20, 20, 10, 10),
                                        divided("retired", 0, 0, 0, 0, 0)))),
                        new Figure(new Intervals(
                                "Selection rate against the reference group",
                                "ratio, 95 % interval",
                                Point.of(0.8, "four fifths"),
                                List.of(
                                        interval("Age 18–29", "0.86", "0.93", "1.01"),
                                        interval("Age 50 and older", "0.71", "0.79", "0.88"),
                                        interval("Women", "0.94", "0.98", "1.02"))))));
    }

    private static Section tables() {
        List<List<Cell>> rows = new ArrayList<>(List.of(
                List.of(
                        Cell.of("support-triage"),
                        Cell.of("limited"),
                        new Cell("met", State.GREEN),
                        Cell.of("3,980.11")),
                List.of(
                        Cell.of("invoice-matching"),
                        Cell.of("minimal"),
                        new Cell("two controls fail", State.RED),
                        Cell.of("2,711.50")),
                List.of(
                        Cell.of("9f2b5c0d7a1e4f63b8c2d9e0a7f1345c6b8d9e0f1a2b3c4d5e6f708192a3b4c5"),
                        Cell.of("not classified"),
                        new Cell("due in 4 days", State.AMBER),
                        Cell.of("0.00"))));
        IntStream.range(0, 60)
                .forEach(i -> rows.add(List.of(
                        Cell.of("system-" + i), Cell.of("minimal"), new Cell("met", State.GREEN), Cell.of("1." + i))));
        return Section.of(
                "Inventory",
                new Table(
                        "Systems, with class and controls",
                        List.of(
                                new Column("System", 4, false),
                                new Column("Class", 2, false),
                                new Column("Controls", 3, false),
                                new Column("Spend (EUR)", 2, true)),
                        rows),
                new Table("Incidents still open", List.of(new Column("Incident", 1, false)), List.of()));
    }

    private static Series series(String name, String... values) {
        return new Series(
                name,
                List.of(values).stream()
                        .map(v -> v.isEmpty() ? Point.none() : Point.of(new BigDecimal(v).doubleValue(), v))
                        .toList());
    }

    static Value value(String at, String printed) {
        return new Value(new BigDecimal(at).doubleValue(), printed);
    }

    private static Divided divided(String label, int... shares) {
        return new Divided(
                label,
                IntStream.of(shares).mapToObj(s -> new Value(s, s + " %")).toList());
    }

    private static Interval interval(String label, String low, String at, String high) {
        return new Interval(label, value(low, low), value(at, at), value(high, high));
    }
}
