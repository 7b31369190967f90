package dev.chancery.folds.dossier;

import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.folds.Fold;
import dev.chancery.folds.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gates of workflows and how they moved, by workflow. */
public final class Gates implements Fold<Step, String, Gates.OfWorkflow> {

    /** Moves that are kept of a workflow, the last ones. */
    public static final int KEPT = 200;

    /**
     * Of a workflow.
     *
     * @param purpose null when its registration lies outside of what was read
     * @param gate where it stands
     * @param first where it stood at its registration, null likewise
     * @param registered position, null likewise
     * @param moves the last ones, in their order, refused ones too
     * @param leftOut how many came before
     */
    public record OfWorkflow(
            String workflow,
            @Nullable String purpose,
            @Nullable Gate gate,
            @Nullable Gate first,
            @Nullable Instant registeredAt,
            @Nullable Long registered,
            List<Move> moves,
            long leftOut) {
        public OfWorkflow {
            moves = List.copyOf(moves);
        }
    }

    /**
     * A move, or one that was refused; exactly one of the two is there.
     *
     * @param moved null when the evidence did not carry it
     * @param refused null when it moved
     */
    public record Move(
            @Nullable GateTransitioned moved, @Nullable GateTransitionRefused refused, Instant at, long position) {}

    @Override
    public String name() {
        return "gates";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof WorkflowEvent event
                ? List.of(event.workflow().value())
                : List.of();
    }

    @Override
    public OfWorkflow apply(String key, @Nullable OfWorkflow before, Step step) {
        OfWorkflow known = before == null ? new OfWorkflow(key, null, null, null, null, null, List.of(), 0) : before;
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        return switch ((WorkflowEvent) step.recorded().event()) {
            case WorkflowRegistered e ->
                new OfWorkflow(key, e.purpose(), e.gate(), e.gate(), at, position, known.moves(), known.leftOut());
            case GateTransitioned e -> with(known, e.to(), new Move(e, null, at, position));
            case GateTransitionRefused e -> with(known, known.gate(), new Move(null, e, at, position));
        };
    }

    private static OfWorkflow with(OfWorkflow known, @Nullable Gate gate, Move move) {
        List<Move> moves = new ArrayList<>(known.moves());
        moves.add(move);
        int drop = Math.max(0, moves.size() - KEPT);
        return new OfWorkflow(
                known.workflow(),
                known.purpose(),
                gate,
                known.first(),
                known.registeredAt(),
                known.registered(),
                moves.subList(drop, moves.size()),
                known.leftOut() + drop);
    }
}
