package dev.chancery.query.web.chart;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A picture of figures, described. Where a mark is drawn is a number; what is written of it is text that the caller made from the
 * figure itself, so that nothing that is read went through floating point. Labels may be anything: they are escaped, and cut in the
 * picture where they are long (the table beside it has them whole).
 */
public sealed interface Chart {

    int MOST_SERIES = 5;
    int MOST_SLOTS = 400;
    int MOST_BARS = 30;

    /** The largest value, or smallest negative one, that is drawn. */
    double MOST = 1e15;

    /** What the figure is called in its page: small letters, digits and hyphens; a page has each once. */
    String id();

    String title();

    /** What is measured, as {@code EUR} or {@code ms}; empty for a plain number. */
    String unit();

    /** The chart as markup, legend and table. */
    default Drawn drawn() {
        return Painter.draw(this);
    }

    /** A value and how it is printed. */
    record Value(double at, String printed) {
        public Value {
            drawable(at);
        }
    }

    /** A value that may be absent. */
    record Point(OptionalDouble at, String printed) {

        private static final Point NONE = new Point(OptionalDouble.empty(), "–");

        public Point {
            at.ifPresent(Chart::drawable);
        }

        public static Point of(double at, String printed) {
            return new Point(OptionalDouble.of(at), printed);
        }

        public static Point none() {
            return NONE;
        }
    }

    /**
     * Lines over time or over other steps; each has a dash and a mark of its own.
     *
     * @param filled whether the area to zero is tinted; for amounts, not for rates
     * @param series with a point for each slot; the line has a gap where it is absent
     */
    record Lines(String id, String title, String unit, boolean filled, Slots slots, List<Series> series)
            implements Chart {
        public Lines {
            named(id);
            series = List.copyOf(series);
            bounded("lines", series.size(), MOST_SERIES);
            for (Series each : series) {
                if (each.points().size() != slots.size()) {
                    throw new IllegalArgumentException(each.name() + " has not a point for each slot");
                }
            }
        }
    }

    /** One line. */
    record Series(String name, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** One bar below the other, from zero. */
    record Bars(String id, String title, String unit, List<Bar> bars) implements Chart {
        public Bars {
            named(id);
            bars = List.copyOf(bars);
            bounded("bars", bars.size(), MOST_BARS);
        }
    }

    record Bar(String label, Value value) {}

    /**
     * Bars of equal length, divided by shares; each part has a hatching of its own.
     *
     * @param parts what the shares are of
     */
    record Shares(String id, String title, String unit, List<String> parts, List<Divided> bars) implements Chart {
        public Shares {
            named(id);
            parts = List.copyOf(parts);
            bars = List.copyOf(bars);
            bounded("parts", parts.size(), MOST_SERIES);
            bounded("bars", bars.size(), MOST_BARS);
            for (Divided bar : bars) {
                if (bar.values().size() != parts.size()) {
                    throw new IllegalArgumentException(bar.label() + " has not a value for each part");
                }
                if (bar.values().stream().anyMatch(v -> v.at() < 0)) {
                    throw new IllegalArgumentException(bar.label() + " has a negative share");
                }
            }
        }
    }

    /**
     * @param printed what is written at the end of the bar, as its sum
     * @param values not negative; what is drawn is the share of each in their sum
     */
    record Divided(String label, String printed, List<Value> values) {
        public Divided {
            values = List.copyOf(values);
        }
    }

    /**
     * Estimates with their intervals.
     *
     * @param reference a line across all of them, as a threshold; absent for none
     */
    record Intervals(String id, String title, String unit, Point reference, List<Interval> intervals) implements Chart {
        public Intervals {
            named(id);
            intervals = List.copyOf(intervals);
            bounded("intervals", intervals.size(), MOST_BARS);
        }
    }

    record Interval(String label, Value low, Value at, Value high) {
        public Interval {
            if (low.at() > at.at() || at.at() > high.at()) {
                throw new IllegalArgumentException(label + " is not inside its interval");
            }
        }
    }

    /** A small line without axes, for a tile: it says how something goes, not how much it is. */
    record Spark(String id, String title, String unit, List<Point> points) implements Chart {
        public Spark {
            named(id);
            points = List.copyOf(points);
            bounded("points", points.size(), MOST_SLOTS);
        }
    }

    private static void drawable(double value) {
        if (!(Math.abs(value) <= MOST)) {
            throw new IllegalArgumentException("A chart does not show " + value);
        }
    }

    private static void named(String id) {
        if (!Names.ID.matcher(id).matches()) {
            throw new IllegalArgumentException("A chart is not called " + id);
        }
    }

    private static void bounded(String what, int size, int most) {
        if (size > most) {
            throw new IllegalArgumentException("A chart has at most " + most + " " + what + ", not " + size);
        }
    }

    /** What is a name. */
    final class Names {
        private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

        private Names() {}
    }
}
