package dev.chancery.query.web.chart;

import dev.chancery.query.web.chart.Chart.Lines;
import dev.chancery.query.web.chart.Chart.Point;
import dev.chancery.query.web.chart.Chart.Series;
import dev.chancery.query.web.chart.Chart.Spark;
import dev.chancery.query.web.chart.Slots.Slot;
import dev.chancery.query.web.chart.Slots.Tick;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws lines: stretched along to the place that there is, with strokes that are not. */
final class LinePainter {

    private static final int HEIGHT = 168;
    private static final int SPARK = 28;
    private static final int STRETCH = 1000;

    /** With more points than these not each has a mark. */
    private static final int MARKED = 16;

    private static final int MARKS = 6;
    private static final double LIKENESS = 0.3;

    private LinePainter() {}

    static Drawn draw(Lines chart) {
        List<Point> points =
                chart.series().stream().flatMap(s -> s.points().stream()).toList();
        double[] values = points.stream().flatMapToDouble(p -> p.at().stream()).toArray();
        if (values.length == 0) {
            return Painter.nothing(chart);
        }
        double most = max(values);
        double from = from(min(values), most, chart.filled());
        Scale scale = Scale.around(from, Math.max(most, from < 0 ? 0 : from));
        Svg svg = Painter.begin(chart, "plot", HEIGHT, said(chart));
        axes(svg, scale, chart.slots().ticks());
        svg.open(
                "svg",
                "class",
                "stretch",
                "width",
                "100%",
                "height",
                Integer.toString(HEIGHT),
                "viewBox",
                "0 0 " + STRETCH + " " + HEIGHT,
                "preserveAspectRatio",
                "none");
        for (int i = 0; i < chart.series().size(); i++) {
            curves(svg, chart, scale, i);
        }
        svg.close("svg");
        for (int i = 0; i < chart.series().size(); i++) {
            marks(svg, chart, scale, i);
        }
        svg.close("svg");
        return new Drawn(
                chart.id(),
                chart.title(),
                chart.unit(),
                false,
                svg.toString(),
                keys(chart),
                scale.from().signum() > 0 ? "The axis begins at " + scale.printed(scale.from()) + ", not at 0." : "",
                Stream.concat(Stream.of("At"), chart.series().stream().map(Series::name))
                        .toList(),
                rows(chart));
    }

    /** Zero is on the axis unless values that are alike would then look the same. */
    private static double from(double least, double most, boolean filled) {
        boolean alike = !filled && least > 0 && most > least && most - least < LIKENESS * most;
        return alike ? least : Math.min(0, least);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT * (1 - scale.place(value));
    }

    private static void axes(Svg svg, Scale scale, List<Tick> ticks) {
        for (BigDecimal tick : scale.ticks()) {
            String y = Svg.number(y(scale, tick.doubleValue()));
            svg.add("line", "class", tick.signum() == 0 ? "axis" : "grid", "x2", "100%", "y1", y, "y2", y)
                    .text("text", scale.printed(tick), "x", "-8", "y", y, "dy", "4", "text-anchor", "end");
        }
        String bottom = Integer.toString(HEIGHT);
        for (Tick tick : ticks) {
            String x = Svg.percent(tick.place());
            svg.add("line", "class", "axis", "x1", x, "x2", x, "y1", bottom, "y2", Integer.toString(HEIGHT + 5))
                    .text(
                            "text",
                            Svg.cut(tick.label(), 12),
                            "class",
                            tick.main() ? "" : "minor",
                            "x",
                            x,
                            "y",
                            Integer.toString(HEIGHT + 19),
                            "text-anchor",
                            "middle");
        }
    }

    /** The pieces of a line between its gaps. */
    private static List<List<Integer>> pieces(List<Point> points) {
        List<List<Integer>> pieces = new ArrayList<>();
        boolean open = false;
        for (int i = 0; i < points.size(); i++) {
            boolean there = points.get(i).at().isPresent();
            if (there && !open) {
                pieces.add(new ArrayList<>());
            }
            if (there) {
                pieces.getLast().add(i);
            }
            open = there;
        }
        return pieces;
    }

    private static void curves(Svg svg, Lines chart, Scale scale, int series) {
        List<Point> points = chart.series().get(series).points();
        StringBuilder line = new StringBuilder();
        StringBuilder area = new StringBuilder();
        String zero = Svg.number(y(scale, 0));
        for (List<Integer> piece : pieces(points)) {
            StringBuilder along = new StringBuilder();
            for (int i : piece) {
                along.append(along.isEmpty() ? "M" : "L")
                        .append(x(chart.slots().all().get(i)))
                        .append(' ')
                        .append(Svg.number(y(scale, points.get(i).at().orElseThrow())));
            }
            line.append(along);
            area.append(along)
                    .append('L')
                    .append(x(chart.slots().all().get(piece.getLast())))
                    .append(' ')
                    .append(zero)
                    .append('L')
                    .append(x(chart.slots().all().get(piece.getFirst())))
                    .append(' ')
                    .append(zero)
                    .append('Z');
        }
        if (chart.filled()) {
            svg.add("path", "class", "area s" + (series + 1), "d", area.toString());
        }
        Painter.line(svg, series, line.toString());
    }

