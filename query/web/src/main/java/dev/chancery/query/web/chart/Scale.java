package dev.chancery.query.web.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** An axis: round values between which a chart's values lie. */
record Scale(BigDecimal from, BigDecimal to, BigDecimal step) {

    private static final int STEPS = 4;
    private static final int MOST_DECIMALS = 6;
    private static final List<Integer> POWERS = List.of(12, 9, 6, 3);
    private static final List<String> SUFFIXES = List.of("", "k", "M", "bn", "tn");
    private static final List<BigDecimal> FACTORS =
            List.of(BigDecimal.ONE, BigDecimal.TWO, BigDecimal.valueOf(5), BigDecimal.TEN);
    private static final double ALIKE = 1e-9;
    private static final double LEAST_SPAN = 1e-12;

    /** An axis that has both values; what is as good as one value gets room around it. */
    static Scale around(double least, double most) {
        double low = least;
        double high = most;
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (high - low <= ALIKE * size || high - low < LEAST_SPAN) {
            double room = size < LEAST_SPAN ? 1 : size / 2;
            low -= size < LEAST_SPAN ? 0 : room;
            high += room;
        }
        BigDecimal step = step((high - low) / STEPS);
        return new Scale(multiple(low, step, RoundingMode.FLOOR), multiple(high, step, RoundingMode.CEILING), step);
    }

    /** The next of 1, 2, 5, 10, 20, … */
    private static BigDecimal step(double least) {
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen((int) Math.floor(Math.log10(least)));
        return FACTORS.stream()
                .map(power::multiply)
                .filter(step -> step.doubleValue() >= least)
                .findFirst()
                .orElse(power.scaleByPowerOfTen(1));
    }

    private static BigDecimal multiple(double value, BigDecimal step, RoundingMode rounding) {
        return new BigDecimal(value, MathContext.DECIMAL64)
                .divide(step, 0, rounding)
                .multiply(step);
    }

    List<BigDecimal> ticks() {
        List<BigDecimal> ticks = new ArrayList<>();
        for (BigDecimal tick = from; tick.compareTo(to) <= 0; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Where a value is, from 0 to 1. */
    double place(double value) {
        return (value - from.doubleValue()) / (to.doubleValue() - from.doubleValue());
    }

    /** With as many decimals as the step has, large values in thousands (k), millions (M), billions (bn) or trillions (tn). */
    String printed(BigDecimal tick) {
        BigDecimal largest = from.abs().max(to.abs());
        int power = POWERS.stream()
                .filter(p -> largest.compareTo(BigDecimal.TEN.scaleByPowerOfTen(p)) >= 0)
                .findFirst()
                .orElse(0);
        BigDecimal shown = tick.scaleByPowerOfTen(-power);
        int decimals =
                Math.max(0, step.scaleByPowerOfTen(-power).stripTrailingZeros().scale());
        if (decimals > MOST_DECIMALS) {
            return shown.stripTrailingZeros().toString().replace('-', '−');
        }
        String suffix = tick.signum() == 0 ? "" : SUFFIXES.get(power / 3);
        String digits = shown.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
        return (suffix.isEmpty() ? digits : digits + "\u00a0" + suffix).replace('-', '−');
    }
}
