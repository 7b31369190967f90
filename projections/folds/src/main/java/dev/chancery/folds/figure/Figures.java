package dev.chancery.folds.figure;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts all figures of a period while a part of the log is read once: all of it from its first event on, or what belongs to an extent. Tasks are in memory only while more may become of
 * them, and a few bytes of each task of the period.
 */
public final class Figures {

    private final FigureQuery query;
    private final Extent extent;
    private final CostFigures costs;
    private final List<Computation> computations;
    private final Cohort cohort;
    private long next;

    /** Of the whole log. */
    public Figures(FigureQuery query, Vendors vendors) {
        this(query, Extent.WHOLE, vendors);
    }

    public Figures(FigureQuery query, Extent extent, Vendors vendors) {
        this.query = query;
        this.extent = extent;
        this.costs = new CostFigures(query, vendors);
        List<Computation> all = new ArrayList<>(List.of(
                new TaskFigures(query),
                costs,
                new WorthFigures(query),
                new OversightFigures(query),
                new QualityFigures(query),
                new CapFigures(query),
                new RegisterFigures(query, extent),
                new BiasFigures(query),
                new RecordFigures(query, extent)));
        if (!extent.isFromStart()) {
            all.add(new RangeFigures(query));
        }
        this.computations = List.copyOf(all);
        this.cohort = new Cohort(query, computations);
        this.next = extent.first();
    }

    /**
     * Makes a policy known that is in force without being among the events of the extent; before the events that were decided under it. It
     * is read when a task that counts names it.
     *
     * @param document canonical JSON
     */
    public void know(PolicyVersion version, String document) {
        costs.know(version, document);
    }

    /**
     * Takes the next event; those beyond the range are passed over.
     *
     * @throws IllegalArgumentException when it is before the extent or the last one, or, of a whole log, one before it was left out
     */
    public void take(Recorded recorded) {
        if (recorded.position() >= query.end()) {
            return;
        }
        boolean isNext = extent.kind() == Extent.Kind.LOG ? recorded.position() == next : recorded.position() >= next;
        if (!isNext) {
            throw new IllegalArgumentException(
                    "Position " + recorded.position() + " comes where " + next + " was expected");
        }
        next = recorded.position() + 1;
        Step step = Step.of(recorded);
        computations.forEach(c -> c.take(step));
        cohort.take(recorded);
    }

    /**
     * What was counted, once all events are taken; to be called once.
     *
     * @throws IllegalStateException when events of a whole log are missing
     */
    public FigureSheet sheet() {
        if (extent.kind() == Extent.Kind.LOG && next != query.end()) {
            throw new IllegalStateException("The range ends at " + query.end() + ", and events came up to " + next);
        }
        cohort.end();
        List<Figure> figures = new ArrayList<>();
        for (Computation computation : computations) {
            Sheet sheet = new Sheet(query, extent, computation.folds());
            computation.tell(sheet);
            figures.addAll(sheet.figures());
        }
        figures.sort(Comparator.comparing((Figure f) -> f.measure().id())
                .thenComparing(f -> f.parameters().toString()));
        return new FigureSheet(query, extent, figures);
    }
}
