package dev.chancery.query.web.chart;

import dev.chancery.query.web.chart.Chart.Bar;
import dev.chancery.query.web.chart.Chart.Bars;
import dev.chancery.query.web.chart.Chart.Divided;
import dev.chancery.query.web.chart.Chart.Interval;
import dev.chancery.query.web.chart.Chart.Intervals;
import dev.chancery.query.web.chart.Chart.Shares;
import dev.chancery.query.web.chart.Chart.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws what stands one below the other: a line with name and value, under it the bar. */
final class RowPainter {

    private static final int ROW = 38;
    private static final int BAR = 10;
    private static final int FOOT = 22;
    private static final int HEAD = 20;

    /** Characters beside each other on a narrow screen. */
    private static final int MOST_LINE = 46;

    private static final int LEAST_LABEL = 8;

    /** What fills the parts of a bar, on a square of eight. */
    private static final List<String> HATCHES =
            List.of("", "M0 8L8 0M-2 2L2-2M6 10L10 6", "M0 2H8M0 6H8", "M0 0L8 8M0 8L8 0", "M2 0V8M6 0V8");

    private RowPainter() {}

    /** A name gets the room that what is said at the other end leaves on a narrow screen. */
    private static void name(Svg svg, String label, String printed, int top) {
        String y = Integer.toString(top + 14);
        String end = Svg.cut(printed, Painter.MOST_LABEL);
        int room = Math.clamp(MOST_LINE - end.codePointCount(0, end.length()), LEAST_LABEL, Painter.MOST_LABEL);
        svg.text("text", Svg.cut(label, room), "class", "name", "y", y)
                .text("text", end, "class", "said", "x", "100%", "y", y, "text-anchor", "end");
    }

    private static void bar(Svg svg, String type, String fill, double from, double to, int top) {
        svg.add(
                "rect",
                "class",
                type,
                "fill",
                fill,
                "x",
                Svg.percent(from),
                "width",
                Svg.percent(to - from),
                "y",
                Integer.toString(top + HEAD),
                "height",
                Integer.toString(BAR));
    }

    static Drawn draw(Bars chart) {
        if (chart.bars().isEmpty()) {
            return Painter.nothing(chart);
        }
        double least = chart.bars().stream().mapToDouble(b -> b.value().at()).reduce(0, Math::min);
        double most = chart.bars().stream().mapToDouble(b -> b.value().at()).reduce(0, Math::max);
        double span = most > least ? most - least : 1;
        double zero = -least / span;
        int height = chart.bars().size() * ROW;
        Svg svg = Painter.begin(
                chart,
                "rows",
                height,
                "Bar chart. "
                        + said(chart.bars().stream()
                                .map(b -> b.label() + " " + b.value().printed())));
        if (least < 0) {
            upright(svg, "axis", zero, 0, height, "");
        }
        int top = 0;
        for (Bar bar : chart.bars()) {
            double at = zero + bar.value().at() / span;
            name(svg, bar.label(), bar.value().printed(), top);
            bar(svg, "track", "", 0, 1, top);
            bar(svg, "box s1", "", Math.min(zero, at), Math.max(zero, at), top);
            top += ROW;
        }
        svg.close("svg");
        return drawn(
                chart,
                svg,
                List.of(),
                List.of("Name", heading(chart)),
                chart.bars().stream()
                        .map(b -> List.of(b.label(), b.value().printed()))
                        .toList());
    }

    private static String heading(Chart chart) {
        return chart.unit().isBlank() ? "Value" : chart.unit();
    }

    private static String said(Stream<String> parts) {
        return String.join("; ", parts.map(Svg::bounded).toList()) + ".";
    }

    private static void upright(Svg svg, String type, double place, int from, int to, String dash) {
        String x = Svg.percent(place);
        svg.add(
                "line",
                "class",
                type,
                "x1",
                x,
                "x2",
                x,
                "y1",
                Integer.toString(from),
                "y2",
                Integer.toString(to),
                "stroke-dasharray",
                dash);
    }

    private static Drawn drawn(Chart chart, Svg svg, List<Drawn.Key> keys, List<String> head, List<List<String>> rows) {
        return new Drawn(chart.id(), chart.title(), chart.unit(), false, svg.toString(), keys, "", head, rows);
    }

    static Drawn draw(Shares chart) {
        if (chart.bars().isEmpty() || chart.parts().isEmpty()) {
            return Painter.nothing(chart);
        }
        Svg svg = Painter.begin(
                chart,
                "rows",
                chart.bars().size() * ROW,
                "Bars divided by share. "
                        + said(chart.bars().stream().map(b -> b.label() + ": " + String.join(", ", parts(chart, b)))));
        svg.open("defs");
        for (int i = 0; i < chart.parts().size(); i++) {
            hatch(svg, chart.id() + "-p" + (i + 1), i);
        }
        svg.close("defs");
        int top = 0;
        for (Divided bar : chart.bars()) {
            name(svg, bar.label(), bar.printed(), top);
            bar(svg, "track", "", 0, 1, top);
            double sum = bar.values().stream().mapToDouble(Value::at).sum();
            double from = 0;
            for (int i = 0; i < bar.values().size() && sum > 0; i++) {
                double to = Math.min(1, from + bar.values().get(i).at() / sum);
                if (to > from) {
                    bar(svg, "part s" + (i + 1), "url(#" + chart.id() + "-p" + (i + 1) + ")", from, to, top);
                }
                from = to;
            }
            top += ROW;
        }
        svg.close("svg");
        return drawn(
                chart,
                svg,
                IntStream.range(0, chart.parts().size())
                        .mapToObj(i -> swatch(chart, i))
                        .toList(),
                Stream.concat(Stream.of("Name"), chart.parts().stream()).toList(),
                chart.bars().stream()
                        .map(b -> Stream.concat(
                                        Stream.of(b.label()),
                                        b.values().stream().map(Value::printed))
                                .toList())
                        .toList());
    }

