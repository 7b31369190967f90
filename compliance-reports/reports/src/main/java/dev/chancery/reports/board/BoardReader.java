package dev.chancery.reports.board;

import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.Incidents;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.Step;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.folds.figure.LaterEvents;
import dev.chancery.folds.figure.Vendors;
import dev.chancery.record.EventCodec;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.board.BoardFacts.At;
import dev.chancery.reports.board.BoardFacts.Standing;
import dev.chancery.reports.board.BoardFacts.Then;
import dev.chancery.verifier.check.PolicyVendors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the log once, from its first event on, and knows then what a report says. */
final class BoardReader {

    private static final int BATCH = 1000;
    private static final String REQUESTED = "export.requested";

    private final EventLog log;
    private final BoardOrder order;
    private final Checkpoint head;
    private final Instant to;
    private final Dossier dossier = new Dossier();
    private final Incidents incidentFold = new Incidents();
    private final SortedMap<String, Incident> incidents = new TreeMap<>();
    private final SortedMap<String, Standing> gates = new TreeMap<>();
    private final List<At<GateTransitioned>> moves = new ArrayList<>();
    private final List<At<BudgetExhausted>> exhausted = new ArrayList<>();
    private final List<At<ModelVersionSeen>> versions = new ArrayList<>();
    private final SortedMap<String, SortedMap<String, String>> vendors = new TreeMap<>();
    private @Nullable String policy;

    BoardReader(EventLog log, BoardOrder order) {
        this.log = log;
        this.order = order;
        this.head = Checkpoint.parse(order.checkpoint());
        this.to = order.to();
    }

    /** What was known of a quarter, and by what. */
    private record Known(long end, @Nullable String export) {}

    /**
     * @param progress is told of events that were read
     */
    BoardFacts read(Thresholds thresholds, @Nullable ControlStates controls, LongConsumer progress) {
        Instant began = log.read(0, 1).getFirst().at();
        List<FigureQuery> queries = queries(began);
        Vendors known = document -> vendors.computeIfAbsent(document, new PolicyVendors()::of);
        List<Figures> counting =
                queries.stream().map(query -> new Figures(query, known)).toList();
        Known before = queries.size() > 1 ? before(order.quarter().before()) : null;
        FigureQuery then = before == null
                ? null
                : new FigureQuery(queries.get(1).from(), queries.get(1).to(), before.end());
        Figures thenCounting = then == null || then.equals(queries.get(1)) ? null : new Figures(then, known);
        EventCodec codec = new EventCodec();
        LaterEvents later = then == null
                ? null
                : new LaterEvents(
                        then, head.size(), (Event event) -> codec.nameOf(event).name());
        scan(
                0,
                batch -> {
                    for (StoredEvent stored : batch) {
                        Recorded recorded = log.decode(stored);
                        counting.forEach(figures -> figures.take(recorded));
                        if (thenCounting != null) {
                            thenCounting.take(recorded);
                        }
                        if (later != null) {
                            later.take(recorded);
                        }
                        take(recorded);
                    }
                },
                progress);
        List<FigureSheet> sheets = counting.stream().map(Figures::sheet).toList();
        return new BoardFacts(
                order,
                head,
                began,
                sheets,
                before == null || later == null
                        ? null
                        : new Then(
                                thenCounting == null ? null : thenCounting.sheet(),
                                before.end(),
                                before.export(),
                                later),
                dossier,
                incidents,
                gates,
                moves,
                exhausted,
                versions,
                policy,
                thresholds,
                controls);
    }

    /** This quarter's, then those of the quarters before it of which the log knows. */
    private List<FigureQuery> queries(Instant began) {
        List<FigureQuery> queries = new ArrayList<>();
        queries.add(new FigureQuery(order.from(), to, head.size()));
        Quarter quarter = order.quarter().before();
        while (queries.size() < BoardOrder.QUARTERS && began.isBefore(quarter.to(order.zone()))) {
            queries.add(new FigureQuery(quarter.from(order.zone()), quarter.to(order.zone()), head.size()));
            quarter = quarter.before();
        }
        return queries;
    }

    private void scan(long from, Consumer<List<StoredEvent>> reader, LongConsumer progress) {
        for (long at = from; at < head.size(); ) {
            List<StoredEvent> batch = log.read(at, (int) Math.min(BATCH, head.size() - at));
            if (batch.isEmpty()) {
                throw new IllegalStateException(
                        "The log ends at " + at + ", before the " + head.size() + " that it signed");
            }
            reader.accept(batch);
            at += batch.size();
            progress.accept(batch.size());
        }
    }

    private void take(Recorded recorded) {
        Step step = Step.of(recorded);
        for (String id : incidentFold.keys(step)) {
            incidents.put(id, incidentFold.apply(id, incidents.get(id), step));
        }
        if (!recorded.at().isBefore(to)) {
            return;
        }
        dossier.take(recorded);
        boolean within = !recorded.at().isBefore(order.from());
        switch (recorded.event()) {
            case PolicyActivated e -> policy = e.document();
            case WorkflowRegistered e -> gates.put(e.workflow().value(), standing(e.gate(), recorded));
            case GateTransitioned e -> {
                gates.put(e.workflow().value(), standing(e.to(), recorded));
                add(within, moves, e, recorded);
            }
            case BudgetExhausted e -> add(within, exhausted, e, recorded);
            case ModelVersionSeen e -> add(within, versions, e, recorded);
            default -> {}
        }
    }

    private static Standing standing(dev.chancery.contracts.fact.Gate gate, Recorded recorded) {
        return new Standing(gate, recorded.at(), recorded.position());
    }

    private static <E> void add(boolean within, List<At<E>> all, E event, Recorded recorded) {
        if (within) {
            all.add(new At<>(event, recorded.position(), recorded.at()));
        }
    }

    /**
     * What was known of a quarter: what the report on it that was finished first was made from; where there is none, what the log had
     * when the quarter was over.
     */
    private Known before(Quarter quarter) {
        Instant over = quarter.to(order.zone());
        String period = BoardOrder.period(quarter, order.zone());
        long first = log.firstAtOrAfter(over, head.size());
        List<Known> reports = new ArrayList<>();
        scan(
                first,
                batch -> batch.stream()
                        .filter(stored -> reports.isEmpty() && stored.name().equals(REQUESTED))
                        .forEach(stored -> {
                            if (log.decode(stored).event() instanceof ExportRequested asked
                                    && asked.kind() == ExportKind.BOARD_REPORT
                                    && period.equals(asked.period())
                                    && asked.to() <= head.size()
                                    && isCompleted(stored.stream())) {
                                reports.add(new Known(asked.to(), asked.export()));
                            }
                        }),
                read -> {});
        return reports.isEmpty() ? new Known(first, null) : reports.getFirst();
    }

    private boolean isCompleted(String stream) {
        return log.readStream(stream).stream()
                .anyMatch(stored ->
                        stored.position() < head.size() && log.decode(stored).event() instanceof ExportCompleted);
    }
}
