package dev.chancery.folds;

import static dev.chancery.folds.Streams.ANSWER;
import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.log.Recorded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewersTest {

    @Test
    void countsWhatEachPersonDecidedAndHowLongHeLooked() {
        // given
        List<Recorded> log = new ArrayList<>(task("a", timed("ann", 4_999), new OutputApproved("ann", "right")));
        log.addAll(task("b", timed("ann", 5_000), new OutputEdited("ann", "tone", ANSWER)));
        log.addAll(task("c", timed("ann", 600_000), new ToolCallRejected("ann", "no")));
        log.addAll(task("d", new ReviewTimed("ann", null, null), new OutputReviewed("ann", Finding.RIGHT, "ok", null)));
        log.addAll(task("f", new ToolResultApproved("eve", "harmless")));
        log.addAll(task("g", new ToolResultRejected("eve", "luring")));
        log.addAll(task("e", new OutputReviewed("bob", Finding.WRONG, "no", null)));

        // when
        var reviewers = fold(new Reviewers(), log);

        // then
        assertThat(reviewers.get("ann"))
                .isEqualTo(new Reviewers.Reviewer(
                        "ann",
                        2,
                        1,
                        1,
                        1,
                        609_999,
                        List.of(1, 1, 0, 0, 1),
                        START.plusSeconds(1),
                        START.plusSeconds(2)));
        assertThat(reviewers.get("bob").rejected()).isEqualTo(1);
        assertThat(reviewers.get("eve"))
                .extracting(Reviewers.Reviewer::approved, Reviewers.Reviewer::rejected)
                .containsExactly(1, 1);
    }

    private static ReviewTimed timed(String reviewer, long millis) {
        return new ReviewTimed(reviewer, new Showing(new ContentId("answer"), "00", 5, START), millis);
    }

    @Test
    void aSampledOutputWaitsUntilSomebodyLookedAtIt() {
        // given
        List<Recorded> log =
                new ArrayList<>(task("a", new OutputSampled(0.5), new OutputReleased(Gate.AUTONOMOUS, null)));
        log.addAll(task("b", new OutputReleased(Gate.AUTONOMOUS, null)));
        log.addAll(task(
                "c",
                new OutputSampled(0.5),
                new OutputReleased(Gate.AUTONOMOUS, null),
                new OutputReviewed("ann", Finding.OTHERWISE, "tone", ANSWER)));

        // when
        List<SampledOutputs.Sampled> found = new ArrayList<>();
        SampledOutputs fold = new SampledOutputs();
        fold(new Named(fold), log).values().forEach(found::add);

        // then
        assertThat(found)
                .containsExactly(
                        new SampledOutputs.Sampled(new TaskId("a"), TRIAGE, 0, true),
                        new SampledOutputs.Sampled(new TaskId("c"), TRIAGE, 0, false));
    }

    /** So that states come in the order of their tasks. */
    private record Named(SampledOutputs fold) implements Fold<Step, String, SampledOutputs.Sampled> {

        @Override
        public String name() {
            return fold.name();
        }

        @Override
        public int version() {
            return fold.version();
        }

        @Override
        public List<String> keys(Step step) {
            return fold.keys(step).stream().map(TaskId::value).toList();
        }

        @Override
        public SampledOutputs.Sampled apply(String key, SampledOutputs.Sampled before, Step step) {
            return fold.apply(new TaskId(key), before, step);
        }
    }
}
