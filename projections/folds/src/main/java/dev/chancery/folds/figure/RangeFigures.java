package dev.chancery.folds.figure;

import dev.chancery.folds.Step;
import dev.chancery.folds.StreamTable;
import java.util.List;

/** What figures of a range that begins later leave out. */
final class RangeFigures extends Computation {

    private static final int BEGUN = 1;
    private static final int LEFT_OUT = 2;

    /** Streams that begin in the range, and those with an event in the period that do not. */
    private final StreamTable streams = new StreamTable();

    private long leftOut;

    RangeFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-range", 1));
    }

    @Override
    void take(Step step) {
        String stream = step.recorded().stream();
        if (step.recorded().sequence() == 0) {
            streams.put(stream, BEGUN);
        } else if (isInPeriod(step) && streams.get(stream) == StreamTable.ABSENT) {
            streams.put(stream, LEFT_OUT);
            leftOut++;
        }
    }

    @Override
    void tell(Sheet sheet) {
        sheet.count(Measure.STREAMS_LEFT_OUT, "streams", leftOut);
    }
}
