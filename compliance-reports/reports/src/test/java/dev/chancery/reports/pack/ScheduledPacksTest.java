package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.schedule.Timetable;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledPacksTest {

    private static final ScheduleTime DAILY = new ScheduleTime(ScheduleCadence.DAY, 6, null, "UTC");

    /** The sample's events are of the day before. */
    private static final Instant DUE = Instant.parse("2026-11-06T06:00:00Z");

    private final MemoryLog log = SampleLog.of(12);
    private final PackWriter writer = new PackWriter(log, log, log, log::record, Seal.SIGNER, List.of());
    private final ScheduledPacks packs = new ScheduledPacks(log, log, writer, Duration.ZERO);

    @TempDir
    private Path directory;

    private static SchedulePlan plan(
            @Nullable ScheduleScope scope, boolean whole, boolean figures, @Nullable String purpose) {
        return new SchedulePlan(ExportKind.AUDIT_PACK, DAILY, scope, whole, figures, purpose, List.of(), null);
    }

    private Work work(SchedulePlan plan, Instant due) {
        return packs.work(plan, new Timetable(plan.when()), due, "ada");
    }

    @Test
    void makesAPackOfThePeriodThatIsOver() throws Exception {
        // given
        Work work = work(plan(new ScheduleScope("workflow", "letters"), false, false, "review"), DUE);
        // when
        RequestExport intent = work.intent("e", "ada");
        // then
        assertThat(intent.scope()).isEqualTo("workflow/letters");
        assertThat(intent.from()).isZero();
        assertThat(intent.withContents()).isTrue();
        assertThat(work.write(directory.resolve("pack.zip"), more -> {}).verdict())
                .isEqualTo("VERIFIED");
    }

    @Test
    void tellsTheFiguresOfThePeriodInAWholePack() throws Exception {
        Work work = work(plan(null, true, true, null), DUE);
        assertThat(work.intent("e", "ada").to()).isEqualTo(log.size());
        assertThat(work.write(directory.resolve("pack.zip"), more -> {}).verdict())
                .isEqualTo("VERIFIED");
    }

    @Test
    void tellsFiguresWhenThePlanWantsThemAndElseNone() throws Exception {
        for (boolean figures : new boolean[] {true, false}) {
            // when
            Path pack = directory.resolve("pack.zip");
            Work work = work(plan(new ScheduleScope("workflow", "letters"), false, figures, null), DUE);
            // then
            assertThat(work.write(pack, more -> {}).verdict()).isEqualTo("VERIFIED");
            assertThat(Zips.read(pack).containsKey(PackFormat.FIGURES)).isEqualTo(figures);
        }
        assertThat(FigureCheck.check(figures()).verdict()).isEqualTo(Verdict.VERIFIED);
    }

    private Path figures() throws Exception {
        Path pack = directory.resolve("figures.zip");
        work(plan(null, false, true, null), DUE).write(pack, more -> {});
        return pack;
    }

    @Test
    void saysThatThereIsNothingInAPeriod() {
        assertThatThrownBy(() -> work(plan(null, false, false, null), DUE.plus(Duration.ofDays(30))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Nothing was recorded from");
    }

    @Test
    void refusesAPlanThatCouldNeverBeCarriedOut() {
        packs.check(plan(new ScheduleScope("workflow", "letters"), false, false, "review"), "ada");
        packs.check(plan(null, true, true, null), "ada");
        packs.check(plan(null, false, true, null), "ada");
        assertThatThrownBy(() -> packs.check(plan(new ScheduleScope("workflow", "nothing"), false, false, null), "ada"))
                .hasMessageContaining("There is no task of the workflow nothing");
        assertThatThrownBy(() -> packs.check(plan(new ScheduleScope("planet", "mars"), false, false, null), "ada"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPackThatIsBegunAgainIsAskedForInTheSameWay() throws Exception {
        // given
        Work first = work(plan(new ScheduleScope("workflow", "letters"), true, false, "review"), DUE);
        // when
        Work again = PackWork.reopened(String.valueOf(first.saved()), writer);
        // then
        assertThat(again.saved()).isEqualTo(first.saved());
        assertThat(again.intent("e", "ada")).isEqualTo(first.intent("e", "ada"));
        assertThat(again.write(directory.resolve("again.zip"), more -> {}).verdict())
                .isEqualTo("VERIFIED");
    }
}
