package dev.chancery.views;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.LabelledTasks;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.query.contracts.ExamplesView.ExampleView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task's stream as a labelled example. */
final class Examples {

    private Examples() {}

    /** What a person said of the output, and the text that he gave instead. */
    private record Word(
            ExampleLabel label,
            String by,
            String reason,
            @Nullable ContentRef instead,
            @Nullable OutcomeComparison comparison) {}

    /** The example; null when nobody has labelled the task. Of several labels the last counts. */
    static @Nullable ExampleView of(List<Recorded> stream) {
        TaskSummary task = new TaskSummaries().of(stream);
        InferenceCompleted answer = null;
        JudgeVerdictRecorded verdict = null;
        Word word = null;
        Recorded labelled = null;
        for (Recorded recorded : stream) {
            Event event = recorded.event();
            answer = event instanceof InferenceCompleted completed ? completed : answer;
            verdict = event instanceof JudgeVerdictRecorded recordedVerdict ? recordedVerdict : verdict;
            ExampleLabel label = LabelledTasks.label(event);
            if (label != null) {
                word = word(label, event);
                labelled = recorded;
            }
        }
        if (task == null || word == null || labelled == null) {
            return null;
        }
        return new ExampleView(
                task.origin().task().value(),
                labelled.position(),
                task.origin().workflow().value(),
                task.origin().agent().value(),
                task.origin().policy().value(),
                task.standing().gate(),
                task.asked().model(),
                answer == null ? null : answer.deployment(),
                answer == null ? null : answer.modelVersion(),
                word.label(),
                word.reason(),
                word.by(),
                word.comparison(),
                verdict,
                task.origin().at(),
                labelled.at(),
                task.origin().request().content().value(),
                answer == null ? null : answer.answer().content().value(),
                word.instead() == null ? null : word.instead().content().value());
    }

    private static Word word(ExampleLabel label, Event event) {
        if (event instanceof OutputApproved e) {
            return new Word(label, e.reviewer(), e.reason(), null, null);
        }
        if (event instanceof OutputEdited e) {
            return new Word(label, e.reviewer(), e.reason(), e.answer(), null);
        }
        if (event instanceof OutputRejected e) {
            return new Word(label, e.reviewer(), e.reason(), null, null);
        }
        if (event instanceof OutputReviewed e) {
            return new Word(label, e.reviewer(), e.reason(), e.better(), null);
        }
        if (event instanceof HumanOutcomeRecorded e) {
            return new Word(label, e.by(), "", e.outcome(), e.comparison());
        }
        throw new IllegalStateException("A label of which nothing is known: " + label);
    }
}
