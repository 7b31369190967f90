package dev.chancery.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.ChancerySettings;
import dev.chancery.app.backup.BackupSettings;
import dev.chancery.app.backup.ScheduledBackups;
import dev.chancery.app.process.Eventually;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.mock.env.MockEnvironment;

class BackupWiringTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-05T10:00:00Z"));
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final BackupWiring wiring = new BackupWiring();

    @Test
    void tellsTheAgeOfTheNewestBackupInHealthAndMetric() throws Exception {
        // given
        Path home = directory.resolve("home");
        Path record = directory.resolve("record");
        try (Store store = Store.open(StoreSettings.embedded(home));
                ScheduledBackups backups = backups(store, home, record)) {
            HealthIndicator health = wiring.backupHealth(backups);
            assertThat(metrics.scrape()).contains("chancery_backup_age_seconds -1.0");

            // when
            Eventually.holds(PATIENCE, () -> backups.age().isPresent());
            now.set(now.get().plusSeconds(42));

            // then
            assertThat(metrics.scrape()).contains("chancery_backup_age_seconds 42.0");
            assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
            assertThat(health.health().getDetails()).isEqualTo(Map.of("ageSeconds", 42L));
            now.set(now.get().plus(Duration.ofHours(2)));
            assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
        }
        assertThat(record.resolve("manifest.json")).exists();
        assertThat(directory.resolve("keys/secrets/log-key")).exists();
    }

    @Test
    void warnsOfABackupThatFails() throws Exception {
        // given
        Path home = directory.resolve("home");
        Path mount = Files.writeString(directory.resolve("mount"), "not mounted");
        try (Store store = Store.open(StoreSettings.embedded(home));
                ScheduledBackups backups = backups(store, home, mount.resolve("record"))) {
            // when
            Eventually.holds(PATIENCE, () -> backups.error().isPresent());

            // then
            Health health = wiring.backupHealth(backups).health();
            assertThat(health.getStatus().getCode()).isEqualTo("WARNING");
            assertThat(health.getDetails().get("error").toString()).contains("mount");
            assertThat(metrics.scrape()).contains("chancery_backup_age_seconds -1.0");
        }
    }

    private ScheduledBackups backups(Store store, Path home, Path record) {
        ChancerySettings settings = new Binder(
                        new MapConfigurationPropertySource(Map.of("chancery.home", home.toString())))
                .bind("chancery", ChancerySettings.class)
                .get();
        BackupSettings backup = new BackupSettings(record, directory.resolve("keys"), Duration.ofHours(1));
        return wiring.scheduledBackups(store, settings, backup, new MockEnvironment(), clock(), Nodes.ALONE, metrics);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }
}
