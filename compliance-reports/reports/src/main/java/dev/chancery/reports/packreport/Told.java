package dev.chancery.reports.packreport;

import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart;
import dev.chancery.reports.print.Chart.Bar;
import dev.chancery.reports.print.Chart.Bars;
import dev.chancery.reports.print.FigureIndex;
import dev.chancery.reports.print.Printed;
import dev.chancery.reports.print.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of one period, as blocks. Whatever number it prints is a figure, with its place in {@code figures.json}. */
final class Told {

    private static final int MOST_BARS = 16;
    private static final String CURRENCY = "currency";

    private final FigureIndex index;
    private final FigureSheet sheet;

    Told(FigureIndex index, FigureSheet sheet) {
        this.index = index;
        this.sheet = sheet;
    }

    FigureQuery query() {
        return sheet.query();
    }

    Optional<Printed> find(Measure measure, String... parameters) {
        return index.find(sheet, measure, parameters);
    }

    List<Printed> all(Measure measure) {
        return index.all(sheet, measure);
    }

    /** Of one for each currency, by the currency. */
    SortedMap<String, List<Printed>> byCurrency(Measure measure) {
        SortedMap<String, List<Printed>> found = new TreeMap<>();
        for (Printed printed : all(measure)) {
            String currency =
                    Objects.requireNonNull(printed.figure().parameters().get(CURRENCY), "Money is of a currency");
            found.computeIfAbsent(currency, none -> new ArrayList<>()).add(printed);
        }
        return found;
    }

    /** A card for the figure, or none where it is not told. */
    List<KeyFigure> card(String label, Measure measure, String... parameters) {
        return find(measure, parameters).stream()
                .map(p -> p.card(label, "", State.NONE))
                .toList();
    }

    /** A card for each figure of a measure, such as one for each currency. */
    List<KeyFigure> cards(String label, Measure measure) {
        return all(measure).stream().map(p -> p.card(label, "", State.NONE)).toList();
    }

    /** Cards side by side, if there are any. */
    @SafeVarargs
    static List<Block> cards(List<KeyFigure>... cards) {
        List<KeyFigure> all = new ArrayList<>();
        for (List<KeyFigure> each : cards) {
            all.addAll(each);
        }
        return all.isEmpty() ? List.of() : List.of(new KeyFigures(all));
    }

    /** Bars that are not zero, the longest first. Nothing when the measure is not of what the pack discloses. */
    List<Block> bars(String title, Measure measure, String parameter) {
        return bars(title, measure, all(measure), parameter);
    }

    /** Some of the bars of a measure, such as those of one currency. */
    List<Block> bars(String title, Measure measure, List<Printed> printed, String parameter) {
        return isTold(measure)
                ? bars(
                        title,
                        printed,
                        parameter,
                        Comparator.comparing(Told::size).reversed())
                : List.of();
    }

    /** The same in the order of the figures. */
    List<Block> barsInOrder(String title, Measure measure, String parameter) {
        return isTold(measure)
                ? bars(title, all(measure), parameter, Comparator.comparingInt(Printed::number))
                : List.of();
    }

    private boolean isTold(Measure measure) {
        return measure.isOf(sheet.extent());
    }

    private static List<Block> bars(String title, List<Printed> printed, String parameter, Comparator<Printed> order) {
        List<Printed> there =
                printed.stream().filter(Told::isSomething).sorted(order).toList();
        if (there.isEmpty()) {
            return List.of(
                    new Paragraph(title + ": none" + (printed.isEmpty() ? "" : ", " + Printed.sources(printed)) + "."));
        }
        List<Printed> drawn = there.subList(0, Math.min(MOST_BARS, there.size()));
        List<Block> blocks = new ArrayList<>();
        Chart chart = new Bars(
                title,
                unit(drawn.getFirst().figure()) + "; " + Printed.sources(drawn),
                drawn.stream().map(p -> new Bar(label(p, parameter), p.value())).toList());
        blocks.add(new Block.Figure(chart));
        if (there.size() > drawn.size()) {
            blocks.add(new Paragraph("… and " + (there.size() - drawn.size()) + " more, in figures.json ("
                    + Printed.sources(there.subList(drawn.size(), there.size())) + ")."));
        }
        return blocks;
    }

    static String label(Printed printed, String parameter) {
        String value = printed.figure().parameters().getOrDefault(parameter, "");
        if (parameter.equals("state")) {
            return state(TaskState.valueOf(value));
        }
        return switch (parameter) {
            case "type", "workflow", "vendor", "reason" -> value;
            default -> value.equals("NONE") ? "no " + parameter : Words.of(value);
        };
    }

    private static String state(TaskState state) {
        return switch (state) {
            case OPENED -> "under way";
            case REFUSED -> "refused";
            case RELEASED -> "released";
            case HELD -> "waits for a person";
            case SHADOWED -> "kept, not delivered";
            case APPROVED -> "approved by a person";
            case EDITED -> "edited by a person";
            case REJECTED -> "rejected by a person";
            case COMPARED -> "comparison of two texts";
            case FAILED -> "failed";
            case ABANDONED -> "outcome never came";
        };
    }

    private static String unit(Figure figure) {
        String unit = figure.unit();
        int slash = unit.indexOf('/');
        return slash < 0 ? unit : "% of all in " + unit.substring(0, slash);
    }

    static boolean isSomething(Printed printed) {
        return size(printed).signum() != 0;
    }

    private static BigDecimal size(Printed printed) {
        BigDecimal value = printed.figure().value();
        return value == null ? BigDecimal.ZERO : value;
    }

    /** A row of {@link #table}. */
    record Row(String label, Printed printed) {}

    /** A row for the figure, or none where it is not told. */
    List<Row> row(String label, Measure measure, String... parameters) {
        return find(measure, parameters).map(p -> new Row(label, p)).stream().toList();
    }

    /** A row for each figure of a measure. */
    List<Row> rows(String label, Measure measure, String parameter) {
        return all(measure).stream()
                .map(p -> new Row(label + label(p, parameter), p))
                .toList();
    }

    /** A table, if there are rows. The column of what quotients are of is there when there are some. */
    @SafeVarargs
    static List<Block> table(String title, List<Row>... parts) {
        List<Row> rows = new ArrayList<>();
        for (List<Row> each : parts) {
            rows.addAll(each);
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        boolean quotients =
                rows.stream().anyMatch(row -> !row.printed().detail().isEmpty());
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("What", 11, false));
        columns.add(new Column("Number", 5, true));
        if (quotients) {
            columns.add(new Column("Of", 5, false));
        }
        columns.add(new Column("Figure", 2, true));
        return List.of(new Table(
                title, columns, rows.stream().map(row -> cells(row, quotients)).toList()));
    }

    private static List<Cell> cells(Row row, boolean quotients) {
        Cell label = Cell.of(row.label());
        Cell number = Cell.of(row.printed().withUnit());
        Cell source = row.printed().source();
        return quotients
                ? List.of(label, number, Cell.of(row.printed().detail()), source)
                : List.of(label, number, source);
    }
}
