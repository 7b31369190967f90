package dev.chancery.handling.task;

import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.OpenComparison;
import dev.chancery.contracts.command.TaskCommand.RecordComparison;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.handling.MemoryRecord;
import dev.chancery.handling.Office;
import java.util.List;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A judge is asked about a pair. A question costs 200 micros at the worst. */
class ComparisonTest {

    private static final Policy POLICY = PolicyDocument.parse(
            Office.DOCUMENT
                    .replace(
                            "\"deployments\": [{\"id\": \"m\"",
                            "\"deployments\": [{\"id\": \"j\", \"provider\": \"anthropic\", \"model\": \"j\", \"tier\": \"architect\","
                                    + " \"location\": \"cloud\", \"inputPrice\": \"0\", \"outputPrice\": \"2\", \"contextTokens\": 8000,"
                                    + " \"maxOutputTokens\": 100, \"tools\": false, \"timeoutMillis\": 1000}, {\"id\": \"m\"")
                    .replace(
                            "\"deployments\": [],\n",
                            "\"deployments\": [\"m\"], \"rubric\": \"good\", \"pairShare\": 1,\n")
                    .replace(
                            "\"rubrics\": []",
                            "\"rubrics\": [{\"id\": \"good\", \"version\": 1, \"checks\": [], \"dimensions\": [{\"dimension\": \"tone\","
                                    + " \"description\": \"Kind.\", \"weight\": 1, \"threshold\": 4}], \"judge\": {\"deployment\": \"j\","
                                    + " \"otherVendor\": false, \"attempts\": 2, \"revisions\": 0, \"maxOutputTokens\": 100}}]"));

    private static final TaskId TASK = Pair.comparison(new TaskId("t"));
    private static final Content EDITED = Content.of(new ContentId("e"), new byte[Content.SALT_BYTES], "Better");

    private final Office office = new Office(new MemoryRecord(), POLICY);

    @AfterEach
    void close() {
        office.close();
    }

    private static OpenComparison open() {
        return new OpenComparison(
                TASK,
                new Asker(
                        Office.CLERK,
                        Office.WORK,
                        new SessionId("s"),
                        null,
                        POLICY.version(),
                        null,
                        Gate.HUMAN_IN_THE_LOOP),
                Office.content().ref(),
                new Pair(new TaskId("t"), Office.content().ref(), EDITED.ref(), 2, 6, "m", "m-1"),
                new RequestFacts("j", 2, 10, 100, 100, false, false),
                new RedactionFacts("none/1", List.of()),
                List.of(),
                Office.NOON);
    }

    private static RecordComparison told() {
        JudgeAnswered answer = new JudgeAnswered("j", "j-1", new Usage(10, 5, false), usd(20), 5);
        return new RecordComparison(TASK, List.of(), List.of(answer, answer), PairChoice.SECOND, PairChoice.FIRST);
    }

    private List<Class<?>> kinds(String stream) {
        return office.record.of(stream).stream().<Class<?>>map(Object::getClass).toList();
    }

    private void assertReplays(String stream) {
        assertThat(DecisionReplay.replay(office.record.of(stream), version -> POLICY))
                .isNotEmpty()
                .allMatch(Comparison::identical);
    }

    @Test
    void makesAPairOfWhatAPersonPutsInTheOutputsPlace() {
        // given
        office.send(Office.open("t"));
        office.send(Office.answered("t", Gate.HUMAN_IN_THE_LOOP));
        // when
        office.send(new DecideReview(new TaskId("t"), DecideReview.Action.EDIT, "ada", "tone", EDITED));
        // then
        assertThat(kinds("task/t")).endsWith(ReviewTimed.class, OutputPaired.class, OutputEdited.class);
        assertReplays("task/t");

        // and of what he leaves as it is there is none
        office.send(Office.open("u"));
        office.send(Office.answered("u", Gate.HUMAN_IN_THE_LOOP));
        office.send(new DecideReview(new TaskId("u"), DecideReview.Action.APPROVE, "ada", "right", null));
        assertThat(kinds("task/u")).doesNotContain(OutputPaired.class);
    }

    @Test
    void reservesBeforeTheQuestionsAndSettlesAfterThem() {
        // when
        Opening opening = office.send(open());
        List<Long> meanwhile = office.balance();
        office.send(told());
        office.send(told());
        // then
        assertThat(opening).isInstanceOf(Opening.Permitted.class);
        assertThat(meanwhile).containsExactly(0L, 400L);
        assertThat(office.balance()).containsExactly(40L, 0L);
        assertThat(kinds("task/t-pair"))
                .containsExactly(
                        TaskOpened.class,
                        PairPosed.class,
                        RoutingDecided.class,
                        SpendReserved.class,
                        JudgeAnswered.class,
                        JudgeAnswered.class,
                        SpendSettled.class,
                        PairJudged.class);
        Event last = office.record.of("task/t-pair").getLast();
        assertThat(((PairJudged) last).preference()).isEqualTo(PairPreference.CORRECTION);
        assertReplays("task/t-pair");
    }

    @Test
    void asksAboutAPairOnce() {
        // given
        office.send(open());
        // then
        assertThatThrownBy(() -> office.send(open())).isInstanceOf(ConcurrencyException.class);
        assertThat(office.balance()).containsExactly(0L, 400L);

        // and once more when it is over
        office.send(told());
        assertThatThrownBy(() -> office.send(open())).isInstanceOf(ConcurrencyException.class);
        assertThat(office.balance()).containsExactly(40L, 0L);
    }

    @Test
    void asksNobodyWhenTheDayIsSpent() {
        // given
        for (int i = 0; i < 10; i++) {
            office.send(Office.open("t" + i));
        }
        // when
        Opening opening = office.send(open());
        // then
        assertThat(opening).isInstanceOf(Opening.Refused.class);
        assertThat(kinds("task/t-pair")).endsWith(RoutingDecided.class, TaskRefused.class);
        assertReplays("task/t-pair");
    }

    @Test
    void takesWhatWasCutOffAsPaidAndHearsNoMoreOfIt() {
        // given
        office.send(open());
        // when
        office.send(new AbandonTask(TASK, AbandonCause.PROCESS_ENDED));
        office.send(told());
        // then
        assertThat(kinds("task/t-pair")).endsWith(SpendReserved.class, SpendSettled.class, TaskAbandoned.class);
        assertThat(office.balance()).containsExactly(400L, 0L);
        assertReplays("task/t-pair");
    }
}
