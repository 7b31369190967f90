package dev.chancery.query.web.chart;

import dev.chancery.query.web.chart.Chart.Bars;
import dev.chancery.query.web.chart.Chart.Intervals;
import dev.chancery.query.web.chart.Chart.Lines;
import dev.chancery.query.web.chart.Chart.Shares;
import dev.chancery.query.web.chart.Chart.Spark;
import java.util.List;

/**
 * Draws charts. Along, a picture is as wide as its place and measured in percent; upwards it is measured in pixels: so letters and
 * strokes are as large on a telephone as on a wall. Series are told apart by colour, and by dash, mark or hatching for who does not see it.
 */
final class Painter {

    static final int MOST_LABEL = 34;
    private static final int MOST_DESCRIPTION = 1200;

    /** What stands at points of a line, around 0 0. */
    private static final List<String> MARKS = List.of(
            "M-3.5 0a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0Z",
            "M-3-3h6v6h-6Z",
            "M0-4L4 3H-4Z",
            "M0-4.5L4.5 0L0 4.5L-4.5 0Z",
            "M-4-3H4L0 4Z");

    private static final List<String> DASHES = List.of("", "7 3", "2 3", "9 3 2 3", "1 2");

    private Painter() {}

    static Drawn draw(Chart chart) {
        return switch (chart) {
            case Lines lines -> LinePainter.draw(lines);
            case Bars bars -> RowPainter.draw(bars);
            case Shares shares -> RowPainter.draw(shares);
            case Intervals intervals -> RowPainter.draw(intervals);
            case Spark spark -> LinePainter.draw(spark);
        };
    }

    /** @param description what it shows, in words */
    static Svg begin(Chart chart, String type, int height, String description) {
        String title = chart.id() + "-title";
        String described = chart.id() + "-desc";
        return new Svg()
                .open(
                        "svg",
                        "class",
                        type,
                        "role",
                        "img",
                        "height",
                        Integer.toString(height),
                        "aria-labelledby",
                        title,
                        "aria-describedby",
                        described)
                .text("title", Svg.bounded(named(chart)), "id", title)
                .text("desc", Svg.cut(description, MOST_DESCRIPTION), "id", described);
    }

    private static String named(Chart chart) {
        return chart.unit().isBlank() ? chart.title() : chart.title() + ", " + chart.unit();
    }

    static Drawn nothing(Chart chart) {
        return new Drawn(chart.id(), chart.title(), chart.unit(), true, "", List.of(), "", List.of(), List.of());
    }

    static void line(Svg svg, int series, String path) {
        svg.add("path", "class", "line s" + (series + 1), "d", path, "stroke-dasharray", DASHES.get(series));
    }

    /** A mark at a share of the width. */
    static void mark(Svg svg, int series, double place, double y) {
        svg.open("svg", "x", Svg.percent(place), "y", Svg.number(y), "class", "mark s" + (series + 1))
                .add("path", "class", "box", "d", MARKS.get(series))
                .close("svg");
    }

    static Drawn.Key key(int series, String name, String said) {
        String swatch = new Svg()
                .open("svg", "class", "swatch s" + (series + 1), "aria-hidden", "true", "width", "28", "height", "12")
                .add("path", "class", "line", "d", "M0 6H28", "stroke-dasharray", DASHES.get(series))
                .add("path", "class", "box", "transform", "translate(14 6)", "d", MARKS.get(series))
                .close("svg")
                .toString();
        return new Drawn.Key(swatch, name, said);
    }
}
