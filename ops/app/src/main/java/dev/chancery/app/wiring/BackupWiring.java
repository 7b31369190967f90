package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.app.backup.BackupSettings;
import dev.chancery.app.backup.ScheduledBackups;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.backup.Database;
import dev.chancery.eventstore.backup.HomeBackup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Backups by schedule, when {@code chancery.backup.to} names a directory. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("chancery.backup.to")
@EnableConfigurationProperties(BackupSettings.class)
class BackupWiring {

    private static final Status FAILED = new Status("WARNING", "The last backup failed; it is tried again");

    /** Needs the store, since it reads the database that the store opens. */
    @Bean(destroyMethod = "close")
    ScheduledBackups scheduledBackups(
            Store store,
            ChancerySettings settings,
            BackupSettings backup,
            Environment environment,
            Clock clock,
            Nodes nodes,
            MeterRegistry metrics) {
        Objects.requireNonNull(store);
        String url = environment.getProperty("spring.datasource.url");
        Database external = url == null
                ? null
                : new Database(
                        url,
                        environment.getProperty("spring.datasource.username"),
                        environment.getProperty("spring.datasource.password"));
        ScheduledBackups backups =
                ScheduledBackups.start(new HomeBackup(settings.home(), external), backup, clock, nodes::leads);
        Gauge.builder(
                        "chancery.backup.age",
                        backups,
                        b -> b.age().map(Duration::toSeconds).orElse(-1L))
                .baseUnit("seconds")
                .description("Age of the newest backup of the record; -1 when there is none")
                .register(metrics);
        return backups;
    }

    /** One that failed is a warning until so many are missing that they are late. */
    @Bean
    HealthIndicator backupHealth(ScheduledBackups backups) {
        return () -> {
            Health.Builder health = backups.isLate()
                    ? Health.down()
                    : backups.error().isPresent() ? Health.status(FAILED) : Health.up();
            backups.age().ifPresent(age -> health.withDetail("ageSeconds", age.toSeconds()));
            backups.error().ifPresent(error -> health.withDetail("error", error));
            return health.build();
        };
    }
}
