package dev.chancery.folds;

import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.stream;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Serving.Newcomer;
import dev.chancery.folds.Serving.Served;
import dev.chancery.folds.Serving.Share;
import dev.chancery.folds.Serving.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingTest {

    private static final Source OLD = new Source("m", "m-1");
    private static final Source NEW = new Source("m", "m-2");
    private static final Source OTHER = new Source("n", "n-1");

    private final List<Recorded> log = new ArrayList<>();

    private void outputs(int n, Source by) {
        for (int i = 0; i < n; i++) {
            Event answered = new InferenceCompleted(
                    by.deployment(), by.version(), new Usage(1, 1, false), usd(1), 1, "stop", Streams.ANSWER);
            append(task("t" + log.size(), answered, new OutputReleased(Gate.AUTONOMOUS, null)));
        }
    }

    private void append(List<Recorded> events) {
        for (Recorded e : events) {
            long position = log.size();
            log.add(new Recorded(position, "id-" + position, e.stream(), e.sequence(), e.at(), e.event()));
        }
    }

    private Served served() {
        return Streams.fold(new Names(), log).get("triage");
    }

    /** By names, which can be sorted. */
    private static final class Names implements Fold<Step, String, Served> {
        private final Serving serving = new Serving();

        @Override
        public String name() {
            return serving.name();
        }

        @Override
        public int version() {
            return serving.version();
        }

        @Override
        public List<String> keys(Step step) {
            return serving.keys(step).stream().map(key -> key.value()).toList();
        }

        @Override
        public Served apply(String key, Served before, Step step) {
            return serving.apply(TRIAGE, before, step);
        }
    }

    @Test
    void whatServesFirstIsNoChange() {
        outputs(60, OLD);
        assertThat(served().newcomers()).isEmpty();
        assertThat(served().serving()).containsExactly(OLD);
        assertThat(served().recent()).hasSize(Serving.WINDOW);
    }

    @Test
    void anotherVersionIsAChangeOnceItHasMadeAFifthOfTheLastOutputs() {
        // given
        outputs(20, OLD);
        outputs(4, NEW);
        assertThat(served().newcomers()).as("4 of 24").isEmpty();

        // when
        outputs(1, NEW);

        // then
        assertThat(served().newcomers()).singleElement().satisfies(newcomer -> {
            assertThat(newcomer.source()).isEqualTo(NEW);
            assertThat(newcomer.known()).isTrue();
            assertThat(newcomer.first()).isEqualTo(62);
            assertThat(newcomer.position()).isEqualTo(74);
            assertThat(newcomer.before()).containsExactly(new Share(OLD, 20));
            assertThat(newcomer.after()).containsExactly(new Share(NEW, 5));
        });
        outputs(40, NEW);
        assertThat(served().newcomers()).as("told once").hasSize(1);
    }

    @Test
    void threeOutputsAreTheLeastAndAStrayAnswerIsNoChange() {
        outputs(3, OLD);
        outputs(2, OTHER);
        assertThat(served().newcomers()).isEmpty();
        outputs(1, OTHER);
        assertThat(served().newcomers()).extracting(Newcomer::known).containsExactly(false);
    }

    @Test
    void whatComesBackAfterAllOthersIsAChangeAgain() {
        outputs(10, OLD);
        outputs(60, NEW);
        outputs(20, OLD);
        assertThat(served().newcomers()).extracting(Newcomer::source).containsExactly(NEW, OLD);
    }

    @Test
    void aGateThatRisesIsAChangeAndOneThatFallsIsNot() {
        // when
        move(Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP);
        move(Gate.HUMAN_IN_THE_LOOP, Gate.AUTONOMOUS);
        move(Gate.AUTONOMOUS, Gate.HUMAN_IN_THE_LOOP);

        // then
        assertThat(served().rises())
                .extracting(Serving.Rise::to)
                .containsExactly(Gate.HUMAN_IN_THE_LOOP, Gate.AUTONOMOUS);
    }

    private void move(Gate from, Gate to) {
        append(stream(
                "workflow/triage",
                new GateTransitioned(TRIAGE, from, to, "ann", "enough", new GateEvidence(0, 0, 0), null, null, null)));
    }
}
