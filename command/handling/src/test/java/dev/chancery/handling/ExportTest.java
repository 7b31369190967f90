package dev.chancery.handling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.ExportCommand.AbandonExport;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.fact.AbandonCause;
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
        office.send(new RequestExport("e", "ada", "workflow/support", 0, 9, false));
        assertThatThrownBy(() -> office.send(new DownloadExport("e", "ada"))).hasMessageContaining("not complete");
        // when
        office.send(new CompleteExport("e", "ab", 12, "VERIFIED"));
        office.send(new AbandonExport("e", AbandonCause.PROCESS_ENDED));
        office.send(new FailExport("e", "late"));
        office.send(new DownloadExport("e", "bob"));
        // then
        assertThat(office.record.of("export/e"))
                .containsExactly(
                        new ExportRequested("e", "ada", "workflow/support", 0, 9, false),
                        new ExportCompleted("ab", 12, "VERIFIED"),
                        new ExportDownloaded("bob"));
    }

    @Test
    void isNotGivenOutWhenItWasAbandoned() {
        office.send(new RequestExport("e", "ada", null, 0, 9, true));
        office.send(new AbandonExport("e", AbandonCause.PROCESS_ENDED));
        assertThatThrownBy(() -> office.send(new DownloadExport("e", "ada"))).isInstanceOf(IllegalStateException.class);
        assertThat(office.record.of("export/e").getLast()).isEqualTo(new ExportAbandoned(AbandonCause.PROCESS_ENDED));
    }
}
