package dev.chancery.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.record.RecordJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContentsTest {

    private static final Path HOME = SharedStore.newHome();
    private static Store store;

    @BeforeAll
    static void open() {
        store = Store.open(StoreSettings.embedded(HOME));
    }

    @AfterAll
    static void close() {
        store.close();
        SharedStore.delete(HOME);
    }

    /** A task with what was asked and answered. */
    private record Told(String task, ContentId asked, ContentId answered) {
        ContentScope scope() {
            return new ContentScope(Kind.TASK, task);
        }
    }

    private static Told tell(@Nullable String subject, String text) {
        return tell(subject, "desk", text);
    }

    private static Told tell(@Nullable String subject, String workflow, String text) {
        String task = UUID.randomUUID().toString();
        Content asked = content(text + " asked");
        Content answered = content(text + " answered");
        append(
                task,
                0,
                new TaskOpened(
                        new TaskId(task),
                        TaskKind.INFERENCE,
                        new AgentId("clerk"),
                        new WorkflowId(workflow),
                        new SessionId("s"),
                        subject == null ? null : new SubjectId(subject),
                        asked.ref(),
                        new PolicyVersion("p")),
                asked);
        append(task, 1, new ToolCallCompleted(answered.ref(), false, 1, null), answered);
        return new Told(task, asked.ref().content(), answered.ref().content());
    }

    private static Content content(String text) {
        return Content.of(
                new ContentId(UUID.randomUUID().toString()),
                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                text);
    }

    private static void append(String task, long sequence, Event event, Content content) {
        append("task", "task/" + task, sequence, event, content);
    }

    private static void append(String type, String stream, long sequence, Event event, @Nullable Content content) {
        RecordToolOutcome command = new RecordToolOutcome(new TaskId("any"), content, false, null, true, 1, null, null);
        DefaultUnitOfWork<?> work = DefaultUnitOfWork.startAndGet(new GenericCommandMessage<>(command));
        try {
            store.engine().appendEvents(List.of(new GenericDomainEventMessage<>(type, stream, sequence, event)));
            work.commit();
        } catch (RuntimeException e) {
            work.rollback(e);
            throw e;
        }
    }

    private static Erased erase(String erasure, ContentScope scope, Set<String> tasks) {
        store.contents().condemn(erasure, scope);
        return store.contents().erase(erasure, task -> tasks.add(task.value()));
    }

    private static ContentScope subject(String id) {
        return new ContentScope(Kind.SUBJECT, id);
    }

    private static void sql(String sql) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void restart() {
        store.close();
        store = Store.open(StoreSettings.embedded(HOME));
    }

    private static List<Path> filesWith(String marker) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(marker)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void writesNoTextInClearAndReadsItAgain() throws Exception {
        // given
        String marker = "marker-" + UUID.randomUUID();
        Told named = tell("anna-1", marker);
        Told unnamed = tell(null, marker);
        String control = "control-" + UUID.randomUUID();
        append("task", "task/" + control, 0, new ToolCallCompleted(content("x").ref(), false, 1, null), content("x"));
        sql("CHECKPOINT");

        // when then
        assertThat(filesWith(control))
                .as("a search that finds what is in clear")
                .isNotEmpty();
        assertThat(filesWith(marker)).isEmpty();
        for (Told told : List.of(named, unnamed)) {
            assertThat(store.contents().find(told.asked()).orElseThrow().text()).isEqualTo(marker + " asked");
            assertThat(store.contents().find(told.answered()).orElseThrow().text())
                    .isEqualTo(marker + " answered");
        }
    }

    @Test
    void destroysWhatIsOfAPersonWithTheKeyAndLeavesTheOthers() {
        // given
        Told first = tell("anna-2", "first");
        Told second = tell("anna-2", "second");
        Told other = tell("bert-2", "other");
        Set<String> tasks = new TreeSet<>();

        // when
        Erased erased = erase("e-2", subject("anna-2"), tasks);

        // then
        List<ContentId> all = List.of(first.asked(), first.answered(), second.asked(), second.answered());
        assertThat(erased.contents()).isEqualTo(4);
        assertThat(erased.digest()).isEqualTo(Erased.digest(all));
        assertThat(erased.keys()).hasSize(1);
        assertThat(tasks).containsExactlyInAnyOrder(first.task(), second.task());
        assertThat(all).allSatisfy(id -> {
            assertThat(store.contents().find(id)).isEmpty();
            assertThat(store.contents().erasedAt(id)).isPresent();
        });
        assertThat(store.contents().find(other.asked())).isPresent();
        assertThat(store.contents().erasedAt(other.asked())).isEmpty();
    }

    @Test
    void sealsWhatComesAfterAnErasureWithAnotherKey() {
        // given
        tell("anna-3", "before");
        Erased erased = erase("e-3", subject("anna-3"), new TreeSet<>());

        // when
        Told after = tell("anna-3", "after");

        // then
        assertThat(store.contents().find(after.asked())).isPresent();
        assertThat(erase("e-3b", subject("anna-3"), new TreeSet<>()).keys())
                .hasSize(1)
                .doesNotContainAnyElementsOf(erased.keys());
    }

    @Test
    void destroysWhatIsOfATaskAndKeepsTheKeyForTheOthers() {
        // given
        Told task = tell("anna-4", "one");
        Told other = tell("anna-4", "other");

        // when
        Erased erased = erase("e-4", task.scope(), new TreeSet<>());

        // then
        assertThat(erased.contents()).isEqualTo(2);
        assertThat(erased.keys()).isEmpty();
        assertThat(store.contents().find(task.answered())).isEmpty();
        assertThat(store.contents().find(other.answered())).isPresent();
    }

    @Test
    void goesOnWhereAKilledErasureWasAndCountsTheSame() throws Exception {
        // given: killed before anything but the point of no return
        Told told = tell("anna-5", "text");
        assertThat(store.contents().isCondemned("e-5")).isFalse();
        store.contents().condemn("e-5", subject("anna-5"));
        assertThat(store.contents().find(told.asked())).isEmpty();
        assertThat(store.contents().erasedAt(told.asked())).isPresent();

        // when
        restart();

        // then
        assertThat(store.contents().isCondemned("e-5")).isTrue();
        Erased again = store.contents().erase("e-5", task -> {});
        assertThat(again.contents()).isEqualTo(2);
        assertThat(again).isEqualTo(store.contents().erase("e-5", task -> {}));
    }

    @Test
    void erasesAgainInAnOlderCopyOfTheDatabase() throws Exception {
        // given
        Told person = tell("anna-6", "text");
        Told task = tell(null, "text");
        sql("CREATE TABLE older AS SELECT * FROM content WHERE task IN ('" + person.task() + "', '" + task.task()
                + "')");
        erase("e-6", subject("anna-6"), new TreeSet<>());
        erase("e-6b", task.scope(), new TreeSet<>());

        // when
        sql("DELETE FROM content WHERE id IN (SELECT id FROM older)");
        sql("INSERT INTO content SELECT * FROM older");
        sql("DROP TABLE older");
        sql("UPDATE content_tombstones SET lines = 0");
        assertThat(store.contents().find(task.asked())).isPresent();
        restart();

        // then
        for (ContentId id : List.of(person.asked(), person.answered(), task.asked(), task.answered())) {
            assertThat(store.contents().find(id)).isEmpty();
            assertThat(store.contents().erasedAt(id)).isPresent();
        }
    }

    @Test
    void destroysAKeyAgainThatAnOlderCopyOfTheKeysHas() throws Exception {
        // given
        Told told = tell("anna-7", "text");
        tell("bert-7", "text");
        erase("e-before", subject("bert-7"), new TreeSet<>());
        Path keys = HOME.resolve("keys");
        Path copy = Files.createTempDirectory("keys-copy");
        copy(keys, copy);
        Erased erased = erase("e-7", subject("anna-7"), new TreeSet<>());
        append("erasure", "erasure/e-7", 0, new ErasureRequested("e-7", subject("anna-7"), "r", "b"), null);
        append("erasure", "erasure/e-7", 1, new ErasureCompleted(erased, "c"), null);
        restart();

        // when
        store.close();
        SharedStore.delete(keys);
        copy(copy, keys);
        SharedStore.delete(copy);
        String key = erased.keys().getFirst();
        assertThat(shard(keys, key)).contains(hex(key));
        store = Store.open(StoreSettings.embedded(HOME));

        // then
        assertThat(shard(keys, key)).doesNotContain(hex(key));
        assertThat(store.contents().find(told.asked())).isEmpty();
    }

    private static String hex(String key) {
        return key.replace("-", "");
    }

    private static String shard(Path keys, String key) throws IOException {
        Path shard = keys.resolve(key.substring(0, 2));
        return Files.exists(shard) ? java.util.HexFormat.of().formatHex(Files.readAllBytes(shard)) : "";
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void sealsWhatAnEarlierVersionKeptInClear() throws Exception {
        // given
        String marker = "plain-" + UUID.randomUUID();
        Told told = tell("anna-8", "replaced below");
        sql("CREATE TABLE content_plain (id text PRIMARY KEY, salt bytea NOT NULL, utf8 bytea NOT NULL,"
                + " created_at timestamptz NOT NULL)");
        for (ContentId id : List.of(told.asked(), told.answered(), new ContentId("nobody-refers-to-me"))) {
            sql("INSERT INTO content_plain VALUES ('" + id + "', '\\x" + "07".repeat(16) + "', convert_to('" + marker
                    + "', 'UTF8'), '2026-01-02T03:04:05Z')");
        }
        sql("DELETE FROM content WHERE task = '" + told.task() + "'");
        sql("CHECKPOINT");

        // when
        restart();
        sql("CHECKPOINT");

        // then
        for (ContentId id : List.of(told.asked(), told.answered(), new ContentId("nobody-refers-to-me"))) {
            assertThat(store.contents().find(id).orElseThrow().text()).isEqualTo(marker);
        }
        assertThat(filesWith(marker)).allMatch(file -> file.toString().contains("pg_wal"));
        assertThat(erase("e-8", subject("anna-8"), new TreeSet<>()).contents()).isEqualTo(2);
    }

    @Test
    void findsWhatAHoldTouches() {
        // given
        tell("anna-9", "special", "text");
        Told other = tell("bert-9", "text");

        // when
        List<ContentScope> touched = store.contents()
                .touched(
                        subject("anna-9"),
                        List.of(
                                new ContentScope(Kind.WORKFLOW, "special"),
                                new ContentScope(Kind.WORKFLOW, "desk"),
                                new ContentScope(Kind.AGENT, "clerk"),
                                other.scope()));

        // then
        assertThat(touched)
                .containsExactly(new ContentScope(Kind.WORKFLOW, "special"), new ContentScope(Kind.AGENT, "clerk"));
        assertThat(store.contents().touched(other.scope(), List.of(subject("bert-9"), subject("anna-9"))))
                .containsExactly(subject("bert-9"));
    }

    @Test
    void findsWhatIsTooOldButWhatIsKept() throws Exception {
        // given
        WorkflowId workflow = new WorkflowId("aging");
        Told old = tell("anna-10", "aging", "text");
        Told kept = tell("bert-10", "aging", "text");
        sql("UPDATE content SET created = created - interval '200 days' WHERE workflow = 'aging'");
        Told young = tell("anna-10", "aging", "text");
        Instant before = Instant.now().minus(183, ChronoUnit.DAYS);

        // when
        List<ContentId> found = store.contents().older(workflow, before, List.of(subject("bert-10")), 10);
        store.contents().expire(found);

        // then
        assertThat(found).containsExactlyInAnyOrder(old.asked(), old.answered());
        assertThat(store.contents().find(old.asked())).isEmpty();
        assertThat(store.contents().erasedAt(old.asked())).isPresent();
        assertThat(store.contents().find(kept.asked())).isPresent();
        assertThat(store.contents().find(young.asked())).isPresent();
        assertThat(store.contents().workflows()).contains(workflow, new WorkflowId("desk"));
        assertThat(store.contents().older(workflow, before, List.of(new ContentScope(Kind.WORKFLOW, "aging")), 10))
                .isEmpty();
    }

    @Test
    void saysThatAContentCannotBeOpenedRatherThanThatItWasErased() throws Exception {
        // given
        Told changed = tell("anna-11", "text");
        Told moved = tell("anna-11", "text");
        sql("UPDATE content SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE id = '" + changed.asked()
                + "'");
        sql("UPDATE content SET sealed = (SELECT sealed FROM content WHERE id = '" + moved.answered()
                + "') WHERE id = '" + moved.asked() + "'");
        Told lost = tell("anna-12", "text");
        sql("UPDATE content SET key = '" + UUID.randomUUID() + "' WHERE id = '" + lost.asked() + "'");

        // when then
        for (ContentId id : List.of(changed.asked(), moved.asked(), lost.asked())) {
            assertThatThrownBy(() -> store.contents().find(id)).isInstanceOf(ContentUnreadable.class);
        }
    }

    @Test
    void keepsTheKeysFromOthersThanTheirOwner() throws Exception {
        // given
        tell("anna-13", "text");

        // when then
        assertThat(Files.getPosixFilePermissions(HOME.resolve("keys"))).hasSize(3);
        assertThat(Files.getPosixFilePermissions(HOME.resolve("secrets/master-key")))
                .hasSize(2);
        assertThat(RecordJson.mapper()
                        .readTree(Files.readString(HOME.resolve("secrets/master-key")))
                        .has("primaryKeyId"))
                .isTrue();
    }
}
