package dev.chancery.folds.figure;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All figures of a period. */
public final class FigureSheet {

    private final FigureQuery query;
    private final Extent extent;
    private final List<Figure> figures;

    FigureSheet(FigureQuery query, Extent extent, List<Figure> figures) {
        this.query = query;
        this.extent = extent;
        this.figures = List.copyOf(figures);
    }

    public FigureQuery query() {
        return query;
    }

    /** Of which events. */
    public Extent extent() {
        return extent;
    }

    /** By id and parameters. */
    public List<Figure> all() {
        return figures;
    }

    /** All figures of a measure, such as one for each vendor. */
    public List<Figure> all(Measure measure) {
        return figures.stream().filter(f -> f.measure() == measure).toList();
    }

    /**
     * A figure; empty when nothing of the kind was there to count, such as a cost in this currency.
     *
     * @param parameters names and values, one after the other
     */
    public Optional<Figure> find(Measure measure, String... parameters) {
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            named.put(parameters[i], parameters[i + 1]);
        }
        return figures.stream()
                .filter(f -> f.measure() == measure && f.parameters().equals(named))
                .findFirst();
    }

    /**
     * A figure that is always there, if {@linkplain Measure#isOf its measure is of the extent}.
     *
     * @throws NoSuchElementException when no fold gives it
     */
    public Figure get(Measure measure, String... parameters) {
        return find(measure, parameters)
                .orElseThrow(
                        () -> new NoSuchElementException("No fold gives " + measure.id() + " " + List.of(parameters)));
    }
}