    private static String x(Slot slot) {
        return Svg.number(STRETCH * slot.place());
    }

    /** At each point where there are few, at some where there are many; and where a point stands alone. */
    private static void marks(Svg svg, Lines chart, Scale scale, int series) {
        List<Point> points = chart.series().get(series).points();
        int every = points.size() <= MARKED ? 1 : Math.ceilDiv(points.size(), MARKS);
        int shift = every == 1 ? 0 : every * series / Math.max(1, chart.series().size());
        for (List<Integer> piece : pieces(points)) {
            for (int i : piece) {
                boolean wanted = chart.series().size() > 1 || every == 1;
                if (piece.size() == 1 || (wanted && i % every == shift)) {
                    Painter.mark(
                            svg,
                            series,
                            chart.slots().all().get(i).place(),
                            y(scale, points.get(i).at().orElseThrow()));
                }
            }
        }
    }

    private static List<Drawn.Key> keys(Lines chart) {
        return IntStream.range(0, chart.series().size())
                .mapToObj(i -> {
                    Series series = chart.series().get(i);
                    List<Point> there = there(series);
                    return Painter.key(
                            i,
                            series.name(),
                            there.isEmpty() ? "" : there.getLast().printed());
                })
                .toList();
    }

    private static List<Point> there(Series series) {
        return series.points().stream().filter(p -> p.at().isPresent()).toList();
    }

    private static List<List<String>> rows(Lines chart) {
        return IntStream.range(0, chart.slots().size())
                .mapToObj(i -> Stream.concat(
                                Stream.of(chart.slots().all().get(i).name()),
                                chart.series().stream()
                                        .map(s -> s.points().get(i).printed()))
                        .toList())
                .toList();
    }

    private static String said(Lines chart) {
        List<Slot> slots = chart.slots().all();
        StringBuilder said = new StringBuilder(
                "Line chart from " + Svg.bounded(slots.getFirst().name()) + " to "
                        + Svg.bounded(slots.getLast().name()) + ".");
        for (Series series : chart.series()) {
            List<Integer> there = IntStream.range(0, slots.size())
                    .filter(i -> series.points().get(i).at().isPresent())
                    .boxed()
                    .toList();
            said.append(' ').append(Svg.bounded(series.name())).append(": ");
            if (there.isEmpty()) {
                said.append("no value.");
                continue;
            }
            Comparator<Integer> byValue =
                    Comparator.comparingDouble(i -> series.points().get(i).at().orElseThrow());
            int least = there.stream().min(byValue).orElseThrow();
            int most = there.stream().max(byValue).orElseThrow();
            said.append("latest ").append(series.points().get(there.getLast()).printed());
            said.append(", lowest ").append(series.points().get(least).printed());
            said.append(" at ").append(Svg.bounded(slots.get(least).name()));
            said.append(", highest ").append(series.points().get(most).printed());
            said.append(" at ").append(Svg.bounded(slots.get(most).name())).append('.');
        }
        return said.toString();
    }

    static Drawn draw(Spark chart) {
        List<Point> points = chart.points();
        double[] values = points.stream().flatMapToDouble(p -> p.at().stream()).toArray();
        if (values.length == 0) {
            return Painter.nothing(chart);
        }
        double least = Math.min(0, min(values));
        double most = Math.max(0, max(values));
        double span = most > least ? most - least : 1;
        List<List<Integer>> pieces = pieces(points);
        StringBuilder line = new StringBuilder();
        for (List<Integer> piece : pieces) {
            for (int i : piece) {
                double y = 2 + (SPARK - 4) * (1 - (points.get(i).at().orElseThrow() - least) / span);
                line.append(i == piece.getFirst() ? "M" : "L")
                        .append(Svg.number((i + 0.5) / points.size() * STRETCH))
                        .append(' ')
                        .append(Svg.number(y));
            }
            line.append(piece.size() == 1 ? "h0" : "");
        }
        List<Point> there = points.stream().filter(p -> p.at().isPresent()).toList();
        Svg svg = Painter.begin(
                        chart,
                        "spark",
                        SPARK,
                        "From " + there.getFirst().printed() + " to "
                                + there.getLast().printed() + ".")
                .open(
                        "svg",
                        "class",
                        "stretch",
                        "width",
                        "100%",
                        "height",
                        Integer.toString(SPARK),
                        "viewBox",
                        "0 0 " + STRETCH + " " + SPARK,
                        "preserveAspectRatio",
                        "none");
        Painter.line(svg, 0, line.toString());
        svg.close("svg").close("svg");
        return new Drawn(
                chart.id(), chart.title(), chart.unit(), false, svg.toString(), List.of(), "", List.of(), List.of());
    }

    private static double min(double[] values) {
        double min = values[0];
        for (double value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    private static double max(double[] values) {
        double max = values[0];
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
