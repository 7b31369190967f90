package dev.chancery.app.backup;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Backups by schedule.
 *
 * @param to directory of the record's backup; null for none
 * @param keys directory of the keys' backup, which is to be another and under another lock; null to leave the keys out
 * @param every time from the end of one to the beginning of the next; each adds a file or two, so a minute at least
 */
@ConfigurationProperties("chancery.backup")
public record BackupSettings(
        @Nullable Path to,
        @Nullable Path keys,
        @DefaultValue("1h") Duration every) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);

    public BackupSettings {
        if (every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("chancery.backup.every must be at least " + SHORTEST);
        }
        if (to == null && keys != null) {
            throw new IllegalArgumentException("chancery.backup.keys needs chancery.backup.to, another directory");
        }
    }
}
