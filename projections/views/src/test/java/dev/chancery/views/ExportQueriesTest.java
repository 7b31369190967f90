package dev.chancery.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDelivered;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryFailed;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryRequested;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportExpired;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ExportEvent.ExportResumed;
import dev.chancery.contracts.event.ScheduleEvent.SchedulePaused;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleRemoved;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSet;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSkipped;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleStarted;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.DeliveryState;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.ActQuery.FindOpenActs;
import dev.chancery.query.contracts.ExportQuery.FindExport;
import dev.chancery.query.contracts.ExportQuery.FindExports;
import dev.chancery.query.contracts.ExportQuery.FindExportsToDeliver;
import dev.chancery.query.contracts.ExportQuery.FindExportsToExpire;
import dev.chancery.query.contracts.ExportQuery.FindSchedules;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsToDeliverView.ToDeliver;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportQueriesTest {

    private static final Instant DUE = Instant.parse("2026-11-30T06:00:00Z");
    private static final String SHA = "ab".repeat(32);
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    private final MemoryLog log = new MemoryLog(50);
    private ViewKeeper keeper;
    private ExportQueries queries;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
        ViewsSchema.migrate(dataSource);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void begin() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act,"
                    + " views.export, views.dead_letter");
        }
        keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        queries = new ExportQueries(log, keeper);
        log.append("schedule/weekly", new ScheduleSet("weekly", PLAN, "ada"));
    }

    @AfterEach
    void end() {
        keeper.close();
    }

    private static final SchedulePlan PLAN = new SchedulePlan(
            ExportKind.AUDIT_PACK,
            new ScheduleTime(ScheduleCadence.WEEK, 6, null, "UTC"),
            null,
            true,
            false,
            null,
            List.of(),
            null);

    private void export(String id, @Nullable ExportKind kind, @Nullable ExportOccasion occasion, Event... then) {
        log.append("export/" + id, new ExportRequested(id, "ada", null, 0, 9, false, kind, null, occasion));
        log.append("export/" + id, then);
    }

    private static ExportOccasion occasion(@Nullable Integer days, String... destinations) {
        return new ExportOccasion("weekly", DUE, 1, List.of(destinations), days);
    }

    private static final Event READY = new ExportCompleted(SHA, 12, "VERIFIED");

    private List<String> ids(ExportsView view) {
        return view.exports().stream().map(ExportView::export).toList();
    }

    @Test
    void showsTheNewestFirstByKindAndStateAndInPages() throws Exception {
        // given
        export("old", null, null, READY, new ExportDownloaded("ben"), new ExportDownloaded("ben"));
        export("cancelled", ExportKind.AUDIT_PACK, null, new ExportCancelled("ben"));
        log.append(
                "export/hiring",
                new ExportRequested("hiring", "ada", "system/hiring", 0, 9, false, ExportKind.AUDIT_PACK, null, null));
        export("board", ExportKind.BOARD_REPORT, occasion(7), new ExportResumed(2), READY);
        export("running", ExportKind.AUDIT_PACK, null, new ExportResumed(2));
        export("lost", ExportKind.AUDIT_PACK, null, new ExportAbandoned(AbandonCause.PROCESS_ENDED));
        // when
        ExportsView first = queries.handle(new FindExports(null, null, null, 30, null, 2));
        // then
        assertThat(ids(first)).containsExactly("lost", "running");
        assertThat(ids(queries.handle(new FindExports(null, null, null, 30, first.next(), 9))))
                .containsExactly("board", "hiring", "cancelled", "old");
        assertThat(ids(queries.handle(new FindExports(null, null, "system/hiring", 30, null, 9))))
                .containsExactly("hiring");
        assertThat(ids(queries.handle(new FindExports(ExportKind.AUDIT_PACK, ExportState.READY, null, null, null, 9))))
                .containsExactly("old");
        ExportView old = queries.handle(new FindExport("old", 30));
        assertThat(old.kind()).isEqualTo(ExportKind.AUDIT_PACK);
        assertThat(old.downloads()).isEqualTo(2);
        assertThat(old.sha256()).isEqualTo(SHA);
        assertThat(old.keptUntil()).isEqualTo(old.endedAt().plus(Duration.ofDays(30)));
        ExportView board = queries.handle(new FindExport("board", 30));
        assertThat(board.keptUntil()).isEqualTo(board.endedAt().plus(Duration.ofDays(7)));
        assertThat(board.attempt()).isEqualTo(2);
        assertThat(board.missed()).isEqualTo(1);
        ExportView cancelled = queries.handle(new FindExport("cancelled", null));
        assertThat(cancelled.state()).isEqualTo(ExportState.CANCELLED);
        assertThat(cancelled.ending()).isEqualTo("by ben");
        assertThat(cancelled.keptUntil()).isNull();
        assertThat(queries.handle(new FindExport("nothing", null))).isNull();
    }

    @Test
    void anExportThatWasBegunAgainIsOpenFromThereOn() throws Exception {
        // given what one node has asked for and another one goes on with
        export("running", ExportKind.AUDIT_PACK, null);
        long again = log.size();
        log.append("export/running", new ExportResumed(2));
        export("ended", ExportKind.AUDIT_PACK, null, new ExportResumed(2), new ExportCancelled("ada"));
        // then
        assertThat(keeper.await(log.size(), Duration.ofSeconds(60))).isTrue();
        assertThat(new ActQueries(keeper).handle(new FindOpenActs(null, 10)).acts())
                .singleElement()
                .satisfies(act -> {
                    assertThat(act.act()).isEqualTo(Act.EXPORT);
                    assertThat(act.stream()).isEqualTo("export/running");
                    assertThat(act.position()).isEqualTo(again);
                    assertThat(act.since()).isEqualTo(MemoryLog.START.plusMillis(1));
                });
    }

    @Test
    void findsWhatIsStillToBeDelivered() throws Exception {
        // given
        export("new", ExportKind.BOARD_REPORT, occasion(null, "a", "b"), READY);
        export(
                "half",
                ExportKind.AUDIT_PACK,
                occasion(null, "a", "b"),
                READY,
                new ExportDeliveryRequested("a", "s3://a/x"),
                new ExportDelivered("a", "s3://a/x", SHA, 12),
                new ExportDeliveryRequested("b", "s3://b/x"));
        export(
                "done",
                ExportKind.AUDIT_PACK,
                occasion(null, "a"),
                READY,
                new ExportDeliveryRequested("a", "s3://a/x"),
                new ExportDeliveryFailed("a", "The bucket does not permit it."));
        export("by-hand", ExportKind.AUDIT_PACK, null, READY, new ExportDeliveryRequested("c", "s3://c/x"));
        export("not-ready", ExportKind.AUDIT_PACK, occasion(null, "a"));
        export("gone", ExportKind.AUDIT_PACK, occasion(null, "a"), READY, new ExportExpired(1));
        // then
        assertThat(queries.handle(new FindExportsToDeliver()).exports())
                .extracting(ToDeliver::export, ToDeliver::destinations)
                .containsExactly(
                        tuple("new", List.of("a", "b")), tuple("half", List.of("b")), tuple("by-hand", List.of("c")));
        assertThat(queries.handle(new FindExport("done", null)).deliveries())
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
                    assertThat(delivery.address()).isEqualTo("s3://a/x");
                });
    }

    @Test
    void findsWhatWasKeptLongEnough() throws Exception {
        // given
        export("short", ExportKind.AUDIT_PACK, occasion(7), READY);
        export("usual", ExportKind.AUDIT_PACK, null, READY);
        export("over", ExportKind.AUDIT_PACK, occasion(7), READY, new ExportExpired(7));
        Instant ended = queries.handle(new FindExport("usual", 30)).endedAt();
        // then
        assertThat(ids(queries.handle(new FindExportsToExpire(ended.plus(Duration.ofDays(7)), 30, null))))
                .containsExactly("short");
        ExportsView both = queries.handle(new FindExportsToExpire(ended.plus(Duration.ofDays(30)), 30, null));
        assertThat(ids(both)).containsExactly("short", "usual");
        assertThat(ids(queries.handle(new FindExportsToExpire(
                        ended.plus(Duration.ofDays(30)),
                        30,
                        both.exports().getFirst().position()))))
                .containsExactly("usual");
        assertThat(ids(queries.handle(new FindExportsToExpire(ended.plus(Duration.ofDays(99)), null, null))))
                .containsExactly("short");
    }

    @Test
    void tellsWhatIsScheduledAndWhetherTheLastOneWasAskedFor() throws Exception {
        // given
        for (String id : List.of("asked", "fresh", "pending", "removed", "skipped")) {
            log.append("schedule/" + id, new ScheduleSet(id, PLAN, "ada"));
        }
        log.append("schedule/pending", new ScheduleStarted(DUE, 0, "e-1"));
        log.append("schedule/asked", new ScheduleStarted(DUE, 3, "e-2"), new SchedulePaused("ada"));
        log.append(
                "export/e-2",
                new ExportRequested(
                        "e-2",
                        "ada",
                        null,
                        0,
                        9,
                        false,
                        ExportKind.AUDIT_PACK,
                        null,
                        new ExportOccasion("asked", DUE, 3, List.of(), null)));
        log.append(
                "schedule/skipped", new ScheduleStarted(DUE, 0, "e-3"), new ScheduleSkipped("e-3", "Nothing there."));
        log.append("schedule/removed", new ScheduleRemoved("ada"));
        // when
        List<ScheduleView> schedules = queries.handle(new FindSchedules()).schedules();
        // then
        assertThat(schedules)
                .extracting(s -> s.schedule() + " " + s.asked() + " " + s.paused() + " " + s.lastExport() + " "
                        + s.lastMissed() + " " + s.skipped())
                .containsExactly(
                        "asked true true e-2 3 null",
                        "fresh true false null 0 null",
                        "pending false false e-1 0 null",
                        "skipped true false e-3 0 Nothing there.",
                        "weekly true false null 0 null");
    }
}
