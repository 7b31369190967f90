package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.ModelUses.Outputs;
import dev.chancery.folds.ModelUses.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelUsesTest {

    private static final ModelUses.Key SMALL = new ModelUses.Key("cloud/small", "cloud/small-2026", TRIAGE);
    private static final ModelUses.Key LARGE = new ModelUses.Key("cloud/large", "cloud/large-2026", TRIAGE);
    private static final ModelUses.Key JUDGE = new ModelUses.Key("cloud/judge", "judge-2026", TRIAGE);

    private static Event judged() {
        return new JudgeAnswered("cloud/judge", "judge-2026", new Usage(90, 9, false), usd(3), 20);
    }

    private static Event verdict(boolean passed) {
        return new JudgeVerdictRecorded("tone", 1, "cloud/judge@judge-2026", List.of(), passed, null);
    }

    private static Map<ModelUses.Key, Use> uses(List<Recorded> log) {
        return fold(new ModelUses(), log, new HashMap<>());
    }

    @Test
    void anOutputCountsForTheVersionThatMadeItLast() {
        // when
        var uses = uses(task(
                "a",
                routed(),
                completed("cloud/small", 5),
                judged(),
                verdict(false),
                completed("cloud/large", 50),
                judged(),
                verdict(true),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new OutputEdited("ann", "tone", Streams.ANSWER)));

        // then
        assertThat(uses).containsOnlyKeys(SMALL, LARGE, JUDGE);
        assertThat(uses.get(SMALL))
                .isEqualTo(new Use(START.plusSeconds(2), START.plusSeconds(2), 1, 0, 0, 0, Outputs.NONE));
        assertThat(uses.get(LARGE))
                .isEqualTo(new Use(START.plusSeconds(5), START.plusSeconds(5), 0, 1, 0, 0, new Outputs(1, 1, 1, 1, 0)));
        assertThat(uses.get(JUDGE))
                .isEqualTo(new Use(START.plusSeconds(3), START.plusSeconds(6), 0, 0, 2, 0, Outputs.NONE));
    }

    @Test
    void tasksAddUp() {
        List<Recorded> log = new ArrayList<>();
        log.addAll(task("a", routed(), completed("cloud/small", 5), new OutputReleased(Gate.AUTONOMOUS, null)));
        log.addAll(task(
                "b",
                routed(),
                completed("cloud/small", 5),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new OutputApproved("bob", "fine")));

        // when
        Use use = uses(log).get(SMALL);

        // then
        assertThat(use.answers()).isEqualTo(2);
        assertThat(use.outputs()).isEqualTo(new Outputs(2, 0, 0, 1, 1));
    }

    @Test
    void changesNoTotalForWhatChangesNoTotal() {
        TaskSummaries summaries = new TaskSummaries();
        ModelUses fold = new ModelUses();
        TaskSummary before = null;
        int touched = 0;

        // when
        for (Recorded recorded : task("a", routed(), completed("m", 5), new OutputReleased(Gate.AUTONOMOUS, null))) {
            TaskSummary now = summaries.apply(summaries.keys(recorded).getFirst(), before, recorded);
            touched += fold.keys(new Step(recorded, before, now)).size();
            before = now;
        }

        // then: by the answer alone
        assertThat(touched).isEqualTo(1);
    }
}
