package dev.chancery.reports.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.command.ScheduleCommand;
import dev.chancery.contracts.command.ScheduleCommand.SkipSchedule;
import dev.chancery.contracts.command.ScheduleCommand.StartSchedule;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.issue.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenAScheduleIsDueThenIssueTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Instant DUE = Instant.parse("2026-11-29T06:00:00Z");
    private static final Instant PASSING = DUE.minusSeconds(2 * 86_400);
    private static final SchedulePlan DAILY = plan(ExportKind.AUDIT_PACK);

    private final List<ScheduleView> schedules = new ArrayList<>();
    private final List<ScheduleCommand> commands = new ArrayList<>();
    private final List<ExportCommand> recorded = new CopyOnWriteArrayList<>();
    private boolean leads = true;

    @TempDir
    private Path directory;

    private static SchedulePlan plan(ExportKind kind) {
        return new SchedulePlan(
                kind,
                new ScheduleTime(ScheduleCadence.DAY, 6, null, "UTC"),
                null,
                true,
                false,
                null,
                List.of("bucket"),
                30);
    }

    private static ScheduleView schedule(
            String id,
            SchedulePlan plan,
            Instant set,
            @Nullable Instant last,
            @Nullable String export,
            boolean paused) {
        return new ScheduleView(
                id, plan, paused, "ada", set, last, export, export == null ? 0 : 2, export == null, null, null);
    }

    /** A file of nothing. */
    private static final class Empty implements Work {
        @Override
        public RequestExport intent(String id, String actor) {
            return new RequestExport(id, actor, null, 0, 4, false, ExportKind.AUDIT_PACK, null);
        }

        @Override
        public String extension() {
            return ".txt";
        }

        @Override
        public String mediaType() {
            return "text/plain";
        }

        @Override
        public long total() {
            return 1;
        }

        @Override
        public Written write(Path target, LongConsumer progress) throws IOException {
            Files.writeString(target, "");
            return new Written("FINE", List.of());
        }
    }

    private void look() {
        ScheduledWorks.Maker maker = new ScheduledWorks.Maker() {
            @Override
            public Work work(SchedulePlan plan, Timetable timetable, Instant due, String actor) {
                if (due.equals(PASSING)) {
                    throw new IllegalStateException("The connection broke.");
                }
                if (!due.equals(DUE)) {
                    throw new IllegalArgumentException("There is no event in this period.");
                }
                return new Empty();
            }

            @Override
            public void check(SchedulePlan plan, String actor) {}
        };
        ExportJournal journal = new ExportJournal() {
            @Override
            public void before(ExportCommand command) {
                recorded.add(command);
            }

            @Override
            public boolean after(ExportCommand command) {
                return recorded.add(command);
            }
        };
        try (Issuing issuing = new Issuing(journal, directory, false);
                WhenAScheduleIsDueThenIssue watch = new WhenAScheduleIsDueThenIssue(
                        () -> leads,
                        () -> new SchedulesView(List.copyOf(schedules)),
                        commands::add,
                        new ScheduledWorks(Map.of(ExportKind.AUDIT_PACK, maker)),
                        issuing,
                        InstantSource.fixed(NOW))) {
            watch.look();
        }
    }

    @Test
    void startsTheLastOneThatIsDueAndSaysHowManyWereMissed() {
        // given
        schedules.add(schedule("new", DAILY, NOW.minusSeconds(3600), null, null, false));
        schedules.add(schedule("due", DAILY, Instant.parse("2026-11-28T12:00:00Z"), null, null, false));
        schedules.add(schedule("behind", DAILY, Instant.parse("2026-11-25T12:00:00Z"), null, null, false));
        schedules.add(schedule("done", DAILY, Instant.parse("2026-11-25T12:00:00Z"), DUE, null, false));
        schedules.add(schedule("paused", DAILY, Instant.parse("2026-11-25T12:00:00Z"), null, null, true));
        // when
        look();
        // then
        assertThat(commands)
                .extracting(command -> command.schedule() + " " + ((StartSchedule) command).due() + " "
                        + ((StartSchedule) command).missed())
                .containsExactly("due " + DUE + " 0", "behind " + DUE + " 3");
        assertThat(recorded).isEmpty();
    }

    @Test
    void asksForWhatWasStartedUnderItsId() {
        // given one that was started, perhaps by a node that has gone since
        String export = UUID.randomUUID().toString();
        schedules.add(schedule("daily", DAILY, Instant.EPOCH, DUE, export, false));
        // when
        look();
        // then
        assertThat(commands).isEmpty();
        assertThat(recorded.getFirst())
                .isEqualTo(new RequestExport(
                        export,
                        "ada",
                        null,
                        0,
                        4,
                        false,
                        ExportKind.AUDIT_PACK,
                        null,
                        new ExportOccasion("daily", DUE, 2, List.of("bucket"), 30)));
    }

    @Test
    void skipsWhatCannotBeMadeWithTheReasonAndGoesOnWithTheOthers() {
        // given
        String export = UUID.randomUUID().toString();
        schedules.add(schedule("empty", DAILY, Instant.EPOCH, DUE.minusSeconds(86_400), "e-1", false));
        schedules.add(schedule("board", plan(ExportKind.BOARD_REPORT), Instant.EPOCH, DUE, "e-2", false));
        schedules.add(schedule("daily", DAILY, Instant.EPOCH, DUE, export, false));
        // when
        look();
        // then
        assertThat(commands)
                .containsExactly(
                        new SkipSchedule("empty", "e-1", "There is no event in this period."),
                        new SkipSchedule(
                                "board", "e-2", "'kind' is none that can be scheduled. Give one of [AUDIT_PACK]."));
        assertThat(recorded).first().extracting(ExportCommand::export).isEqualTo(export);
    }

    @Test
    void skipsNothingForAReasonThatMayPass() {
        // given
        String export = UUID.randomUUID().toString();
        schedules.add(schedule("passing", DAILY, Instant.EPOCH, PASSING, "e-1", false));
        schedules.add(schedule("daily", DAILY, Instant.EPOCH, DUE, export, false));
        // when
        look();
        // then it is left to the next look
        assertThat(commands).isEmpty();
        assertThat(recorded).first().extracting(ExportCommand::export).isEqualTo(export);
    }

    @Test
    void doesNothingOnANodeThatDoesNotLead() {
        leads = false;
        schedules.add(schedule("due", DAILY, Instant.EPOCH, null, null, false));
        look();
        assertThat(commands).isEmpty();
    }
}
