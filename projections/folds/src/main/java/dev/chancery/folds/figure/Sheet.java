package dev.chancery.folds.figure;

import dev.chancery.contracts.Micros;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where a computation writes its figures; those that are not of the extent are passed over. Parameters are given as names and values, one after the other. */
final class Sheet {

    private static final int DECIMALS = 6;

    private final FigureQuery query;
    private final Extent extent;
    private final List<FoldVersion> folds;
    private final List<Figure> figures = new ArrayList<>();

    Sheet(FigureQuery query, Extent extent, List<FoldVersion> folds) {
        this.query = query;
        this.extent = extent;
        this.folds = folds;
    }

    List<Figure> figures() {
        return figures;
    }

    void count(Measure measure, String unit, long count, String... parameters) {
        add(measure, unit, BigDecimal.valueOf(count), null, parameters);
    }

    void seconds(Measure measure, @Nullable Long seconds) {
        add(measure, "s", seconds == null ? null : BigDecimal.valueOf(seconds), null);
    }

    void share(Measure measure, String unit, long part, long whole, String... parameters) {
        add(measure, unit + "/" + unit, BigDecimal.valueOf(part), BigDecimal.valueOf(whole), parameters);
    }

    void money(Measure measure, @Nullable Micros amount, String currency, String... parameters) {
        add(measure, currency, amount == null ? null : decimal(amount), null, with(currency, parameters));
    }

    /** A number that was computed once, when its event was made. */
    void number(Measure measure, String unit, double number, String... parameters) {
        add(measure, unit, BigDecimal.valueOf(number).setScale(DECIMALS, RoundingMode.HALF_EVEN), null, parameters);
    }

    void share(Measure measure, Micros part, Micros whole, String... parameters) {
        String currency = part.currency().getCurrencyCode();
        add(measure, currency + "/" + currency, decimal(part), decimal(whole), with(currency, parameters));
    }

    void each(Measure measure, Micros amount, String unit, long count) {
        String currency = amount.currency().getCurrencyCode();
        add(measure, currency + "/" + unit, decimal(amount), BigDecimal.valueOf(count), with(currency));
    }

    private void add(
            Measure measure, String unit, @Nullable BigDecimal value, @Nullable BigDecimal of, String... parameters) {
        if (!measure.isOf(extent)) {
            return;
        }
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            named.put(parameters[i], parameters[i + 1]);
        }
        figures.add(new Figure(measure, named, query, extent, folds, unit, value, of));
    }

    private static BigDecimal decimal(Micros money) {
        return BigDecimal.valueOf(money.amount(), DECIMALS);
    }

    private static String[] with(String currency, String... parameters) {
        List<String> all = new ArrayList<>(List.of(parameters));
        all.add("currency");
        all.add(currency);
        return all.toArray(String[]::new);
    }
}
