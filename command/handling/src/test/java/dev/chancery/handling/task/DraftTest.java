package dev.chancery.handling.task;

import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.DraftStep;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.KeepDraft;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordDraft;
import dev.chancery.contracts.command.TaskCommand.RecordVerdict;
import dev.chancery.contracts.command.TaskCommand.ReviseDraft;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.handling.MemoryRecord;
import dev.chancery.handling.Office;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task whose answers are judged. A call costs 100 micros, the judge 20. */
class DraftTest {

    private static final String POLICY_DOCUMENT = Office.DOCUMENT
            .replace(
                    "\"deployments\": [{\"id\": \"m\"",
                    "\"deployments\": [{\"id\": \"j\", \"provider\": \"anthropic\", \"model\": \"j\", \"tier\": \"architect\","
                            + " \"location\": \"cloud\", \"inputPrice\": \"0\", \"outputPrice\": \"2\", \"contextTokens\": 8000,"
                            + " \"maxOutputTokens\": 100, \"tools\": false, \"timeoutMillis\": 1000}, {\"id\": \"m\"")
            .replace("\"deployments\": [],\n", "\"deployments\": [\"m\"], \"rubric\": \"good\",\n")
            .replace(
                    "\"rubrics\": []",
                    "\"rubrics\": [{\"id\": \"good\", \"version\": 1, \"checks\": [], \"dimensions\": [{\"dimension\": \"tone\","
                            + " \"description\": \"Kind.\", \"weight\": 1, \"threshold\": 4}], \"judge\": {\"deployment\": \"j\","
                            + " \"otherVendor\": false, \"attempts\": 2, \"revisions\": 1, \"maxOutputTokens\": 100}}]");

    private static final Policy POLICY = PolicyDocument.parse(POLICY_DOCUMENT);

    private static final TaskId TASK = new TaskId("t");

    private final Office office = new Office(new MemoryRecord(), POLICY);

    @AfterEach
    void close() {
        office.close();
    }

    private static RecordDraft draft(int round) {
        return draft(TASK, round, "No.");
    }

    private static RecordDraft draft(TaskId task, int round, String text) {
        Content answer = Content.of(new ContentId("a-" + round), new byte[Content.SALT_BYTES], text);
        return new RecordDraft(
                task,
                round,
                List.of(),
                new Answer(
                        new InferenceCompleted("m", "m-1", new Usage(10, 10, false), usd(100), 5, "stop", answer.ref()),
                        answer,
                        new Screening("none/1", List.of(), "stop", 3),
                        List.of(),
                        Gate.AUTONOMOUS,
                        false),
                new RequestFacts("j", 2, 10, 100, 100, false, false),
                List.of(),
                Office.NOON);
    }

    private static RecordVerdict verdict(int round, int score) {
        return verdict(TASK, round, score);
    }

    private static RecordVerdict verdict(TaskId task, int round, int score) {
        return new RecordVerdict(
                task,
                round,
                List.of(),
                new JudgeAnswered("j", "j-1", new Usage(10, 10, false), usd(20), 5),
                List.of(new DimensionScore("tone", score > 3, "Because.", score)),
                null,
                Gate.AUTONOMOUS,
                false);
    }

    private static ReviseDraft revise() {
        return new ReviseDraft(
                TASK,
                1,
                new RequestFacts("", 4, 20, 200, null, false, false),
                List.of(),
                Gate.AUTONOMOUS,
                false,
                Office.NOON);
    }

