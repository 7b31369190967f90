package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.fact.Baseline;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people's work costs in place of each workflow's. */
public final class Baselines implements Fold<Step, WorkflowId, Baselines.OfWorkflow> {

    /**
     * All baselines of a workflow.
     *
     * @param set in the order of the log
     */
    public record OfWorkflow(WorkflowId workflow, List<Told> set) {
        public OfWorkflow {
            set = List.copyOf(set);
        }

        /** The one that holds on a day: of those from that day or before the latest, of several the last that was set. */
        public Optional<Told> on(LocalDate day) {
            Told holding = null;
            for (Told each : set) {
                LocalDate from = each.baseline().from();
                if (!from.isAfter(day)
                        && (holding == null || !from.isBefore(holding.baseline().from()))) {
                    holding = each;
                }
            }
            return Optional.ofNullable(holding);
        }
    }

    /** A baseline, who set it and when. */
    public record Told(Baseline baseline, String by, Instant at) {}

    @Override
    public String name() {
        return "baselines";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<WorkflowId> keys(Step step) {
        return step.recorded().event() instanceof BaselineSet e ? List.of(e.workflow()) : List.of();
    }

    @Override
    public OfWorkflow apply(WorkflowId workflow, @Nullable OfWorkflow before, Step step) {
        BaselineSet event = (BaselineSet) step.recorded().event();
        List<Told> all = new ArrayList<>(before == null ? List.of() : before.set());
        all.add(new Told(event.baseline(), event.by(), step.recorded().at()));
        return new OfWorkflow(workflow, all);
    }
}
