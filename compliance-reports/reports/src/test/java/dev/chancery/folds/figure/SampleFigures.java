package dev.chancery.folds.figure;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Figures of any number, to see how they are printed. */
public final class SampleFigures {

    private static final FigureQuery QUERY =
            new FigureQuery(Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"), 9);

    private SampleFigures() {}

    public static FigureSheet sheet(Figure... figures) {
        return new FigureSheet(QUERY, Extent.WHOLE, List.of(figures));
    }

    public static Figure of(String unit, @Nullable String value, @Nullable String of) {
        return new Figure(
                Measure.TASKS_OPENED,
                new TreeMap<>(),
                QUERY,
                Extent.WHOLE,
                List.of(new FoldVersion("sample", 1)),
                unit,
                value == null ? null : new BigDecimal(value),
                of == null ? null : new BigDecimal(of));
    }
}
