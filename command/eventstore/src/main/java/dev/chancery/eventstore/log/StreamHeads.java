package dev.chancery.eventstore.log;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * Keeps every stream's sequence without gap, and finds the commands that lost a race before the database has to.
 *
 * <p>The last sequences of the streams that were appended to most recently are remembered. A stream that is not remembered
 * is asked for, with one exception: an event of sequence 0 is taken for the first of its stream, which is nearly always true
 * and costs no query; were the stream there, it would have an event of sequence 0, and the unique index would refuse this
 * one. Likewise nobody is refused on what is remembered alone, since another process may have appended.
 */
final class StreamHeads {

    private static final int REMEMBERED = 50_000;

    private final Map<String, Long> last = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    void forget() {
        last.clear();
    }

    void committed(Placement placed) {
        placed.events().forEach(event -> last.put(event.stream(), event.sequence()));
    }

    /**
     * Fails the appends that do not continue their streams, and returns the others.
     *
     * @param certain whether to ask for every stream
     */
    List<Append> refuseConflicts(List<Append> batch, AppendSession session, boolean certain) throws SQLException {
        Set<String> doubtful = new LinkedHashSet<>();
        if (certain) {
            batch.forEach(append -> append.events().forEach(event -> doubtful.add(event.stream())));
        } else {
            pass(batch, (append, event) -> doubtful.add(event.stream()));
        }
        if (doubtful.isEmpty()) {
            return batch;
        }
        last.putAll(session.lastSequences(doubtful));
        return pass(batch, (append, event) -> append.failed(conflict(event)));
    }

    /** One pass in order; each append sees those before it that continued their streams. */
    private List<Append> pass(List<Append> batch, BiConsumer<Append, NewEvent> mismatch) {
        Map<String, Long> sequences = new HashMap<>();
        List<Append> passed = new ArrayList<>(batch.size());
        for (Append append : batch) {
            Map<String, Long> own = new HashMap<>();
            Optional<NewEvent> stray = append.events().stream()
                    .filter(event -> !continues(event, sequences, own))
                    .findFirst();
            if (stray.isPresent()) {
                mismatch.accept(append, stray.get());
            } else {
                sequences.putAll(own);
                passed.add(append);
            }
        }
        return passed;
    }

    private boolean continues(NewEvent event, Map<String, Long> sequences, Map<String, Long> own) {
        Long before = own.get(event.stream());
        if (before == null) {
            before = sequences.get(event.stream());
        }
        if (before == null) {
            before = last.get(event.stream());
        }
        own.put(event.stream(), event.sequence());
        return before == null ? event.sequence() == 0 : event.sequence() == before + 1;
    }

    static ConcurrencyException conflict(NewEvent event) {
        return new ConcurrencyException("The stream " + event.stream() + " does not continue with sequence "
                + event.sequence() + ": another command was faster");
    }
}
