package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.fact.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks whose right decision was known before somebody decided, and what he decided. */
public final class CalibrationCases implements Fold<Step, TaskId, CalibrationCases.Case> {

    /**
     * A case.
     *
     * @param right what is known to be right; null when the task is no case, and may be forgotten
     * @param by who knows it
     * @param reviewer who decided, null while nobody did and when it was the one who knows it
     * @param hit whether he let pass what is right, or stopped what is not
     */
    public record Case(
            TaskId task,
            @Nullable Finding right,
            @Nullable String by,
            @Nullable String reviewer,
            boolean hit) {}

    @Override
    public String name() {
        return "calibration-cases";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TaskId> keys(Step step) {
        return switch (step.recorded().event()) {
            case CaseSeeded e -> List.of(e.task());
            case OutputApproved ignored -> task(step);
            case OutputEdited ignored -> task(step);
            case OutputRejected ignored -> task(step);
            case OutputReviewed ignored -> task(step);
            default -> List.of();
        };
    }

    @Override
    public Case apply(TaskId key, @Nullable Case before, Step step) {
        return switch (step.recorded().event()) {
            case CaseSeeded e -> new Case(key, e.right(), e.by(), null, false);
            case OutputApproved e -> decided(key, before, e.reviewer(), true);
            case OutputEdited e -> decided(key, before, e.reviewer(), false);
            case OutputRejected e -> decided(key, before, e.reviewer(), false);
            case OutputReviewed e -> decided(key, before, e.reviewer(), e.finding() == Finding.RIGHT);
            default ->
                throw new IllegalStateException(
                        "No event of a case: " + step.recorded().position());
        };
    }

    private static Case decided(TaskId key, @Nullable Case before, String reviewer, boolean passed) {
        if (before == null || before.right() == null) {
            return new Case(key, null, null, null, false);
        }
        boolean hit = passed == (before.right() == Finding.RIGHT);
        return new Case(key, before.right(), before.by(), reviewer.equals(before.by()) ? null : reviewer, hit);
    }

    private static List<TaskId> task(Step step) {
        return step.task() == null ? List.of() : List.of(step.task().origin().task());
    }
}
