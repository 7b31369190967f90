package dev.chancery.views;

import static dev.chancery.views.TaskLog.content;
import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.BlastRadiusView.Part;
import dev.chancery.query.contracts.BlastRadiusView.Touched;
import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindLineage;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindPromptUses;
import dev.chancery.query.contracts.LineageQuery.OfPrompt;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.PromptUsesView.PromptUse;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.ViewsQuery.FindFingerprints;
import dev.chancery.query.contracts.ViewsQuery.TakeFingerprints;
import dev.chancery.query.contracts.ViewsView.Reason;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a version of a model has touched, and what the views are. */
class LineageTest {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("DROP SCHEMA IF EXISTS views CASCADE; DROP SCHEMA IF EXISTS views_next CASCADE");
        ViewsSchema.migrate(dataSource);
    }

    private static void task(MemoryLog log, String id, String workflow, String subject, Event... events) {
        task(log, id, workflow, subject, null, events);
    }

    private static void task(
            MemoryLog log, String id, String workflow, String subject, PromptFacts prompt, Event... events) {
        List<Event> all = new ArrayList<>(List.of(new TaskOpened(
                new TaskId(id),
                TaskKind.INFERENCE,
                new AgentId("bot"),
                new WorkflowId(workflow),
                new SessionId("s"),
                subject == null ? null : new SubjectId(subject),
                content("q-" + id),
                new PolicyVersion("p1"),
                prompt)));
        all.add(opening(1).get(2));
        all.addAll(List.of(events));
        log.append("task/" + id, all.toArray(Event[]::new));
    }

    private static Event answer(String id, String deployment, String version) {
        return new InferenceCompleted(
                deployment, version, new Usage(4, 7, false), usd(1), 12, "stop", content("a-" + id));
    }

    private static Event released() {
        return new OutputReleased(Gate.AUTONOMOUS, null);
    }

    private static Event held() {
        return new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);
    }

    private static Event judged() {
        return new JudgeAnswered("judge", "j-1", new Usage(9, 9, false), usd(1), 20);
    }

    private static Event verdict(boolean passed) {
        return new JudgeVerdictRecorded("tone", 2, "judge@j-1", List.of(), passed, null);
    }

    /** Seven tasks: four answered by v1, of which one was revised by v2, two by v2, one open. */
    private static MemoryLog log() {
        MemoryLog log = new MemoryLog(3);
        task(log, "a", "support", "customer-1", answer("a", "m", "v1"), released());
        task(
                log,
                "b",
                "support",
                "customer-2",
                answer("b", "m", "v1"),
                held(),
                new OutputEdited("ann", "tone", content("e-b")));
        task(log, "c", "billing", "customer-1", answer("c", "m", "v1"), held());
        task(
                log,
                "d",
                "support",
                null,
                answer("d1", "m", "v1"),
                judged(),
                verdict(false),
                answer("d2", "m", "v2"),
                judged(),
                verdict(true),
                held(),
                new OutputApproved("bob", "fine"));
        task(log, "e", "support", "customer-3", answer("e", "m", "v2"), released());
        task(log, "f", "billing", null, answer("f", "n", "v1"), released());
        task(log, "g", "billing", null);
        return log;
    }

    private static FindBlastRadius touched(String deployment, String version) {
        return new FindBlastRadius(deployment, version, null, null, null, 50);
    }

    @Test
    void tellsEverythingThatAVersionHasTouched() throws Exception {
        MemoryLog log = log();
        try (ViewKeeper keeper = keeping(log)) {
            LineageQueries queries = new LineageQueries(keeper.views(), log);

            // when
            BlastRadiusView v1 = queries.handle(touched("m", "v1"));

            // then
            assertThat(v1.tasks()).isEqualTo(4);
            assertThat(v1.calls()).containsExactly(Map.entry("ANSWER", 4L));
            assertThat(v1.outputs().all()).as("that of d is v2's").isEqualTo(3);
            assertThat(v1.outputs().delivered()).isEqualTo(1);
            assertThat(v1.outputs().edited()).isEqualTo(1);
            assertThat(v1.outputs().held()).isEqualTo(1);
            assertThat(v1.outputs().states()).containsOnlyKeys(TaskState.RELEASED, TaskState.EDITED, TaskState.HELD);
            assertThat(v1.workflows()).containsExactly(new Part("support", 3, 2), new Part("billing", 1, 1));
            assertThat(v1.reviewers()).containsExactly(new Part("ann", 1, 1), new Part("bob", 1, 0));
            assertThat(v1.policies()).containsExactly(new Part("p1", 4, 3));
            assertThat(v1.subjects().all()).isEqualTo(2);
            assertThat(v1.subjects().first()).containsExactly("customer-1", "customer-2");
            assertThat(v1.page())
                    .extracting(Touched::task, Touched::output, Touched::state)
                    .containsExactly(
                            tuple("a", true, TaskState.RELEASED),
                            tuple("b", true, TaskState.EDITED),
                            tuple("c", true, TaskState.HELD),
                            tuple("d", false, TaskState.APPROVED));
            assertThat(v1.next()).isNull();
            assertThat(v1.position()).isEqualTo(log.size());
            assertThat(queries.handle(touched(null, "v1")).tasks()).isEqualTo(5);
            assertThat(queries.handle(touched("m", null)).tasks()).isEqualTo(5);
            assertThat(queries.handle(touched("judge", null)).calls()).containsExactly(Map.entry("JUDGE", 2L));
            assertThat(queries.handle(touched("judge", null)).tasks()).isEqualTo(1);
        }
    }

    @Test
    void tellsWhatAPromptHasTouchedAndThatItChangedUnderItsName() throws Exception {
        // given tasks of a prompt in two versions, of the second with other instructions without another name, and one
        // without any
        MemoryLog log = new MemoryLog(3);
        task(log, "a", "support", null, prompt("1", "d1"), answer("a", "m", "v1"), judged(), verdict(true), released());
        task(log, "b", "support", null, prompt("2", "d2"), answer("b", "m", "v1"), released());
        task(log, "c", "support", null, prompt("2", "d3"), answer("c", "m", "v2"), released());
        task(log, "d", "support", null, new PromptFacts(null, "d3"), answer("d", "m", "v2"), released());
        task(log, "e", "billing", null, answer("e", "m", "v1"), released());
        task(log, "f", "billing", null, prompt("2", "d2"));
        try (ViewKeeper keeper = keeping(log)) {
            LineageQueries queries = new LineageQueries(keeper.views(), log);

            // when
            BlastRadiusView all = queries.handle(touched(new OfPrompt("triage", null, null)));
            BlastRadiusView second = queries.handle(touched(new OfPrompt("triage", "2", null)));
            BlastRadiusView instructions = queries.handle(touched(new OfPrompt(null, null, "d3")));
            BlastRadiusView both = queries.handle(
                    new FindBlastRadius("m", "v1", new OfPrompt("triage", "2", null), null, null, null, 50));
            PromptUsesView uses = queries.handle(new FindPromptUses(new WorkflowId("support")));

            // then
            assertThat(all.tasks()).isEqualTo(3);
            assertThat(all.calls()).containsExactly(Map.entry("ANSWER", 3L), Map.entry("JUDGE", 1L));
            assertThat(second.page()).extracting(Touched::task).containsExactly("b", "c");
            assertThat(second.prompt()).isEqualTo("triage@2");
            assertThat(instructions.page()).extracting(Touched::task).containsExactly("c", "d");
            assertThat(both.page()).extracting(Touched::task).containsExactly("b");
            assertThat(both.tasks()).isEqualTo(1);
            assertThat(uses.prompts())
                    .extracting(PromptUse::version, PromptUse::instructions, PromptUse::tasks, PromptUse::differing)
                    .containsExactly(
                            tuple("2", "d3", 1L, 2L),
                            tuple("2", "d2", 1L, 2L),
                            tuple("1", "d1", 1L, 1L),
                            tuple(null, "d3", 1L, 1L));
            assertThat(queries.handle(new FindPromptUses(null)).prompts()).hasSize(5);
            assertThat(queries.handle(new FindLineage(new TaskId("b"))).prompt())
                    .isEqualTo(new TaskLineageView.Prompt("triage", "2", "d2"));
            assertThat(queries.handle(new FindLineage(new TaskId("e"))).prompt())
                    .isNull();
        }
    }

    private static PromptFacts prompt(String version, String instructions) {
        return new PromptFacts(new NamedPrompt("triage", version), instructions);
    }

    private static FindBlastRadius touched(OfPrompt prompt) {
        return new FindBlastRadius(null, null, prompt, null, null, null, 50);
    }

    @Test
    void countsWhatWasAnsweredBetweenTwoInstants() throws Exception {
        MemoryLog log = log();
        try (ViewKeeper keeper = keeping(log)) {
            LineageQueries queries = new LineageQueries(keeper.views(), log);
            var at = log.recorded(0, 100).stream()
                    .filter(e -> e.event() instanceof InferenceCompleted)
                    .map(e -> e.at())
                    .toList();

            // when: from b's answer on, up to but not with d's first
            BlastRadiusView some = queries.handle(new FindBlastRadius("m", "v1", at.get(1), at.get(3), null, 50));

            // then
            assertThat(some.page()).extracting(Touched::task).containsExactly("b", "c");
            assertThat(some.first()).isEqualTo(at.get(1));
            assertThat(some.last()).isEqualTo(at.get(2));
            assertThat(some.tasks()).isEqualTo(2);
            BlastRadiusView since = queries.handle(new FindBlastRadius("m", null, at.get(4), null, null, 50));
            assertThat(since.page()).extracting(Touched::task).containsExactly("d", "e");
            assertThat(since.tasks()).as("d by its second answer").isEqualTo(2);
            assertThatThrownBy(() -> new FindBlastRadius("m", null, at.get(2), at.get(1), null, 50))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new FindBlastRadius(null, null, null, null, null, 50))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void pagesThroughTheTasks() throws Exception {
        MemoryLog log = log();
        try (ViewKeeper keeper = keeping(log)) {
            LineageQueries queries = new LineageQueries(keeper.views(), log);
            List<String> seen = new ArrayList<>();
            Long after = null;
            do {
                BlastRadiusView page = queries.handle(new FindBlastRadius("m", null, null, null, after, 2));
                page.page().forEach(task -> seen.add(task.task()));
                assertThat(page.tasks()).isEqualTo(5);
                after = page.next();
            } while (after != null);
            assertThat(seen).containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void listsEveryVersionWithWhatWasMeasuredOfIt() throws Exception {
        MemoryLog log = log();
        try (ViewKeeper keeper = keeping(log)) {
            LineageQueries queries = new LineageQueries(keeper.views(), log);
            assertThat(queries.handle(new FindModelUses(null)).versions())
                    .extracting(
                            ModelUse::deployment,
                            ModelUse::version,
                            ModelUse::answers,
                            ModelUse::revisions,
                            ModelUse::outputs)
                    .containsExactly(
                            tuple("judge", "j-1", 0L, 0L, 0L),
                            tuple("m", "v1", 4L, 0L, 3L),
                            tuple("m", "v2", 1L, 1L, 2L),
                            tuple("n", "v1", 1L, 0L, 1L));
            ModelUse v2 = queries.handle(new FindModelUses(new WorkflowId("support")))
                    .versions()
                    .getLast();
            assertThat(v2.version()).isEqualTo("v2");
            assertThat(List.of(v2.verdicts(), v2.passed(), v2.reviewed(), v2.approved()))
                    .containsExactly(1L, 1L, 1L, 1L);
        }
    }

    @Test
    void theTotalsOfVersionsAndPromptsAreThoseOfTheCallsAndTasksThemselves() throws Exception {
        MemoryLog log = log();
        task(log, "h", "support", null, prompt("1", "d1"), answer("h", "m", "v1"), answer("h2", "m", "v1"), released());
        task(log, "i", "support", null, new PromptFacts(null, "d1"), answer("i", "m", "v3"), held(), judged());
        task(log, "j", "support", null, prompt("1", "d1"), judged(), verdict(false));
        task(log, "k", "billing", null, new PromptFacts(null, null));
        try (ViewKeeper keeper = keeping(log)) {
            assertThat(keeper.status().position()).isEqualTo(log.size());
            assertThat(differences("""
                    SELECT deployment, version, workflow, min(at), max(at),
                        count(*) FILTER (WHERE kind = 'ANSWER'), count(*) FILTER (WHERE kind = 'REVISION'),
                        count(*) FILTER (WHERE kind = 'JUDGE'), count(*) FILTER (WHERE kind = 'COMPARISON'),
                        count(*) FILTER (WHERE output), count(*) FILTER (WHERE output AND passed IS NOT NULL),
                        count(*) FILTER (WHERE output AND passed),
                        count(*) FILTER (WHERE output AND state IN ('APPROVED', 'EDITED', 'REJECTED')),
                        count(*) FILTER (WHERE output AND state = 'APPROVED')
                    FROM views.model_call GROUP BY deployment, version, workflow
                    """, "SELECT * FROM views.model_use")).isZero();
            assertThat(differences("""
                    SELECT workflow, coalesce(name, ''), coalesce(version, ''), coalesce(instructions, ''), count(*),
                        min(at), max(at) FROM views.prompt_use GROUP BY 1, 2, 3, 4
                    """, "SELECT * FROM views.prompt_total")).isZero();
            assertThat(new LineageQueries(keeper.views(), log)
                            .handle(new FindPromptUses(null))
                            .prompts())
                    .extracting(PromptUse::workflow, PromptUse::name, PromptUse::instructions, PromptUse::tasks)
                    .containsExactly(
                            tuple("support", "triage", "d1", 2L),
                            tuple("billing", null, null, 1L),
                            tuple("support", null, "d1", 1L));
        }
    }

    /** How many rows only one of two queries has. */
    private static long differences(String one, String other) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "WITH a AS (" + one + "), b AS (" + other
                                + ") SELECT count(*) FROM ((TABLE a EXCEPT ALL TABLE b) UNION ALL (TABLE b EXCEPT ALL TABLE a)) d")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void tellsWhatIsUpstreamOfOneOutput() {
        // given
        MemoryLog log = log();
        LineageQueries queries = new LineageQueries(new ViewKeeper(dataSource, log).views(), log);

        // when
        TaskLineageView d = queries.handle(new FindLineage(new TaskId("d")));

        // then
        assertThat(d.calls())
                .extracting(TaskLineageView.Call::kind, TaskLineageView.Call::version, TaskLineageView.Call::output)
                .containsExactly(
                        tuple("ANSWER", "v1", false),
                        tuple("JUDGE", "j-1", false),
                        tuple("REVISION", "v2", true),
                        tuple("JUDGE", "j-1", false));
        assertThat(d.request().commitment()).isEqualTo(content("q-d").commitment());
        assertThat(d.request().content()).isEqualTo("q-d");
        assertThat(d.output().content()).isEqualTo("a-d2");
        assertThat(d.rubrics()).extracting(TaskLineageView.Rubric::passed).containsExactly(false, true);
        assertThat(d.policy()).isEqualTo("p1");
        assertThat(d.gate()).isEqualTo(Gate.HUMAN_IN_THE_LOOP);
        assertThat(d.delivered()).isTrue();
        assertThat(d.decisions()).extracting(TaskLineageView.Decision::reviewer).containsExactly("bob");
        assertThat(queries.handle(new FindLineage(new TaskId("nothing")))).isNull();
    }

    @Test
    void twoFoldsOfTheSameEventsHaveTheSameFingerprintsAndAForgedRowHasAnother() throws Exception {
        MemoryLog log = log();
        try (ViewKeeper keeper = keeping(log)) {
            ViewsQueries queries = new ViewsQueries(keeper);
            FingerprintsView.Taken built = taken(queries);
            assertThat(built.position()).isEqualTo(log.size());

            // when they are folded again
            keeper.rebuild(Reason.ASKED);
            holds(() -> keeper.status().generation() == 2 && keeper.status().rebuilding() == null);
            FingerprintsView.Taken again = taken(queries);

            // then
            assertThat(again.generation()).isEqualTo(2);
            assertThat(again.views()).isEqualTo(built.views());
            assertThat(rows(again, "model-calls")).isEqualTo(9);
            assertThat(rows(again, "task-summaries")).isEqualTo(7);

            // and when a row is forged
            execute("UPDATE views.model_call SET version = 'v2' WHERE task = 'a'");
            FingerprintsView.Taken forged = taken(queries);

            // then it is told in which view
            assertThat(forged.views())
                    .filteredOn(view -> !again.views().contains(view))
                    .extracting(FingerprintsView.Fingerprint::view)
                    .containsExactly("model-calls");
        }
    }

    private static long rows(FingerprintsView.Taken taken, String view) {
        return taken.views().stream()
                .filter(each -> each.view().equals(view))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    private static FingerprintsView.Taken taken(ViewsQueries queries) {
        FingerprintsView.Taken before = queries.handle(new FindFingerprints()).last();
        queries.handle(new TakeFingerprints());
        holds(() -> !queries.handle(new FindFingerprints()).underWay());
        FingerprintsView now = queries.handle(new FindFingerprints());
        assertThat(now.problem()).isNull();
        assertThat(now.last()).isNotNull().isNotSameAs(before);
        return now.last();
    }

    private static void holds(BooleanSupplier condition) {
        long until = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It does not come to hold");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static ViewKeeper keeping(MemoryLog log) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        holds(() -> keeper.status().rebuilding() == null);
        return keeper;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
