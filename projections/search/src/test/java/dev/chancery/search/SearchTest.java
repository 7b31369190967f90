package dev.chancery.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.FoundEventsView;
import dev.chancery.query.contracts.FoundTasksView;
import dev.chancery.query.contracts.SearchQuery.FindSearch;
import dev.chancery.query.contracts.SearchQuery.RebuildSearch;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.SearchView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found is the same in every store. */
abstract class SearchTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Currency EUR = Currency.getInstance("EUR");

    private RecordInMemory log = new RecordInMemory("id-");
    private final AtomicBoolean fails = new AtomicBoolean();
    private final Map<String, List<TaskId>> erasures = new ConcurrentHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        public List<TaskId> getOrDefault(Object erasure, List<TaskId> none) {
            if (fails.getAndSet(false)) {
                throw new IllegalStateException("the contents are away");
            }
            return super.getOrDefault(erasure, none);
        }
    };
    private volatile Runnable settled = () -> {};
    private Indexing indexing;
    private SearchQueries queries;

    /** An empty store. */
    abstract void empty() throws Exception;

    abstract Indexing indexing(RecordInMemory log, Map<String, List<TaskId>> erasures, Runnable settled, byte[] secret);

    /** Everything that the store holds of tasks, as text. */
    abstract String kept() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        empty();
        open("our secret");
    }

    private void open(String secret) {
        indexing = indexing(log, erasures, () -> settled.run(), secret.getBytes(StandardCharsets.UTF_8));
        queries = new SearchQueries(indexing, log);
    }

    @AfterEach
    void end() {
        indexing.close();
    }

    private void task(String id, String workflow, String agent, @Nullable String subject, String asked) {
        log.append(
                "task/" + id,
                new TaskOpened(
                        new TaskId(id),
                        TaskKind.INFERENCE,
                        new AgentId(agent),
                        new WorkflowId(workflow),
                        new SessionId("s-" + id),
                        subject == null ? null : new SubjectId(subject),
                        log.text("q-" + id, asked),
                        new PolicyVersion("p1")));
    }

    private void answer(String id, String deployment, String answer) {
        log.append(
                "task/" + id,
                new InferenceCompleted(
                        deployment,
                        "v1",
                        new Usage(10, 5, false),
                        new Micros(12_500, EUR),
                        40,
                        "stop",
                        log.text("a-" + id, answer)));
    }

    /** Three tasks: positions 0–2, 3–4 and 5–8. */
    private void threeTasks() {
        task("t1", "support", "bot", "anna", "How do I get a REFUND for my Café order?");
        answer("t1", "small", "A refund takes five days.");
        log.append("task/t1", new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));
        task("t2", "claims", "clerk", "ben", "My card was declined");
        answer("t2", "large", "Call the bank");
        task("t3", "support", "bot", null, "Refund the second order");
        answer("t3", "small", "It cannot be refunded");
        log.append("task/t3", new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE));
        log.append("task/t3", new OutputRejected("ada", "promises a refund that is not ours"));
    }

    private SearchTasks tasks(@Nullable String text) {
        return new SearchTasks(text, null, null, null, null, null, null, null, null, 50);
    }

    private SearchEvents events(@Nullable String text) {
        return new SearchEvents(text, null, null, null, null, null, null, null, 50);
    }

    private List<String> found(@Nullable String text) {
        return queries.handle(tasks(text)).tasks();
    }

    private List<Long> positions(SearchEvents search) {
        return queries.handle(search).events().stream()
                .map(StoredEvent::position)
                .toList();
    }

    final void ready() {
        indexing.start();
        eventually(() -> indexing.status().generation() > 0
                && indexing.status().lag() == 0
                && indexing.status().rebuilding() == null);
    }

    /** As a node does that leads no longer. */
    final void leave() {
        indexing.rest();
    }

    static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void findsTasksByTheWordsOfTheirContentsNewestFirst() {
        // given
        threeTasks();
        ready();
        // then
        assertThat(found("refund")).containsExactly("t3", "t1");
        assertThat(found("order, REFUND")).containsExactly("t3", "t1");
        assertThat(found("cafe")).containsExactly("t1");
        assertThat(found("refund bank")).isEmpty();
        assertThat(found(null)).containsExactly("t3", "t2", "t1");
    }

    @Test
    void narrowsTasksByWhatTheyAre() {
        // given
        threeTasks();
        ready();
        Instant third = RecordInMemory.START.plus(Duration.ofHours(5));
        // then
        assertThat(queries.handle(new SearchTasks(
                                null, new WorkflowId("support"), null, null, null, null, null, null, null, 50))
                        .tasks())
                .containsExactly("t3", "t1");
        assertThat(queries.handle(new SearchTasks(
                                null, null, new AgentId("clerk"), null, null, null, null, null, null, 50))
                        .tasks())
                .containsExactly("t2");
        assertThat(queries.handle(new SearchTasks(
                                "refund", null, null, TaskState.REJECTED, null, null, null, null, null, 50))
                        .tasks())
                .containsExactly("t3");
        assertThat(queries.handle(new SearchTasks(null, null, null, null, "large", null, null, null, null, 50))
                        .tasks())
                .containsExactly("t2");
        assertThat(queries.handle(new SearchTasks(
                                null, null, null, null, null, new SubjectId("anna"), null, null, null, 50))
                        .tasks())
                .containsExactly("t1");
        assertThat(queries.handle(new SearchTasks(null, null, null, null, null, null, third, null, null, 50))
                        .tasks())
                .containsExactly("t3");
        assertThat(queries.handle(new SearchTasks(null, null, null, null, null, null, null, third, null, 50))
                        .tasks())
                .containsExactly("t2", "t1");
    }

    @Test
    void givesPages() {
        // given
        threeTasks();
        ready();
        // when
        FoundTasksView first = queries.handle(new SearchTasks(null, null, null, null, null, null, null, null, null, 2));
        FoundTasksView second =
                queries.handle(new SearchTasks(null, null, null, null, null, null, null, null, first.next(), 2));
        // then
        assertThat(first.tasks()).containsExactly("t3", "t2");
        assertThat(second.tasks()).containsExactly("t1");
        assertThat(second.next()).isNull();
        assertThat(first.position()).isEqualTo(9);
    }

    @Test
    void findsEventsByWhatTheySay() {
        // given
        threeTasks();
        log.append("agent/bot", new AgentSuspended(new AgentId("bot"), "ada saw the same call again and again"));
        log.appendUnknown("task/t2");
        ready();
        // then
        assertThat(positions(events("refund"))).containsExactly(8L);
        assertThat(positions(events("ada"))).containsExactly(9L, 8L);
        assertThat(positions(events("bank"))).as("contents are not in events").isEmpty();
        assertThat(positions(new SearchEvents(null, "task.opened", null, null, null, null, null, null, 50)))
                .containsExactly(5L, 3L, 0L);
        assertThat(positions(new SearchEvents(null, null, "agent", null, null, null, null, null, 50)))
                .containsExactly(9L);
        assertThat(positions(
                        new SearchEvents(null, null, "task", new WorkflowId("claims"), null, null, null, null, 50)))
                .as("also those that cannot be read")
                .containsExactly(10L, 4L, 3L);
        assertThat(positions(new SearchEvents(
                        null,
                        null,
                        null,
                        null,
                        new AgentId("bot"),
                        RecordInMemory.START.plus(Duration.ofHours(2)),
                        RecordInMemory.START.plus(Duration.ofHours(6)),
                        null,
                        50)))
                .containsExactly(5L, 2L);
        FoundEventsView page = queries.handle(new SearchEvents(null, null, null, null, null, null, null, 9L, 3));
        assertThat(page.events()).extracting(StoredEvent::position).containsExactly(8L, 7L, 6L);
        assertThat(page.next()).isEqualTo(6);
        assertThat(page.events().getFirst()).isEqualTo(log.read(8, 1).getFirst());
    }

    @Test
    void followsTheLogAndGoesOnAfterARestart() {
        // given
        ready();
        threeTasks();
        assertThat(found("refund")).containsExactly("t3", "t1");
        indexing.close();
        // when a task goes on whose beginning this process has not seen
        open("our secret");
        log.append(
                "task/t2",
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new ReviewTimed("ada", null, 1_500L),
                new OutputRejected("ada", "not helpful"));
        ready();
        // then
        assertThat(found("declined")).containsExactly("t2");
        assertThat(queries.handle(
                                new SearchTasks(null, null, null, TaskState.REJECTED, null, null, null, null, null, 50))
                        .tasks())
                .containsExactly("t3", "t2");
        assertThat(queries.handle(new FindSearch()).generation()).isEqualTo(1);
    }

    @Test
    void keepsNoWordOfContentsThatCanBeRead() throws Exception {
        // given
        threeTasks();
        ready();
        // then
        assertThat(kept()).contains("t1", "support").doesNotContain("refund", "declined", "cafe");
    }

    @Test
    void forgetsWithAnErasureAndWithTime() throws Exception {
        // given
        threeTasks();
        ready();
        String declined = new Words("our secret".getBytes(StandardCharsets.UTF_8))
                .keyed(List.of("declined"))
                .first();
        assertThat(kept()).contains(declined);
        // when
        log.erase("q-t2");
        log.erase("a-t2");
        erasures.put("e1", List.of(new TaskId("t2")));
        log.append("erasure/e1", new ErasureCompleted(new Erased(2, "00", List.of()), "checkpoint"));
        // then
        assertThat(found("declined")).isEmpty();
        assertThat(kept()).doesNotContain(declined);
        assertThat(found(null)).containsExactly("t3", "t2", "t1");
        // when the contents of a workflow that are older than the third task expire
        log.erase("q-t1");
        log.erase("a-t1");
        log.append(
                "retention/support",
                new ContentExpired(
                        new WorkflowId("support"),
                        "short",
                        30,
                        RecordInMemory.START.plus(Duration.ofHours(5)),
                        new Erased(2, "00", List.of()),
                        new PolicyVersion("p1")));
        // then
        assertThat(found("refund")).containsExactly("t3");
        // and a task of which something is left is found by that
        log.erase("a-t3");
        erasures.put("e2", List.of(new TaskId("t3")));
        log.append("erasure/e2", new ErasureCompleted(new Erased(1, "00", List.of()), "checkpoint"));
        assertThat(found("second")).containsExactly("t3");
        assertThat(found("refunded")).isEmpty();
    }

    @Test
    void forgetsAfterAFailureToo() throws Exception {
        // given
        threeTasks();
        ready();
        log.erase("q-t2");
        erasures.put("e1", List.of(new TaskId("t2")));
        fails.set(true);
        // when
        log.append("erasure/e1", new ErasureCompleted(new Erased(1, "00", List.of()), "checkpoint"));
        // then
        eventually(() -> indexing.status().lag() == 0);
        assertThat(fails).isFalse();
        assertThat(found("declined")).isEmpty();
        assertThat(found("bank")).containsExactly("t2");
        assertThat(positions(new SearchEvents(null, "erasure.completed", null, null, null, null, null, null, 50)))
                .containsExactly(9L);
    }

    @Test
    void waitsUntilAnExpiryIsCarriedOut() {
        // given an expiry that is recorded, and carried out a moment later
        threeTasks();
        ready();
        settled = () -> {
            log.erase("q-t2");
            log.erase("a-t2");
        };
        // when
        log.append(
                "retention/claims",
                new ContentExpired(
                        new WorkflowId("claims"),
                        "short",
                        30,
                        RecordInMemory.START.plus(Duration.ofHours(5)),
                        new Erased(2, "00", List.of()),
                        new PolicyVersion("p1")));
        // then
        assertThat(found("declined")).isEmpty();
        assertThat(found("bank")).isEmpty();
        assertThat(found(null)).containsExactly("t3", "t2", "t1");
    }

    @Test
    void isBuiltAgainBesideTheOneThatAnswers() {
        // given
        threeTasks();
        ready();
        // when
        SearchView begun = queries.handle(new RebuildSearch());
        // then
        assertThat(begun).isNotNull();
        eventually(() -> {
            assertThat(found("refund")).as("at any time").containsExactly("t3", "t1");
            return indexing.status().generation() == 2;
        });
        eventually(() -> indexing.status().rebuilding() == null);
        task("t4", "support", "bot", null, "refund again");
        assertThat(found("refund")).containsExactly("t4", "t3", "t1");
    }

    @Test
    void triesAgainWhatFailed() {
        // given
        threeTasks();
        ready();
        // when
        log.fail(2);
        queries.handle(new RebuildSearch());
        // then
        eventually(() -> indexing.status().generation() == 2);
        // when
        log.fail(3);
        task("t4", "support", "bot", null, "refund again");
        // then
        eventually(() -> found("refund").size() == 3);
    }

    @Test
    void isBuiltAgainUnderAnotherKey() {
        // given
        threeTasks();
        ready();
        indexing.close();
        // when
        open("another secret");
        ready();
        // then
        assertThat(indexing.status().generation()).isEqualTo(2);
        assertThat(found("refund")).containsExactly("t3", "t1");
    }

    @Test
    void isBuiltAgainForAnotherLog() {
        // given
        threeTasks();
        ready();
        indexing.close();
        // when another log is as long, as one that was restored may be
        log = new RecordInMemory("other-");
        task("t9", "support", "bot", null, "a refund of another log");
        for (int i = 0; i < 8; i++) {
            answer("t9", "small", "yes");
        }
        open("our secret");
        ready();
        // then
        eventually(() -> found("refund").equals(List.of("t9")));
    }

    @Test
    void saysWhyItCannotAnswer() {
        threeTasks();
        assertThatThrownBy(() -> found("refund"))
                .hasMessageContaining("The search index is being built from the log")
                .hasMessageContaining("GET /api/search");
        assertThatThrownBy(() -> found("…")).hasMessage("A search has 1 to 32 words; identifiers are none");
    }
}
