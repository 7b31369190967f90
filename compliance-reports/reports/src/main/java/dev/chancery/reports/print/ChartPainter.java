package dev.chancery.reports.print;

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
import dev.chancery.reports.print.Drawing.Anchor;
import dev.chancery.reports.print.Drawing.Fill;
import dev.chancery.reports.print.Drawing.Mark;
import dev.chancery.reports.print.PrintDocument.Layout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws charts as wide as the page. Each says in words, too, what it shows. */
final class ChartPainter {

    private static final int WIDTH = 656;
    private static final double SIZE = 11;
    private static final double SMALL = 10;
    private static final int ROW = 22;
    private static final double BAR = 14;
    private static final double LABELS = 180;
    private static final int LABEL_LENGTH = 80;
    private static final int ALTERNATIVE_LENGTH = 4000;
    private static final double LIKENESS = 0.3;
    private static final List<Mark> MARKS = List.of(Mark.DISC, Mark.SQUARE, Mark.TRIANGLE, Mark.DIAMOND);
    private static final List<Fill> FILLS = List.of(Fill.SOLID, Fill.RISING, Fill.EMPTY, Fill.CROSSED, Fill.LEVEL);
    private static final List<String> DASHES = List.of("", "7 3", "2 2", "9 3 2 3");

    private final Document owner;
    private final Legible legible;
    private final int lineHeight;

    ChartPainter(Document owner, Legible legible, Layout layout) {
        this.owner = owner;
        this.legible = legible;
        this.lineHeight = layout == Layout.COMPACT ? 104 : 168;
    }

    Element paint(Chart chart) {
        return switch (chart) {
            case Lines lines -> lines(lines);
            case Bars bars -> bars(bars);
            case Shares shares -> shares(shares);
            case Intervals intervals -> intervals(intervals);
        };
    }

    private String label(String text) {
        return legible.text(text, LABEL_LENGTH);
    }

    private Drawing drawing(Chart chart, int height, String kind, Stream<String> parts) {
        String said = kind + ", " + chart.title() + (chart.unit().isBlank() ? "" : ", in " + chart.unit()) + ": "
                + String.join("; ", parts.toList());
        return new Drawing(owner, WIDTH, height, legible.text(said, ALTERNATIVE_LENGTH));
    }

    private Element nothing(Chart chart, String kind) {
        Drawing drawing = drawing(chart, ROW, kind, Stream.of("there is nothing to show"));
        write(drawing, "There is nothing to show.", 0, ROW - 7, Anchor.START);
        return drawing.element();
    }

    private static void write(Drawing drawing, String text, double x, double y, Anchor anchor) {
        drawing.text(text, x, y, SIZE, anchor, Typeface.REGULAR, Drawing.INK);
    }

    private static void small(Drawing drawing, String text, double x, double y, Anchor anchor) {
        drawing.text(text, x, y, SMALL, anchor, Typeface.REGULAR, Drawing.INK);
    }

