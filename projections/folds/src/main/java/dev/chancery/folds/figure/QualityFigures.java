package dev.chancery.folds.figure;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.TaskSummaries;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often the outputs of a workflow were as they should be. */
final class QualityFigures extends Computation {

    /** Of a workflow. */
    private static final class Counts {
        private long reviewed;
        private long approved;
        private long compared;
        private long agreed;
    }

    private final SortedMap<String, Counts> counts = new TreeMap<>();

    QualityFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-quality", 1), FoldVersion.of(new TaskSummaries()));
    }

    @Override
    void judged(WorkflowId workflow, Judged by, boolean right) {
        Counts of = counts.computeIfAbsent(workflow.value(), none -> new Counts());
        switch (by) {
            case REVIEW -> {
                of.reviewed++;
                of.approved += right ? 1 : 0;
            }
            case OUTCOME -> {
                of.compared++;
                of.agreed += right ? 1 : 0;
            }
        }
    }

    @Override
    void tell(Sheet sheet) {
        counts.forEach((workflow, of) -> {
            if (of.reviewed > 0) {
                sheet.share(
                        Measure.REVIEWS_APPROVED_BY_WORKFLOW,
                        "decisions",
                        of.approved,
                        of.reviewed,
                        "workflow",
                        workflow);
            }
            if (of.compared > 0) {
                sheet.share(
                        Measure.OUTCOMES_AGREED_BY_WORKFLOW, "outputs", of.agreed, of.compared, "workflow", workflow);
            }
        });
    }
}
