package dev.chancery.folds;

import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRefused;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.ErasureState;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Erasures by their id. */
public final class Erasures implements Fold<Step, String, Erasures.Entry> {

    private static final String STREAM = "erasure/";

    /**
     * An erasure.
     *
     * @param requested position of the request
     * @param holds those that forbade it
     * @param erased null while nothing is
     * @param closedAt null while it has no outcome
     * @param closed position of the outcome, null while there is none
     */
    public record Entry(
            String erasure,
            ContentScope scope,
            String reason,
            String by,
            ErasureState state,
            Instant requestedAt,
            long requested,
            List<String> holds,
            @Nullable Erased erased,
            @Nullable Instant closedAt,
            @Nullable Long closed) {

        Entry closed(ErasureState outcome, List<String> inTheWay, @Nullable Erased destroyed, Recorded at) {
            return new Entry(
                    erasure,
                    scope,
                    reason,
                    by,
                    outcome,
                    requestedAt,
                    requested,
                    inTheWay,
                    destroyed,
                    at.at(),
                    at.position());
        }
    }

    @Override
    public String name() {
        return "erasures";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof ErasureEvent
                ? List.of(step.recorded().stream().substring(STREAM.length()))
                : List.of();
    }

    @Override
    public Entry apply(String key, @Nullable Entry before, Step step) {
        Recorded recorded = step.recorded();
        ErasureEvent event = (ErasureEvent) recorded.event();
        if (event instanceof ErasureRequested e) {
            return new Entry(
                    key,
                    e.scope(),
                    e.reason(),
                    e.by(),
                    ErasureState.REQUESTED,
                    recorded.at(),
                    recorded.position(),
                    List.of(),
                    null,
                    null,
                    null);
        }
        if (before == null) {
            throw new IllegalStateException("The stream of erasure " + key + " does not begin with its request");
        }
        return switch (event) {
            case ErasureRequested ignored -> before;
            case ErasureRefused e -> before.closed(ErasureState.REFUSED, e.holds(), null, recorded);
            case ErasureCompleted e -> before.closed(ErasureState.COMPLETED, List.of(), e.erased(), recorded);
        };
    }

    /** A whole stream at once; null when it is empty. */
    public @Nullable Entry of(List<Recorded> stream) {
        Entry entry = null;
        for (Recorded recorded : stream) {
            Step step = Step.of(recorded);
            for (String key : keys(step)) {
                entry = apply(key, entry, step);
            }
        }
        return entry;
    }
}
