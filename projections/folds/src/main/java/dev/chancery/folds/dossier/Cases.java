package dev.chancery.folds.dossier;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.CalibrationCases;
import dev.chancery.folds.CalibrationCases.Case;
import dev.chancery.folds.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cases of calibration, and no other task: the fold keeps one that was decided before it was known what is right, and this does not. */
final class Cases {

    private static final String TASK = "task/";

    private final CalibrationCases fold = new CalibrationCases();
    private final SortedMap<String, Case> cases = new TreeMap<>();

    void take(Recorded recorded) {
        Step step = Step.of(recorded);
        switch (recorded.event()) {
            case CaseSeeded e -> cases.put(e.task().value(), fold.apply(e.task(), null, step));
            case OutputApproved ignored -> decided(step);
            case OutputEdited ignored -> decided(step);
            case OutputRejected ignored -> decided(step);
            case OutputReviewed ignored -> decided(step);
            default -> {}
        }
    }

    private void decided(Step step) {
        String stream = step.recorded().stream();
        String task = stream.startsWith(TASK) ? stream.substring(TASK.length()) : "";
        Case known = cases.get(task);
        if (known != null) {
            cases.put(task, fold.apply(new TaskId(task), known, step));
        }
    }

    List<Case> all() {
        return new ArrayList<>(cases.values());
    }
}
