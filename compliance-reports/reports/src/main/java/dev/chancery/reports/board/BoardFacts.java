package dev.chancery.reports.board;

import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.LaterEvents;
import dev.chancery.folds.figure.Measure;
import dev.chancery.record.note.Checkpoint;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a report says, before it is said.
 *
 * @param head what is known
 * @param began when the log did
 * @param quarters this one first, then those before it of which the log knows
 * @param then the quarter before as it was known then; null when the log knows nothing of it
 * @param dossier what stood when the quarter was over
 * @param incidents with all that is known of them
 * @param gates by workflow, when the quarter was over
 * @param moves of gates in the quarter
 * @param exhausted caps that refused something in the quarter
 * @param versions of models that were seen first in the quarter
 * @param policy document in force when the quarter was over; null for none
 */
record BoardFacts(
        BoardOrder order,
        Checkpoint head,
        Instant began,
        List<FigureSheet> quarters,
        @Nullable Then then,
        Dossier dossier,
        SortedMap<String, Incident> incidents,
        SortedMap<String, Standing> gates,
        List<At<GateTransitioned>> moves,
        List<At<BudgetExhausted>> exhausted,
        List<At<ModelVersionSeen>> versions,
        @Nullable String policy,
        Thresholds thresholds,
        @Nullable ControlStates controls) {

    BoardFacts {
        quarters = List.copyOf(quarters);
        moves = List.copyOf(moves);
        exhausted = List.copyOf(exhausted);
        versions = List.copyOf(versions);
    }

    /** An event and where it is. */
    record At<E>(E event, long position, Instant at) {}

    /**
     * Where a gate stands.
     *
     * @param position of the event that put it there
     */
    record Standing(Gate gate, Instant since, long position) {}

    /**
     * A quarter as it was known then.
     *
     * @param sheet null when nothing came since, so that it is the same
     * @param end position after the last event that was known
     * @param export the report that told it; null when none was issued, and it is what was known when the quarter was over
     */
    record Then(
            @Nullable FigureSheet sheet, long end, @Nullable String export, LaterEvents later) {}

    FigureSheet now() {
        return quarters.getFirst();
    }

    /**
     * Of which money is told first: that in which most tasks were paid, since sums of several currencies cannot be compared; where none
     * was, that of the company's cap; empty when there is no money.
     */
    String currency() {
        Comparator<Figure> tasks =
                Comparator.comparing(figure -> Objects.requireNonNullElse(figure.of(), BigDecimal.ZERO));
        return now().all(Measure.COST_PER_TASK).stream()
                .max(tasks)
                .or(() -> Stream.concat(now().all(Measure.COMPANY_CAP).stream(), now().all(Measure.COST).stream())
                        .findFirst())
                .map(figure -> figure.parameters().getOrDefault("currency", ""))
                .orElse("");
    }

    /** Of the quarter before; null when the log knows nothing of it. */
    @Nullable
    FigureSheet before() {
        return quarters.size() > 1 ? quarters.get(1) : null;
    }

    /** In the order of {@code figures.json}. */
    List<FigureSheet> sheets() {
        List<FigureSheet> all = new java.util.ArrayList<>(quarters);
        if (then != null && then.sheet() != null) {
            all.add(then.sheet());
        }
        return List.copyOf(all);
    }
}
