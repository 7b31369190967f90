package dev.chancery.query.web;

import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.fact.DeliveryState;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportView.DeliveryView;
import dev.chancery.query.contracts.ExportView.Progress;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Exports in each state, of which one has a file. */
final class SampleExporting implements Exporting {

    static final String READY = "11111111-0000-4000-8000-000000000001";
    static final String RUNNING = "22222222-0000-4000-8000-000000000002";
    static final String LOST = "33333333-0000-4000-8000-000000000003";
    static final String CANCELLED = "44444444-0000-4000-8000-000000000004";
    static final String TEXT = "0123456789".repeat(10);

    private static final Instant AT = Instant.parse("2026-11-29T09:00:00Z");

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Path file;

    SampleExporting() throws IOException {
        file = Files.createTempDirectory("exports").resolve(READY + ".zip");
        Files.writeString(file, TEXT);
    }

    static List<ExportView> exports() {
        return List.of(
                export(RUNNING, ExportKind.AUDIT_PACK, ExportState.REQUESTED, null, 2),
                export(READY, ExportKind.AUDIT_PACK, ExportState.READY, null, 1),
                export(LOST, ExportKind.BOARD_REPORT, ExportState.READY, null, 1),
                export(CANCELLED, ExportKind.AUDIT_PACK, ExportState.CANCELLED, "by =ada", 1));
    }

    private static ExportView export(
            String id, ExportKind kind, ExportState state, @Nullable String ending, int attempt) {
        boolean ready = state == ExportState.READY;
        boolean board = kind == ExportKind.BOARD_REPORT;
        return new ExportView(
                id,
                kind,
                board ? "2026-Q3" : null,
                board ? null : "workflow/letters",
                0,
                12_345,
                !board,
                "ada",
                ready ? "weekly" : null,
                ready ? AT : null,
                ready ? 2 : 0,
                AT,
                state,
                attempt,
                state == ExportState.REQUESTED ? null : AT,
                ending,
                ready ? "ab".repeat(32) : null,
                ready ? 1_234_567L : null,
                ready ? "VERIFIED" : null,
                ready ? Instant.parse("2026-12-29T09:00:00Z") : null,
                ready ? 30 : null,
                ready ? 1 : 0,
                ready
                        ? List.of(
                                new DeliveryView("share", "file:///share/x.zip", DeliveryState.DELIVERED, AT, null),
                                new DeliveryView(
                                        "bucket",
                                        "s3://b/x.zip",
                                        DeliveryState.FAILED,
                                        AT,
                                        "The bucket does not permit it."))
                        : List.of(),
                1_000,
                null,
                List.of(),
                null);
    }

    static List<ScheduleView> schedules() {
        return List.of(new ScheduleView(
                "weekly",
                new SchedulePlan(
                        ExportKind.AUDIT_PACK,
                        new ScheduleTime(ScheduleCadence.WEEK, 6, null, "Europe/Berlin"),
                        new ScheduleScope("workflow", "letters"),
                        false,
                        false,
                        "weekly review",
                        List.of("share"),
                        30),
                false,
                "ada",
                AT,
                AT,
                READY,
                2,
                true,
                "There is no event <in> this period.",
                null));
    }

    static ScheduleView schedule(SetSchedule set) {
        return new ScheduleView(set.schedule(), set.plan(), false, set.by(), AT, null, null, 0, true, null, null);
    }

    @Override
    public Optional<Progress> progress(String export) {
        return export.equals(RUNNING) ? Optional.of(new Progress(true, null, 0.42, 17L)) : Optional.empty();
    }

    @Override
    public List<String> findings(String export) {
        return export.equals(READY) ? List.of("A finding <of> the verifier.") : List.of();
    }

    @Override
    public boolean isThere(String export) {
        return export.equals(READY);
    }

    @Override
    public Path give(String export, String reader) {
        if (!isThere(export)) {
            throw new NoSuchElementException();
        }
        asked.add("give " + export + " to " + reader);
        return file;
    }

    @Override
    public void cancel(String export, String actor) {
        asked.add("cancel " + export + " by " + actor);
    }

    @Override
    public void delete(String export, String actor) {
        asked.add("delete " + export + " by " + actor);
    }

    @Override
    public void deliver(String export, String destination) {
        if (export.equals(LOST)) {
            throw new IllegalStateException("The export is on its way to share");
        }
        asked.add("deliver " + export + " to " + destination);
    }

    @Override
    public SortedSet<String> destinations() {
        return new TreeSet<>(List.of("bucket", "share"));
    }

    @Override
    public @Nullable Integer keepDays() {
        return 30;
    }

    @Override
    public void check(SchedulePlan plan, String actor) {
        if (plan.when().zone().equals("nowhere")) {
            throw new IllegalArgumentException("'zone' is none that IANA knows.");
        }
    }

    @Override
    public Optional<Instant> next(SchedulePlan plan, Instant after) {
        return Optional.of(Instant.parse("2026-12-07T05:00:00Z"));
    }
}