    private static List<String> parts(Shares chart, Divided bar) {
        return IntStream.range(0, chart.parts().size())
                .mapToObj(i -> chart.parts().get(i) + " " + bar.values().get(i).printed())
                .toList();
    }

    private static void hatch(Svg svg, String id, int part) {
        svg.open(
                        "pattern",
                        "id",
                        id,
                        "width",
                        "8",
                        "height",
                        "8",
                        "patternUnits",
                        "userSpaceOnUse",
                        "class",
                        "s" + (part + 1))
                .add(
                        "rect",
                        "width",
                        "8",
                        "height",
                        "8",
                        "class",
                        HATCHES.get(part).isEmpty() ? "box" : "area");
        if (!HATCHES.get(part).isEmpty()) {
            svg.add("path", "class", "line", "d", HATCHES.get(part));
        }
        svg.close("pattern");
    }

    private static Drawn.Key swatch(Shares chart, int part) {
        return new Drawn.Key(
                new Svg()
                        .open(
                                "svg",
                                "class",
                                "swatch s" + (part + 1),
                                "aria-hidden",
                                "true",
                                "width",
                                "18",
                                "height",
                                "12")
                        .add(
                                "rect",
                                "class",
                                "part",
                                "width",
                                "18",
                                "height",
                                "12",
                                "fill",
                                "url(#" + chart.id() + "-p" + (part + 1) + ")")
                        .close("svg")
                        .toString(),
                chart.parts().get(part),
                "");
    }

    static Drawn draw(Intervals chart) {
        if (chart.intervals().isEmpty()) {
            return Painter.nothing(chart);
        }
        double[] all = DoubleStream.concat(
                        chart.intervals().stream()
                                .flatMapToDouble(i ->
                                        DoubleStream.of(i.low().at(), i.high().at())),
                        chart.reference().at().stream())
                .toArray();
        Scale scale = Scale.around(
                DoubleStream.of(all).min().orElseThrow(),
                DoubleStream.of(all).max().orElseThrow());
        boolean compared = chart.reference().at().isPresent();
        int first = compared ? HEAD : 0;
        int bottom = first + chart.intervals().size() * ROW;
        Svg svg = Painter.begin(
                chart,
                "rows",
                bottom + FOOT,
                "Estimates with intervals. "
                        + (compared
                                ? "Reference " + Svg.bounded(chart.reference().printed()) + ". "
                                : "")
                        + said(chart.intervals().stream().map(i -> i.label() + " " + printed(i))));
        List<BigDecimal> ticks = scale.ticks();
        for (BigDecimal tick : ticks) {
            double place = scale.place(tick.doubleValue());
            upright(svg, "grid", place, first, bottom, "");
            svg.text(
                    "text",
                    scale.printed(tick),
                    "x",
                    Svg.percent(place),
                    "y",
                    Integer.toString(bottom + 16),
                    "text-anchor",
                    anchor(place));
        }
        if (compared) {
            double place = scale.place(chart.reference().at().orElseThrow());
            upright(svg, "reference", place, HEAD - 4, bottom, "5 3");
            svg.text(
                    "text",
                    Svg.cut(chart.reference().printed(), Painter.MOST_LABEL),
                    "x",
                    Svg.percent(place),
                    "y",
                    "12",
                    "text-anchor",
                    anchor(place));
        }
        int top = first;
        for (Interval interval : chart.intervals()) {
            name(svg, interval.label(), printed(interval), top);
            whisker(svg, interval, scale, top + HEAD + BAR / 2);
            top += ROW;
        }
        svg.close("svg");
        return drawn(
                chart,
                svg,
                List.of(),
                List.of("Name", "From", "Estimate", "To"),
                chart.intervals().stream()
                        .map(i -> List.of(
                                i.label(),
                                i.low().printed(),
                                i.at().printed(),
                                i.high().printed()))
                        .toList());
    }

    /** So that nothing stands outside. */
    private static String anchor(double place) {
        if (place < 0.2) {
            return "start";
        }
        return place > 0.8 ? "end" : "middle";
    }

    private static String printed(Interval interval) {
        return interval.at().printed() + " (" + interval.low().printed() + " to "
                + interval.high().printed() + ")";
    }

    private static void whisker(Svg svg, Interval interval, Scale scale, int y) {
        double low = scale.place(interval.low().at());
        double high = scale.place(interval.high().at());
        String at = Integer.toString(y);
        svg.add("line", "class", "line s1", "x1", Svg.percent(low), "x2", Svg.percent(high), "y1", at, "y2", at);
        upright(svg, "line s1", low, y - 4, y + 4, "");
        upright(svg, "line s1", high, y - 4, y + 4, "");
        Painter.mark(svg, 3, scale.place(interval.at().at()), y);
    }
}
