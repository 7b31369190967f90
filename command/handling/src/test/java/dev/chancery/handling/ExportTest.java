package dev.chancery.handling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.ExportCommand.AbandonExport;
import dev.chancery.contracts.command.ExportCommand.CancelExport;
import dev.chancery.contracts.command.ExportCommand.CompleteDelivery;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DeleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.ExpireExport;
import dev.chancery.contracts.command.ExportCommand.FailDelivery;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestDelivery;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.command.ExportCommand.ResumeExport;
import dev.chancery.contracts.command.ScheduleCommand.PauseSchedule;
import dev.chancery.contracts.command.ScheduleCommand.RemoveSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SkipSchedule;
import dev.chancery.contracts.command.ScheduleCommand.StartSchedule;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDeleted;
import dev.chancery.contracts.event.ExportEvent.ExportDelivered;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryFailed;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryRequested;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ExportEvent.ExportResumed;
import dev.chancery.contracts.event.ScheduleEvent.SchedulePaused;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleRemoved;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSet;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleStarted;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportTest {

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void hasOneOutcomeAndAnyNumberOfDownloads() {
        // given
        office.send(new RequestExport("e", "ada", "workflow/support", 0, 9, false, ExportKind.AUDIT_PACK, null));
        assertThatThrownBy(() -> office.send(new DownloadExport("e", "ada"))).hasMessageContaining("not complete");
        // when
        office.send(new CompleteExport("e", "ab", 12, "VERIFIED"));
        office.send(new AbandonExport("e", AbandonCause.PROCESS_ENDED));
        office.send(new FailExport("e", "late"));
        office.send(new DownloadExport("e", "bob"));
        // then
        assertThat(office.record.of("export/e"))
                .containsExactly(
                        new ExportRequested("e", "ada", "workflow/support", 0, 9, false, ExportKind.AUDIT_PACK, null),
                        new ExportCompleted("ab", 12, "VERIFIED"),
                        new ExportDownloaded("bob"));
    }

    @Test
    void isNotGivenOutWhenItWasAbandoned() {
        office.send(new RequestExport("e", "ada", null, 0, 9, true, ExportKind.BOARD_REPORT, "2026-Q4"));
        office.send(new AbandonExport("e", AbandonCause.PROCESS_ENDED));
        assertThatThrownBy(() -> office.send(new DownloadExport("e", "ada"))).isInstanceOf(IllegalStateException.class);
        assertThat(office.record.of("export/e").getLast()).isEqualTo(new ExportAbandoned(AbandonCause.PROCESS_ENDED));
    }

    @Test
    void isBegunAgainSomeTimesAndNotForEver() {
        // given
        office.send(new RequestExport("e", "ada", null, 0, 9, false, ExportKind.AUDIT_PACK, null));
        for (int attempt = 2; attempt <= 5; attempt++) {
            office.send(new ResumeExport("e"));
            assertThat(office.record.of("export/e").getLast()).isEqualTo(new ExportResumed(attempt));
        }
        // when, then
        assertThatThrownBy(() -> office.send(new ResumeExport("e"))).hasMessageContaining("begun 5 times");
        office.send(new CancelExport("e", "ben"));
        assertThat(office.record.of("export/e").getLast()).isEqualTo(new ExportCancelled("ben"));
        assertThatThrownBy(() -> office.send(new ResumeExport("e"))).hasMessageContaining("has its outcome");
        office.send(new CompleteExport("e", "ab", 12, "VERIFIED"));
        assertThat(office.record.of("export/e").getLast()).isEqualTo(new ExportCancelled("ben"));
    }

    @Test
    void isBroughtToOneDestinationAfterTheOtherAndNowhereOnceItsFileIsGone() {
        // given
        office.send(new RequestExport("e", "ada", null, 0, 9, false, ExportKind.AUDIT_PACK, null));
        assertThatThrownBy(() -> office.send(new RequestDelivery("e", "a", "s3://a")))
                .hasMessageContaining("no file");
        office.send(new CompleteExport("e", "ab", 12, "VERIFIED"));
        // when it is asked for once more, as after a crash
        office.send(new RequestDelivery("e", "a", "s3://a"));
        office.send(new RequestDelivery("e", "a", "s3://a"));
        assertThatThrownBy(() -> office.send(new RequestDelivery("e", "b", "s3://b")))
                .hasMessageContaining("on its way to a");
        office.send(new CompleteDelivery("e", "b", "s3://b", "ab", 12));
        office.send(new CompleteDelivery("e", "a", "s3://a", "ab", 12));
        office.send(new FailDelivery("e", "a", "late"));
        office.send(new RequestDelivery("e", "b", "s3://b"));
        office.send(new FailDelivery("e", "b", "refused"));
        office.send(new DeleteExport("e", "ada", ExportDeletion.ASKED));
        office.send(new ExpireExport("e", 7));
        // then
        assertThat(office.record.of("export/e").subList(2, 7))
                .containsExactly(
                        new ExportDeliveryRequested("a", "s3://a"),
                        new ExportDelivered("a", "s3://a", "ab", 12),
                        new ExportDeliveryRequested("b", "s3://b"),
                        new ExportDeliveryFailed("b", "refused"),
                        new ExportDeleted("ada", ExportDeletion.ASKED));
        assertThat(office.record.of("export/e")).hasSize(7);
        assertThatThrownBy(() -> office.send(new RequestDelivery("e", "a", "s3://a")))
                .hasMessageContaining("no file");
        assertThatThrownBy(() -> office.send(new DownloadExport("e", "ada"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aScheduleStartsWhatIsDueOnce() {
        // given
        SchedulePlan plan = new SchedulePlan(
                ExportKind.AUDIT_PACK,
                new ScheduleTime(ScheduleCadence.DAY, 6, null, "UTC"),
                null,
                true,
                false,
                null,
                List.of(),
                null);
        Instant due = Instant.parse("2026-11-29T06:00:00Z");
        assertThatThrownBy(() -> office.send(new PauseSchedule("s", "ada"))).isInstanceOf(Exception.class);
        office.send(new SetSchedule("s", plan, "ada"));
        office.send(new SetSchedule("s", plan, "ben"));
        // when two nodes start it
        office.send(new StartSchedule("s", due, 2, "e-1"));
        office.send(new StartSchedule("s", due, 2, "e-2"));
        office.send(new SkipSchedule("s", "e-2", "not this one"));
        office.send(new PauseSchedule("s", "ada"));
        office.send(new StartSchedule("s", due.plusSeconds(86_400), 0, "e-3"));
        office.send(new SetSchedule("s", plan, "ada"));
        office.send(new RemoveSchedule("s", "ada"));
        office.send(new StartSchedule("s", due.plusSeconds(86_400), 0, "e-4"));
        // then
        assertThat(office.record.of("schedule/s"))
                .containsExactly(
                        new ScheduleSet("s", plan, "ada"),
                        new ScheduleStarted(due, 2, "e-1"),
                        new SchedulePaused("ada"),
                        new ScheduleSet("s", plan, "ada"),
                        new ScheduleRemoved("ada"));
        assertThatThrownBy(() -> office.send(new RemoveSchedule("s", "ada"))).hasMessageContaining("no schedule 's'");
    }
}
