package dev.chancery.reports.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.ExpireExport;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.Query;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenAFileIsOldThenDeleteTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final String OLD = "11111111-0000-4000-8000-000000000001";
    private static final String HELD = "22222222-0000-4000-8000-000000000002";
    private static final String GONE = "33333333-0000-4000-8000-000000000003";
    private static final String YOUNG = "44444444-0000-4000-8000-000000000004";
    private static final String CANCELLED = "66666666-0000-4000-8000-000000000006";
    private static final String OPEN = "55555555-0000-4000-8000-000000000005";

    private final List<ExportCommand> recorded = new ArrayList<>();
    private final List<ExportView> exports = List.of(
            export(OLD, "workflow/letters", ExportState.READY),
            export(HELD, null, ExportState.READY),
            export(GONE, null, ExportState.DELETED),
            export(YOUNG, null, ExportState.READY),
            export(CANCELLED, null, ExportState.CANCELLED),
            export(OPEN, null, ExportState.REQUESTED));
    private final HoldsView holds = new HoldsView(List.of(hold(ContentScope.Kind.WORKFLOW, "lending", null)));
    private boolean leads = true;
    private boolean away;

    @TempDir
    private Path directory;

    private static ExportView export(String id, @Nullable String scope, ExportState state) {
        return new ExportView(
                id,
                ExportKind.AUDIT_PACK,
                null,
                scope,
                0,
                9,
                false,
                "ada",
                null,
                null,
                0,
                Instant.EPOCH,
                state,
                1,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                7,
                0,
                List.of(),
                id.charAt(0),
                null,
                List.of(),
                null);
    }

    private static HoldView hold(ContentScope.Kind kind, String id, @Nullable Instant lifted) {
        return new HoldView("h", new ContentScope(kind, id), "lawsuit", "ada", Instant.EPOCH, lifted, null, null);
    }

    private void look() throws IOException {
        for (ExportView export : exports) {
            if (export.state() != ExportState.REQUESTED) {
                Files.writeString(directory.resolve(export.export() + ".zip"), "a pack");
            }
            Path order = directory.resolve(export.export() + ".order");
            Files.writeString(order, "{}");
            Files.setLastModifiedTime(order, FileTime.from(NOW.minus(Duration.ofHours(2))));
        }
        ExportJournal journal = new ExportJournal() {
            @Override
            public void before(ExportCommand command) {
                if (away) {
                    throw new RecordUnavailable("away", null);
                }
                recorded.add(command);
            }

            @Override
            public boolean after(ExportCommand command) {
                return recorded.add(command);
            }
        };
        try (Issuing issuing = new Issuing(journal, directory, false);
                WhenAFileIsOldThenDelete watch = new WhenAFileIsOldThenDelete(
                        () -> leads,
                        (now, after) -> new ExportsView(after == null ? exports.subList(0, 2) : List.of(), null),
                        id -> exports.stream()
                                .filter(export -> export.export().equals(id))
                                .findFirst()
                                .or(Optional::empty),
                        export -> LegalHolds.keep(export, holds),
                        journal,
                        issuing,
                        InstantSource.fixed(NOW))) {
            watch.look();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void deletesWhatWasKeptLongEnoughAndWhatACrashLeftButNothingThatIsHeld() throws Exception {
        look();
        assertThat(recorded).containsExactly(new ExpireExport(OLD, 7));
        assertThat(names()).containsExactly(HELD + ".zip", YOUNG + ".zip", OPEN + ".order");
    }

    @Test
    void deletesNothingThatTheRecordDoesNotHave() throws Exception {
        away = true;
        look();
        assertThat(names()).contains(OLD + ".zip");
    }

    @Test
    void doesNothingOnANodeThatDoesNotLead() throws Exception {
        leads = false;
        look();
        assertThat(names()).hasSize(11);
    }

    @Test
    void aHoldKeepsWhatItMayBeAbout() {
        ExportView everything = export(OLD, null, ExportState.READY);
        ExportView letters = export(OLD, "workflow/letters", ExportState.READY);
        assertThat(keeps(everything, hold(ContentScope.Kind.TASK, "t-1", null))).isTrue();
        assertThat(keeps(everything, hold(ContentScope.Kind.TASK, "t-1", NOW))).isFalse();
        assertThat(keeps(letters, hold(ContentScope.Kind.WORKFLOW, "letters", null)))
                .isTrue();
        assertThat(keeps(letters, hold(ContentScope.Kind.WORKFLOW, "lending", null)))
                .isFalse();
        assertThat(keeps(letters, hold(ContentScope.Kind.SUBJECT, "customer-42", null)))
                .isTrue();
    }

    @Test
    void thatManyHoldsWereLiftedKeepsNothingButThatMoreStandThanAreListedDoes() {
        // given
        HoldView lifted = hold(ContentScope.Kind.WORKFLOW, "letters", NOW);
        HoldView standing = hold(ContentScope.Kind.WORKFLOW, "lending", null);
        ExportView letters = export(OLD, "workflow/letters", ExportState.READY);
        // when, then
        assertThat(LegalHolds.keep(letters, new HoldsView(Collections.nCopies(Query.PAGE_LIMIT, lifted))))
                .isFalse();
        assertThat(LegalHolds.keep(letters, new HoldsView(Collections.nCopies(Query.PAGE_LIMIT, standing))))
                .isTrue();
    }

    private static boolean keeps(ExportView export, HoldView hold) {
        return LegalHolds.keep(export, new HoldsView(List.of(hold)));
    }
}
