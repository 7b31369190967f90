package dev.chancery.reports.print;

import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Figures and where they are found: the numbers of their places in {@code figures.json}, counted from 1. */
public final class FigureIndex {

    private final IdentityHashMap<Figure, Integer> numbers = new IdentityHashMap<>();

    /**
     * @param sheets as they stand in {@code figures.json}, one after the other
     */
    public FigureIndex(List<FigureSheet> sheets) {
        for (FigureSheet sheet : sheets) {
            for (Figure figure : sheet.all()) {
                numbers.put(figure, numbers.size() + 1);
            }
        }
    }

    /** @throws IllegalArgumentException when it is not of these sheets */
    public Printed print(Figure figure) {
        Integer number = numbers.get(figure);
        if (number == null) {
            throw new IllegalArgumentException("The figure " + figure + " is not in figures.json");
        }
        return new Printed(figure, number);
    }

    /** All of a measure, such as one for each vendor. */
    public List<Printed> all(FigureSheet sheet, Measure measure) {
        return sheet.all(measure).stream().map(this::print).toList();
    }

    /**
     * A figure; empty when nothing of the kind was there to count.
     *
     * @param parameters names and values, one after the other
     */
    public Optional<Printed> find(FigureSheet sheet, Measure measure, String... parameters) {
        return sheet.find(measure, parameters).map(this::print);
    }

    /**
     * A figure that is always there.
     *
     * @throws java.util.NoSuchElementException when no fold gives it
     */
    public Printed get(FigureSheet sheet, Measure measure, String... parameters) {
        return print(sheet.get(measure, parameters));
    }
}
