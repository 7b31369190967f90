package dev.chancery.folds.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class DossierTest {

    private static final Instant START = Instant.parse("2026-11-30T23:59:58Z");
    private static final ContentRef TEXT = new ContentRef(new ContentId("c"), "00", 12);
    private static final WorkflowId TRIAGE = new WorkflowId("triage");

    private final Dossier dossier = new Dossier();
    private int next;

    private void take(String stream, Event... events) {
        for (Event event : events) {
            dossier.take(new Recorded(next, "id-" + next, stream, 0, START.plusSeconds(next), event));
            next++;
        }
    }

    private void open(String id, String prompt, String digest) {
        take(
                "task/" + id,
                new TaskOpened(
                        new TaskId(id),
                        TaskKind.INFERENCE,
                        new AgentId("bot"),
                        TRIAGE,
                        new SessionId("s"),
                        null,
                        TEXT,
                        new PolicyVersion("p1"),
                        new PromptFacts(new NamedPrompt(prompt, "1"), digest)));
    }

    private static Event answered(String version) {
        return new InferenceCompleted(
                "home/a",
                version,
                new Usage(40, 7, false),
                new Micros(5, Currency.getInstance("USD")),
                300,
                "stop",
                TEXT);
    }

    private static Event verdict(boolean passed) {
        return new JudgeVerdictRecorded("tone", 1, "home/judge", List.of(), passed, null);
    }

    @Test
    void sumsWhatVersionsWereUsedForWhateverBecameOfTheTask() {
        // when
        open("one", "triage", "d1");
        take("task/one", answered("v1"), verdict(false), answered("v2"), verdict(true));
        take("task/one", new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE), new OutputApproved("ada", "fine"));
        open("two", "triage", "d1");
        take("task/two", answered("v2"), new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE));

        // then
        assertThat(dossier.modelTotals())
                .containsExactly(
                        new ModelTotals.Total(
                                "home/a", "v1", START.plusSeconds(1), START.plusSeconds(1), 1, 0, 0, 0, 0, 0, 0, 0, 0),
                        new ModelTotals.Total(
                                "home/a", "v2", START.plusSeconds(3), START.plusSeconds(8), 1, 1, 0, 0, 2, 1, 1, 1, 1));

        // when
        take("task/two", new OutputRejected("ada", "wrong"));
        take("policy", new PolicyActivated(new PolicyVersion("p2"), "{}"));

        // then
        assertThat(dossier.modelTotals().getLast().reviewed()).isEqualTo(2);
        assertThat(dossier.tasksUnderWay()).isZero();
    }

    @Test
    void keepsTasksInMemoryOnlyWhileMoreMayBecomeOfThem() {
        // when
        for (int i = 0; i < 5_000; i++) {
            open("t-" + i, "triage", "d" + i);
            take("task/t-" + i, answered("v1"), new OutputReleased(Gate.AUTONOMOUS, null));
        }
        open("last", "triage", "d");

        // then
        assertThat(dossier.tasksUnderWay()).isOne();
        assertThat(dossier.modelTotals().getFirst().answers()).isEqualTo(5_000);
        assertThat(dossier.providerTotals().stream()
                        .mapToLong(ProviderTotals.Total::calls)
                        .sum())
                .isEqualTo(5_000);
        assertThat(dossier.providerTotals()).hasSize(2);
        assertThat(dossier.prompts()).singleElement().satisfies(prompt -> {
            assertThat(prompt.tasks()).isEqualTo(5_001);
            assertThat(prompt.instructions()).hasSize(PromptTotals.DIGESTS).endsWith("d4999", "d");
        });
    }

    @Test
    void namesOfPromptsAreBoundedAndTheOthersCounted() {
        // when
        for (int i = 0; i < PromptTotals.MOST + 3; i++) {
            open("t-" + i, "p" + i, "d");
        }

        // then
        assertThat(dossier.prompts()).hasSize(PromptTotals.MOST);
        assertThat(dossier.promptsLeftOut()).isEqualTo(3);
    }

    @Test
    void passesOverTasksWhoseOpeningLiesBeforeWhatWasRead() {
        // when
        take("task/old", answered("v1"), new OutputReleased(Gate.AUTONOMOUS, null));

        // then
        assertThat(dossier.modelTotals()).isEmpty();
        assertThat(dossier.tasksUnderWay()).isZero();
    }

    @Test
    void measuresReviewersByCasesEvenAfterDelivery() {
        // when
        open("t", "triage", "d");
        take("task/t", answered("v1"), new OutputReleased(Gate.AUTONOMOUS, null));
        take("calibration/t", new CaseSeeded(new TaskId("t"), Finding.WRONG, "known", "bob"));
        take("task/t", new OutputReviewed("ada", Finding.RIGHT, "fine", null));
        take("task/other", new OutputReviewed("ada", Finding.RIGHT, "fine", null));

        // then
        assertThat(dossier.calibration()).singleElement().satisfies(each -> {
            assertThat(each.reviewer()).isEqualTo("ada");
            assertThat(each.hit()).isFalse();
        });
    }

    @Test
    void keepsTheLastMovesOfAGateAndCountsTheOthers() {
        // given
        take("workflow/triage", new WorkflowRegistered(TRIAGE, "Sorts", Gate.SHADOW));

        // when
        for (int i = 0; i < Gates.KEPT + 5; i++) {
            Gate from = i % 2 == 0 ? Gate.SHADOW : Gate.HUMAN_IN_THE_LOOP;
            Gate to = i % 2 == 0 ? Gate.HUMAN_IN_THE_LOOP : Gate.SHADOW;
            take(
                    "workflow/triage",
                    new GateTransitioned(TRIAGE, from, to, "ada", "r", new GateEvidence(1, 1, 0.2), null, null, null));
        }

        // then
        Gates.OfWorkflow gates = dossier.gates().get("triage");
        assertThat(gates.moves()).hasSize(Gates.KEPT);
        assertThat(gates.leftOut()).isEqualTo(5);
        assertThat(gates.gate()).isEqualTo(Gate.HUMAN_IN_THE_LOOP);
        assertThat(gates.registered()).isZero();
    }
}
