package dev.chancery.reports.print;

import dev.chancery.folds.figure.Figure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A figure as people read it. Quotients are divided here; how is said by {@link #ROUNDING}. Only {@link FigureIndex} makes one, so what
 * takes these prints no number that is no figure.
 */
public final class Printed {

    /** What is printed for a figure that there is nothing of. */
    public static final String NONE = "none";

    /** To be printed where figures are. */
    public static final String ROUNDING =
            "Counts, and amounts of money below 100, are exact. Larger amounts are rounded to two decimals, shares to a"
                    + " tenth of a percent, an amount for each of something to four digits, a result of a check for bias to a"
                    + " thousandth, each half to even."
                    + " The exact numbers are in figures.json under the number that is told.";

    private static final String SECONDS = "s";
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final MathContext EACH = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final String DIFFERENCE = "difference";
    private static final String RATIO = "ratio";
    private static final int THOUSANDTHS = 3;
    private static final int CENTS = 2;
    private static final int MILLIONTHS = 6;
    private static final int DRAWN = 12;

    private final Figure figure;
    private final int number;

    Printed(Figure figure, int number) {
        this.figure = figure;
        this.number = number;
    }

    public Figure figure() {
        return figure;
    }

    /** Its place in {@code figures.json}, counted from 1. */
    public int number() {
        return number;
    }

    /** Whether there is nothing that it could be of, or nothing to divide by. */
    public boolean isNone() {
        BigDecimal of = figure.of();
        return figure.value() == null || (of != null && of.signum() == 0);
    }

    /** The number, with its unit unless that is a count: {@code 1,234}, {@code 12.50 USD}, {@code 92.1 %}, {@code 3 min 20 s}. */
    public String text() {
        BigDecimal value = figure.value();
        if (value == null || isNone()) {
            return NONE;
        }
        BigDecimal of = figure.of();
        if (of == null) {
            return amount(value, figure.unit());
        }
        return isShare()
                ? grouped(quotient().multiply(HUNDRED).setScale(1, RoundingMode.HALF_EVEN)) + " %"
                : each(value, of) + " " + dividend() + " per " + one(divisor());
    }

    /** The number where its label says for each of what it is: {@code 0.0412 USD}. */
    private String heading() {
        BigDecimal value = figure.value();
        BigDecimal of = figure.of();
        return value == null || of == null || isNone() || isShare() ? text() : each(value, of) + " " + dividend();
    }

    /** The same with what is counted: {@code 1,234 tasks}. */
    public String withUnit() {
        boolean count =
                figure.of() == null && !isMoney(figure.unit()) && !figure.unit().equals(SECONDS);
        return count && !isNone() ? counted(Objects.requireNonNull(figure.value()), figure.unit()) : text();
    }

    /** What a quotient is of, {@code 350 of 380 tasks} or {@code 38.53 USD, 935 tasks}; empty for what is no quotient. */
    public String detail() {
        BigDecimal value = figure.value();
        BigDecimal of = figure.of();
        if (value == null || of == null) {
            return "";
        }
        if (!isShare()) {
            return named(value, dividend()) + ", " + named(of, divisor());
        }
        String part = amount(value, dividend());
        return (isMoney(dividend()) ? part.substring(0, part.lastIndexOf(' ')) : part) + " of " + named(of, divisor());
    }

    /** Where a chart draws it; empty when there is nothing to draw. Shares are drawn in percent. */
    public OptionalDouble at() {
        if (isNone()) {
            return OptionalDouble.empty();
        }
        BigDecimal drawn = figure.of() == null
                ? Objects.requireNonNull(figure.value())
                : isShare() ? quotient().multiply(HUNDRED) : quotient();
        return OptionalDouble.of(drawn.doubleValue());
    }

    /** @throws java.util.NoSuchElementException when there is nothing to draw */
    public Chart.Value value() {
        return new Chart.Value(at().orElseThrow(), text());
    }

    public Chart.Point point() {
        return isNone() ? Chart.Point.none() : new Chart.Point(at(), text());
    }

    public Block.Cell cell() {
        return Block.Cell.of(text());
    }

    /** The cell that says where the figure is found. */
    public Block.Cell source() {
        return Block.Cell.of(String.valueOf(number));
    }

    /**
     * A card.
     *
     * @param label says for each of what an amount is, such as <i>cost per task</i>
     * @param remark below it; empty for what the figure is of
     */
    public Block.KeyFigure card(String label, String remark, State state) {
        return new Block.KeyFigure(
                label, heading(), remark.isEmpty() ? detail() : remark, state, String.valueOf(number));
    }

    /** Where several figures are found, {@code figures 3–8 and 12}. */
    public static String sources(List<Printed> printed) {
        List<Integer> numbers =
                printed.stream().map(Printed::number).distinct().sorted().toList();
        StringBuilder out = new StringBuilder(numbers.size() == 1 ? "figure " : "figures ");
        for (int i = 0; i < numbers.size(); i++) {
            int last = i;
            while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
                last++;
            }
            out.append(i == 0 ? "" : last == numbers.size() - 1 ? " and " : ", ")
                    .append(numbers.get(i));
            out.append(last == i ? "" : "–" + numbers.get(last));
            i = last;
        }
        return out.toString();
    }

    private boolean isShare() {
        return dividend().equals(divisor());
    }

    private String dividend() {
        return figure.unit().substring(0, figure.unit().indexOf('/'));
    }

    private String divisor() {
        return figure.unit().substring(figure.unit().indexOf('/') + 1);
    }

    private BigDecimal quotient() {
        return Objects.requireNonNull(figure.value())
                .divide(Objects.requireNonNull(figure.of()), DRAWN, RoundingMode.HALF_EVEN);
    }

    private static String each(BigDecimal value, BigDecimal of) {
        BigDecimal each = value.divide(of, EACH).stripTrailingZeros();
        return grouped(each.scale() < CENTS ? each.setScale(CENTS, RoundingMode.UNNECESSARY) : each);
    }

    /** With its unit where that is money or time. */
    private static String amount(BigDecimal value, String unit) {
        if (isMoney(unit)) {
            boolean large = value.abs().compareTo(HUNDRED) >= 0;
            BigDecimal money = value.setScale(large ? CENTS : MILLIONTHS, RoundingMode.HALF_EVEN)
                    .stripTrailingZeros();
            return grouped(money.scale() < CENTS ? money.setScale(CENTS, RoundingMode.UNNECESSARY) : money) + " "
                    + unit;
        }
        if (unit.equals(DIFFERENCE) || unit.equals(RATIO)) {
            return value.setScale(THOUSANDTHS, RoundingMode.HALF_EVEN).toPlainString();
        }
        return unit.equals(SECONDS) ? time(value.longValueExact()) : grouped(value);
    }

    private static String named(BigDecimal value, String unit) {
        return isMoney(unit) ? amount(value, unit) : counted(value, unit);
    }

    private static String counted(BigDecimal value, String unit) {
        return grouped(value) + " " + (value.compareTo(BigDecimal.ONE) == 0 ? one(unit) : unit);
    }

    private static String one(String unit) {
        return unit.endsWith("sses") ? unit.substring(0, unit.length() - 2) : unit.replaceFirst("s$", "");
    }

    /** Currencies by ISO 4217 are the only units in capitals. */
    private static boolean isMoney(String unit) {
        return unit.matches("[A-Z]{3}");
    }

    private static String time(long seconds) {
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (minutes == 0) {
            return seconds + " s";
        }
        String small = hours == 0 ? rest(seconds % 60, "s") : rest(minutes % 60, "min");
        return (hours == 0 ? minutes + " min" : grouped(BigDecimal.valueOf(hours)) + " h") + small;
    }

    private static String rest(long count, String unit) {
        return count == 0 ? "" : " " + count + " " + unit;
    }

    private static String grouped(BigDecimal value) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(Math.max(value.scale(), 0));
        format.setMaximumFractionDigits(Math.max(value.scale(), 0));
        return format.format(value);
    }

    /** For people. */
    @Override
    public String toString() {
        return text();
    }
}