    private Element lines(Lines chart) {
        double[] values = chart.series().stream()
                .flatMap(s -> s.values().stream())
                .flatMapToDouble(p -> p.at().stream())
                .toArray();
        if (values.length == 0) {
            return nothing(chart, "Line chart");
        }
        double from = from(least(values), most(values));
        int height = lineHeight + (from == 0 ? 42 : 56);
        Drawing drawing = drawing(
                chart,
                height,
                "Line chart",
                chart.series().stream().map(s -> s.name() + " " + String.join(", ", said(chart.periods(), s))));
        Frame frame = new Frame(
                62, 12, WIDTH - 62 - 170, lineHeight, Scale.around(from, Math.max(most(values), from < 0 ? 0 : from)));
        for (BigDecimal tick : frame.scale.ticks()) {
            double y = frame.y(tick.doubleValue());
            drawing.line(frame.left, y, frame.right(), y, tick.signum() == 0 ? Drawing.INK : Drawing.FAINT, 0.8);
            small(drawing, frame.scale.printed(tick), frame.left - 6, y + 3.5, Anchor.END);
        }
        double room = frame.width / Math.max(1, chart.periods().size());
        for (int i = 0; i < chart.periods().size(); i++) {
            String period = Typeface.REGULAR.fit(label(chart.periods().get(i)), SMALL, room - 4);
            small(drawing, period, frame.x(i, chart.periods().size()), lineHeight + 30, Anchor.MIDDLE);
        }
        if (frame.scale.from().signum() > 0) {
            small(
                    drawing,
                    "The axis begins at " + frame.scale.printed(frame.scale.from()) + ", not at 0.",
                    frame.left,
                    height - 8,
                    Anchor.START);
        }
        List<End> ends = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            line(drawing, frame, chart.series().get(i), i).ifPresent(ends::add);
        }
        name(drawing, frame, ends);
        return drawing.element();
    }

    /** Zero is on the axis unless values that are alike would then look the same. */
    private static double from(double least, double most) {
        boolean alike = least > 0 && most > least && most - least < LIKENESS * most;
        return alike ? least : Math.min(0, least);
    }

    private static List<String> said(List<String> periods, Series series) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < periods.size(); i++) {
            said.add(periods.get(i) + " " + series.values().get(i).printed());
        }
        return said;
    }

    private Optional<End> line(Drawing drawing, Frame frame, Series series, int index) {
        List<Point> points = series.values();
        StringBuilder data = new StringBuilder();
        boolean drawn = false;
        int last = -1;
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).at().isPresent()) {
                data.append(drawn ? 'L' : 'M')
                        .append(Drawing.decimal(frame.x(i, points.size())))
                        .append(' ')
                        .append(Drawing.decimal(frame.y(points.get(i).at().getAsDouble())));
                last = i;
            }
            drawn = points.get(i).at().isPresent();
        }
        if (last < 0) {
            return Optional.empty();
        }
        drawing.line(data.toString(), Drawing.INK, 1.6, DASHES.get(index));
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).at().isPresent()) {
                drawing.mark(
                        MARKS.get(index),
                        frame.x(i, points.size()),
                        frame.y(points.get(i).at().getAsDouble()),
                        3.4);
            }
        }
        Point end = points.get(last);
        return Optional.of(new End(
                index,
                label(series.name()),
                label(end.printed()),
                frame.y(end.at().getAsDouble())));
    }

    /** The lines' names at their ends, moved apart, each with the mark and dash of its line. */
    private static void name(Drawing drawing, Frame frame, List<End> ends) {
        double from = frame.right() + 8;
        double lowest = frame.top + frame.height + 6;
        double free = frame.top;
        List<End> sorted =
                ends.stream().sorted(Comparator.comparingDouble(End::y)).toList();
        for (int i = 0; i < sorted.size(); i++) {
            End end = sorted.get(i);
            double latest = lowest - (sorted.size() - 1 - i) * 26.0 - 12;
            double y = Math.min(Math.max(end.y(), free), latest);
            free = y + 26;
            drawing.line(
                    "M" + Drawing.decimal(from) + " " + Drawing.decimal(y) + "h22",
                    Drawing.INK,
                    1.6,
                    DASHES.get(end.index()));
            drawing.mark(MARKS.get(end.index()), from + 11, y, 3.4);
            double room = WIDTH - from - 28;
            drawing.text(
                    Typeface.BOLD.fit(end.value(), SIZE, room),
                    from + 28,
                    y + 1,
                    SIZE,
                    Anchor.START,
                    Typeface.BOLD,
                    Drawing.INK);
            small(drawing, Typeface.REGULAR.fit(end.name(), SMALL, room), from + 28, y + 13, Anchor.START);
        }
    }

    private Element bars(Bars chart) {
        if (chart.bars().isEmpty()) {
            return nothing(chart, "Bar chart");
        }
        Drawing drawing = drawing(
                chart,
                chart.bars().size() * ROW + 4,
                "Bar chart",
                chart.bars().stream().map(b -> b.label() + " " + b.value().printed()));
        double[] values = chart.bars().stream().mapToDouble(b -> b.value().at()).toArray();
        double least = Math.min(0, least(values));
        double most = Math.max(0, most(values));
        double span = most > least ? most - least : 1;
        double room = 130;
        double width = WIDTH - LABELS - room;
        double zero = LABELS + (0 - least) / span * width;
        double top = 4;
        for (Bar bar : chart.bars()) {
            label(drawing, bar.label(), top);
            double length = bar.value().at() / span * width;
            if (length != 0) {
                drawing.area(Math.min(zero, zero + length), top, Math.abs(length), BAR, Fill.SOLID);
            }
            write(
                    drawing,
                    Typeface.REGULAR.fit(label(bar.value().printed()), SIZE, room - 10),
                    Math.max(zero, zero + length) + 6,
                    top + 11,
                    Anchor.START);
            top += ROW;
        }
        drawing.line(zero, 0, zero, top, Drawing.INK, 1);
        return drawing.element();
    }

    private void label(Drawing drawing, String text, double top) {
        write(drawing, Typeface.REGULAR.fit(label(text), SIZE, LABELS - 12), LABELS - 8, top + 11, Anchor.END);
    }

    private Element shares(Shares chart) {
        if (chart.bars().isEmpty() || chart.parts().isEmpty()) {
            return nothing(chart, "Stacked shares");
        }
        Drawing drawing = drawing(
                chart,
                (chart.bars().size() + 1) * ROW + 6,
                "Stacked shares",
                chart.bars().stream().map(b -> b.label() + " " + String.join(", ", said(chart.parts(), b))));
        double each = (double) WIDTH / chart.parts().size();
        for (int i = 0; i < chart.parts().size(); i++) {
            drawing.area(i * each, 3, 22, 12, FILLS.get(i));
            write(
                    drawing,
                    Typeface.REGULAR.fit(label(chart.parts().get(i)), SIZE, each - 40),
                    i * each + 28,
                    13,
                    Anchor.START);
        }
        double top = ROW + 6;
        for (Divided bar : chart.bars()) {
            label(drawing, bar.label(), top);
            divided(drawing, bar, top);
            top += ROW;
        }
        return drawing.element();
    }

    private static List<String> said(List<String> parts, Divided bar) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            said.add(parts.get(i) + " " + bar.values().get(i).printed());
        }
        return said;
    }

    private void divided(Drawing drawing, Divided bar, double top) {
        double sum = bar.values().stream().mapToDouble(Value::at).sum();
        double x = LABELS;
        if (sum <= 0) {
            write(drawing, "nothing", x, top + 11, Anchor.START);
            return;
        }
        for (int i = 0; i < bar.values().size(); i++) {
            Value value = bar.values().get(i);
            double width = value.at() / sum * (WIDTH - LABELS - 2);
            if (width <= 0) {
                continue;
            }
            Fill fill = FILLS.get(i);
            drawing.area(x, top, width, BAR, fill);
            String printed = label(value.printed());
            double needed = Typeface.BOLD.width(printed, SMALL) + 6;
            if (needed + 4 <= width) {
                double middle = x + width / 2;
                if (fill != Fill.SOLID) {
                    drawing.plain(middle - needed / 2, top + 1.5, needed, BAR - 3, Drawing.PAPER);
                }
                drawing.text(
                        printed,
                        middle,
                        top + 10.6,
                        SMALL,
                        Anchor.MIDDLE,
                        Typeface.BOLD,
                        fill == Fill.SOLID ? Drawing.PAPER : Drawing.INK);
            }
            x += width;
        }
    }

    private Element intervals(Intervals chart) {
        if (chart.intervals().isEmpty()) {
            return nothing(chart, "Intervals");
        }
        String reference = chart.reference().at().isPresent()
                ? "reference " + chart.reference().printed()
                : "";
        int height = (chart.intervals().size() + 2) * ROW;
        Drawing drawing = drawing(
                chart,
                height,
                "Estimates with intervals",
                Stream.concat(
                        Stream.of(reference).filter(r -> !r.isEmpty()),
                        chart.intervals().stream().map(ChartPainter::said)));
        double[] all = chart.intervals().stream()
                .flatMap(i -> Stream.of(i.low().at(), i.high().at()))
                .mapToDouble(Double::doubleValue)
                .toArray();
        double least = Math.min(least(all), chart.reference().at().orElse(least(all)));
        double most = Math.max(most(all), chart.reference().at().orElse(most(all)));
        double room = 170;
        Scale scale = Scale.around(least, most);
        double width = WIDTH - LABELS - room;
        double bottom = height - ROW;
        for (BigDecimal tick : scale.ticks()) {
            double x = LABELS + scale.place(tick.doubleValue()) * width;
            drawing.line(x, ROW, x, bottom, Drawing.FAINT, 0.8);
            small(drawing, scale.printed(tick), x, height - 7, Anchor.MIDDLE);
        }
        drawing.line(LABELS, bottom, LABELS + width, bottom, Drawing.INK, 0.8);
        chart.reference().at().ifPresent(at -> {
            double x = LABELS + scale.place(at) * width;
            drawing.line("M" + Drawing.decimal(x) + " " + ROW + "V" + Drawing.decimal(bottom), Drawing.INK, 1.2, "5 3");
            small(drawing, label(chart.reference().printed()), x, ROW - 8, Anchor.MIDDLE);
        });
        double top = ROW + 4;
        for (Interval interval : chart.intervals()) {
            label(drawing, interval.label(), top);
            whisker(drawing, interval, scale, width, top + 7);
            write(
                    drawing,
                    Typeface.REGULAR.fit(label(printed(interval)), SIZE, room - 12),
                    LABELS + width + 12,
                    top + 11,
                    Anchor.START);
            top += ROW;
        }
        return drawing.element();
    }

    private static String said(Interval interval) {
        return interval.label() + " " + printed(interval);
    }

    private static String printed(Interval interval) {
        return interval.at().printed() + " (" + interval.low().printed() + " to "
                + interval.high().printed() + ")";
    }

    private static void whisker(Drawing drawing, Interval interval, Scale scale, double width, double y) {
        double low = LABELS + scale.place(interval.low().at()) * width;
        double high = LABELS + scale.place(interval.high().at()) * width;
        drawing.line(low, y, high, y, Drawing.INK, 1.4);
        drawing.line(low, y - 5, low, y + 5, Drawing.INK, 1.4);
        drawing.line(high, y - 5, high, y + 5, Drawing.INK, 1.4);
        drawing.mark(Mark.DIAMOND, LABELS + scale.place(interval.at().at()) * width, y, 4);
    }

    private static double least(double[] values) {
        double least = values[0];
        for (double value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double most(double[] values) {
        double most = values[0];
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    /** Where a line ends, and what is written there. */
    private record End(int index, String name, String value, double y) {}

    /** Where the points of a line chart are. */
    private record Frame(double left, double top, double width, double height, Scale scale) {

        double right() {
            return left + width;
        }

        double x(int index, int of) {
            return left + width * (index + 0.5) / of;
        }

        double y(double value) {
            return top + height * (1 - scale.place(value));
        }
    }
}
