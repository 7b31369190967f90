package dev.chancery.folds.figure;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A number that follows from the log. Nobody can make one but {@link Figures}, from events; so whatever takes figures prints no other
 * numbers.
 */
public final class Figure {

    private final Measure measure;
    private final SortedMap<String, String> parameters;
    private final FigureQuery query;
    private final Extent extent;
    private final List<FoldVersion> folds;
    private final String unit;
    private final @Nullable BigDecimal value;
    private final @Nullable BigDecimal of;

    Figure(
            Measure measure,
            SortedMap<String, String> parameters,
            FigureQuery query,
            Extent extent,
            List<FoldVersion> folds,
            String unit,
            @Nullable BigDecimal value,
            @Nullable BigDecimal of) {
        this.measure = measure;
        this.parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        this.query = query;
        this.extent = extent;
        this.folds = List.copyOf(folds);
        this.unit = unit;
        this.value = value;
        this.of = of;
    }

    /** What is counted. */
    public Measure measure() {
        return measure;
    }

    /** Of which part of it, such as a tier or a currency. */
    public SortedMap<String, String> parameters() {
        return parameters;
    }

    /** Of which period and which part of the log. */
    public FigureQuery query() {
        return query;
    }

    /** Of which events. */
    public Extent extent() {
        return extent;
    }

    /** The folds that it follows from, its own first. */
    public List<FoldVersion> folds() {
        return folds;
    }

    /** What the value counts: {@code tasks}, a currency by ISO 4217, {@code s}; of a quotient both, {@code USD/tasks}. */
    public String unit() {
        return unit;
    }

    /** Exact; of a quotient the dividend. Null when there is nothing that it could be of. */
    public @Nullable BigDecimal value() {
        return value;
    }

    /** The divisor of a quotient, null for what is none. Whoever prints it divides, and says how he rounds. */
    public @Nullable BigDecimal of() {
        return of;
    }

    /** For people. */
    @Override
    public String toString() {
        String which = parameters.isEmpty() ? "" : parameters.toString();
        return measure.id() + which + " = "
                + (value == null ? "none" : value.toPlainString())
                + (of == null ? "" : " / " + of.toPlainString())
                + " "
                + unit;
    }
}
