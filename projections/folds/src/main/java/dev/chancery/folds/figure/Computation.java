package dev.chancery.folds.figure;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some figures that are counted together, while the log is read once. */
abstract class Computation {

    final FigureQuery query;

    Computation(FigureQuery query) {
        this.query = query;
    }

    /** Its own fold first, then those that it is made of. */
    abstract List<FoldVersion> folds();

    /** Takes each event of the range, in order. */
    void take(Step step) {}

    /** Takes a task that was opened in the period, once, when nothing more can become of it or the range is over. */
    void ended(TaskSummary task) {}

    /**
     * Takes a person's look at a task that was opened in the period and is settled.
     *
     * @param home where the task counts
     * @param millis null when the time is not known
     */
    void reviewed(Cohort.Home home, @Nullable Long millis) {}

    /**
     * Takes what a person, or an outcome, says of an output of a task that was opened in the period.
     *
     * @param right whether the output was as it should be
     */
    void judged(WorkflowId workflow, Judged by, boolean right) {}

    /** What says whether an output was as it should be. */
    enum Judged {
        REVIEW,
        OUTCOME
    }

    /** Says what was counted; called once. */
    abstract void tell(Sheet sheet);

    boolean isInPeriod(Step step) {
        return query.isInPeriod(step.recorded().at());
    }

    boolean isBeforeEnd(Step step) {
        return step.recorded().at().isBefore(query.to());
    }
}
