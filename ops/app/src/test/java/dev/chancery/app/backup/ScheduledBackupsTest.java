package dev.chancery.app.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.backup.HomeBackup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledBackupsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    @Test
    void goesOnAfterOneThatFailedAndSaysWhenTheyAreLate() throws Exception {
        // given a place that cannot be written, as a file is where its directory should be
        Path home = directory.resolve("home");
        Path mount = Files.writeString(directory.resolve("mount"), "not mounted");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-05T10:00:00Z"));
        InstantSource clock = now::get;
        BackupSettings settings = new BackupSettings(mount.resolve("record"), null, Duration.ofHours(1));
        try (Store store = Store.open(StoreSettings.embedded(home));
                ScheduledBackups backups =
                        ScheduledBackups.start(new HomeBackup(home, null), settings, clock, () -> true, PAUSE)) {
            // when
            Eventually.holds(PATIENCE, () -> backups.error().isPresent());

            // then
            assertThat(backups.error().orElseThrow()).contains("mount");
            assertThat(backups.age()).isEmpty();
            assertThat(backups.isLate()).isFalse();
            assertThat(store.ledger().checkpoint()).isNotEmpty();
            now.set(now.get().plus(Duration.ofHours(3)));
            assertThat(backups.isLate()).isTrue();

            // when it can be written
            Files.delete(mount);
            Eventually.holds(PATIENCE, () -> backups.age().isPresent());

            // then
            assertThat(backups.error()).isEmpty();
            assertThat(backups.age()).contains(Duration.ZERO);
            assertThat(backups.isLate()).isFalse();
            assertThat(mount.resolve("record/manifest.json")).exists();

            // when it fails again, and again later not
            Path elsewhere = directory.resolve("elsewhere");
            Files.move(mount, elsewhere);
            Files.writeString(mount, "not mounted");
            Eventually.holds(PATIENCE, () -> backups.error().isPresent());
            Files.delete(mount);
            Files.move(elsewhere, mount);

            // then
            Eventually.holds(PATIENCE, () -> backups.error().isEmpty());
        }
    }

    @Test
    void knowsOfTheBackupOfAnEarlierProcess() throws Exception {
        // given
        Path home = directory.resolve("home");
        BackupSettings settings = new BackupSettings(directory.resolve("record"), null, Duration.ofHours(1));
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            Eventually.holds(PATIENCE, () -> Files.exists(home.resolve("head.json")));
            new HomeBackup(home, null).to(directory.resolve("record"), null, (done, total) -> {});
            assertThat(store.log().size()).isZero();
        }
        Instant taken = Files.getLastModifiedTime(directory.resolve("record/manifest.json"))
                .toInstant();

        // when
        try (ScheduledBackups backups = ScheduledBackups.start(
                new HomeBackup(home, null),
                settings,
                () -> taken.plus(Duration.ofMinutes(90)),
                () -> true,
                Duration.ofHours(1))) {
            // then
            assertThat(backups.age()).contains(Duration.ofMinutes(90));
        }
    }
}