    private List<Class<?>> kinds() {
        return office.record.of("task/t").stream()
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    private void assertReplays() {
        assertThat(DecisionReplay.replay(office.record.of("task/t"), version -> POLICY))
                .isNotEmpty()
                .allMatch(Comparison::identical);
    }

    @Test
    void recordsEveryCallBeforeItIsMadeAndSettlesAllOfThem() {
        // given
        office.send(Office.open("t"));
        assertThat(office.balance().getLast())
                .as("two calls and four questions")
                .isEqualTo(2 * 1_000 + 4 * 200);
        // when
        assertThat(office.<DraftStep>send(draft(1))).isInstanceOf(DraftStep.Judge.class);
        assertThat(kinds()).endsWith(JudgeRoutingDecided.class);
        assertThat(office.<DraftStep>send(verdict(1, 2))).isInstanceOf(DraftStep.Revise.class);
        assertThat(office.<DraftStep>send(revise())).isInstanceOf(DraftStep.Again.class);
        assertThat(kinds()).endsWith(RevisionDecided.class);
        assertThat(office.<DraftStep>send(draft(2))).isInstanceOf(DraftStep.Judge.class);
        assertThat(office.<DraftStep>send(verdict(2, 5))).isEqualTo(new DraftStep.Ended(Delivery.RELEASED));
        // then
        assertThat(kinds())
                .containsExactly(
                        TaskOpened.class,
                        RoutingDecided.class,
                        SpendReserved.class,
                        InferenceCompleted.class,
                        OutputScreened.class,
                        JudgeRoutingDecided.class,
                        JudgeAnswered.class,
                        JudgeVerdictRecorded.class,
                        RevisionDecided.class,
                        InferenceCompleted.class,
                        OutputScreened.class,
                        JudgeRoutingDecided.class,
                        JudgeAnswered.class,
                        JudgeVerdictRecorded.class,
                        SpendSettled.class,
                        OutputReleased.class);
        assertThat(office.balance()).containsExactly(240L, 0L);
        assertReplays();
    }

    @Test
    void letsAPersonLookAfterwardsAtAJudgedAnswerToo() {
        // given
        Policy sampling = PolicyDocument.parse(POLICY_DOCUMENT.replace("\"sampleShare\": 0.001", "\"sampleShare\": 1"));
        try (Office all = new Office(new MemoryRecord(), sampling)) {
            all.send(Office.open("t"));
            all.send(draft(1));

            // when
            all.send(verdict(1, 5));

            // then
            List<Event> stream = all.record.of("task/t");
            assertThat(stream).contains(new OutputSampled(1));
            assertThat(DecisionReplay.replay(stream, version -> sampling)).allMatch(Comparison::identical);
        }
    }

    @Test
    void takesAnswersThatDifferForProgressAndNotForALoop() {
        // given
        Policy loops = PolicyDocument.parse(POLICY_DOCUMENT.replaceFirst(
                "\"currency\"", "\"loops\": {\"repeats\": 2, \"withinSeconds\": 60}, \"currency\""));
        try (Office circle = new Office(new MemoryRecord(), loops)) {
            for (int i = 1; i <= 5; i++) {
                // when
                TaskId task = new TaskId("t-" + i);
                circle.send(Office.open(task.value()));
                circle.send(draft(task, 1, "Answer " + i));
                circle.send(verdict(task, 1, 5));

                // then
                assertThat(circle.record.of("task/t-" + i)).noneMatch(TaskRefused.class::isInstance);
            }
        }
    }

    @Test
    void recordsOnceWhatIsToldTwice() {
        // given
        office.send(Office.open("t"));
        // when
        office.send(draft(1));
        office.send(draft(1));
        office.send(verdict(1, 2));
        office.send(verdict(1, 2));
        office.send(revise());
        office.send(revise());
        office.send(draft(2));
        office.send(draft(1));
        office.send(verdict(1, 2));
        office.send(revise());
        office.send(verdict(2, 5));
        long size = office.record.size();
        office.send(verdict(2, 5));
        office.send(draft(2));
        office.send(revise());
        // then
        assertThat(office.record.size()).isEqualTo(size);
        assertThat(kinds()).endsWith(SpendSettled.class, OutputReleased.class);
        assertThat(kinds().stream().filter(InferenceCompleted.class::equals)).hasSize(2);
        assertThat(office.balance()).containsExactly(240L, 0L);
    }

    @Test
    void takesAJudgeThatIsCutOffAsPaid() {
        // given
        office.send(Office.open("t"));
        office.send(draft(1));
        // when the process ends while the judge is asked
        office.send(new AbandonTask(TASK, AbandonCause.PROCESS_ENDED));
        // then
        assertThat(kinds()).endsWith(SpendSettled.class, TaskAbandoned.class);
        assertThat(office.record.of("task/t").getLast())
                .isInstanceOfSatisfying(
                        TaskAbandoned.class,
                        abandoned -> assertThat(abandoned.sent()).isEqualTo(Sent.SOMETHING));
        assertThat(office.balance()).containsExactly(2_800L, 0L);
        assertReplays();
    }

    @Test
    void endsWhatTheRecordWasAwayFor() {
        // given the verdict was recorded, and nobody heard of it
        office.send(Office.open("t"));
        office.send(draft(1));
        office.send(verdict(1, 5));
        // when it is told again, as what could not be recorded is
        office.send(verdict(1, 5));
        office.send(new RecordDeliveries(List.of(new RecordDelivery(TASK, 0L, "the record was away"))));
        office.send(new AbandonTask(TASK, AbandonCause.FAULT));
        // then
        assertThat(kinds()).endsWith(OutputReleased.class, DeliveryFailed.class);
    }

    @Test
    void holdsTheAnswerWhoseRevisionDoesNotCome() {
        // given
        office.send(Office.open("t"));
        office.send(draft(1));
        office.send(verdict(1, 2));
        office.send(revise());
        // when
        DraftStep step = office.send(new KeepDraft(
                TASK,
                1,
                List.of(new AttemptFailed("m", 1, AttemptFailure.PROVIDER_ERROR, "HTTP 500", 3, usd(0))),
                Gate.AUTONOMOUS,
                false));
        // then
        assertThat(step).isEqualTo(new DraftStep.Ended(Delivery.HELD));
        assertThat(kinds()).endsWith(AttemptFailed.class, SpendSettled.class, OutputHeld.class);
        assertThat(office.balance()).containsExactly(120L, 0L);
        assertReplays();
    }
}
