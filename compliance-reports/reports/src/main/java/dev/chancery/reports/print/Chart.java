package dev.chancery.reports.print;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A picture of figures. Where a mark is drawn is a number; what is written beside it is text that the caller made from the figure
 * itself, so that nothing printed went through floating point.
 */
public sealed interface Chart {

    int MOST_SERIES = 4;
    int MOST_POINTS = 16;
    int MOST_BARS = 24;
    int MOST_PARTS = 5;

    String title();

    /** What is measured, as {@code EUR}. */
    String unit();

    /** The largest value, or smallest negative one, that is drawn. */
    double MOST = 1e15;

    /** A value and how it is printed. */
    record Value(double at, String printed) {
        public Value {
            drawable(at);
        }
    }

    /**
     * Lines over quarters or other periods; each line has a dash and a mark of its own.
     *
     * @param series with a value for each period, absent where there was none: the line has a gap there
     */
    record Lines(String title, String unit, List<String> periods, List<Series> series) implements Chart {
        public Lines {
            periods = List.copyOf(periods);
            series = List.copyOf(series);
            bounded("periods", periods.size(), MOST_POINTS);
            bounded("series", series.size(), MOST_SERIES);
            for (Series each : series) {
                if (each.values().size() != periods.size()) {
                    throw new IllegalArgumentException(each.name() + " has not a point for each period");
                }
            }
        }
    }

    /** One line. */
    record Series(String name, List<Point> values) {
        public Series {
            values = List.copyOf(values);
        }
    }

    /** A value that may be absent. */
    record Point(OptionalDouble at, String printed) {
        public Point {
            at.ifPresent(Chart::drawable);
        }

        public static Point of(double at, String printed) {
            return new Point(OptionalDouble.of(at), printed);
        }

        public static Point none() {
            return new Point(OptionalDouble.empty(), "no value");
        }
    }

    /** One bar below the other, from zero. */
    record Bars(String title, String unit, List<Bar> bars) implements Chart {
        public Bars {
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
    record Shares(String title, String unit, List<String> parts, List<Divided> bars) implements Chart {
        public Shares {
            parts = List.copyOf(parts);
            bars = List.copyOf(bars);
            bounded("parts", parts.size(), MOST_PARTS);
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

    /** @param values not negative; what is drawn is the share of each in their sum */
    record Divided(String label, List<Value> values) {
        public Divided {
            values = List.copyOf(values);
        }
    }

    /**
     * Estimates with their intervals.
     *
     * @param reference a line across all of them, as a threshold; absent for none
     */
    record Intervals(String title, String unit, Point reference, List<Interval> intervals) implements Chart {
        public Intervals {
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

    private static void drawable(double value) {
        if (!(Math.abs(value) <= MOST)) {
            throw new IllegalArgumentException("A chart does not show " + value);
        }
    }

    private static void bounded(String what, int size, int most) {
        if (size > most) {
            throw new IllegalArgumentException("A chart has at most " + most + " " + what + ", not " + size);
        }
    }
}
