package dev.chancery.app.backup;

import dev.chancery.eventstore.backup.Backup;
import dev.chancery.eventstore.backup.HomeBackup;
import dev.chancery.eventstore.backup.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a backup at start and then again and again; one that fails is reported, and the next goes on where it was. */
public final class ScheduledBackups implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledBackups.class);

    /** A backup is late when this many are missing. */
    private static final int MISSED = 2;

    /** The first head is signed by then. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final HomeBackup home;
    private final Path to;
    private final @Nullable Path keys;
    private final Duration every;
    private final InstantSource clock;
    private final BooleanSupplier mine;
    private final Instant started;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("backup").daemon().factory());

    private volatile @Nullable Instant last;
    private volatile @Nullable String error;

    private ScheduledBackups(HomeBackup home, BackupSettings settings, InstantSource clock, BooleanSupplier mine) {
        this.home = home;
        this.mine = mine;
        this.to = Objects.requireNonNull(settings.to());
        this.keys = settings.keys();
        this.every = settings.every();
        this.clock = clock;
        this.started = clock.instant();
        this.last = earlier(to);
    }

    /**
     * Begins. The first is taken at once, so that a directory that cannot be used is known of.
     *
     * @param mine whether this node is the one to take it now; otherwise the age is that of what another took
     */
    public static ScheduledBackups start(
            HomeBackup home, BackupSettings settings, InstantSource clock, BooleanSupplier mine) {
        return start(home, settings, clock, mine, settings.every());
    }

    /** The same with another pause than the one by which it is judged whether a backup is late. */
    static ScheduledBackups start(
            HomeBackup home, BackupSettings settings, InstantSource clock, BooleanSupplier mine, Duration pause) {
        ScheduledBackups backups = new ScheduledBackups(home, settings, clock, mine);
        backups.worker.scheduleWithFixedDelay(backups::take, FIRST.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return backups;
    }

    /** When the backup of an earlier process was taken. */
    private static @Nullable Instant earlier(Path directory) {
        try {
            Path manifest = directory.resolve("manifest.json");
            return Files.exists(manifest) ? Files.getLastModifiedTime(manifest).toInstant() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void take() {
        if (!mine.getAsBoolean()) {
            last = earlier(to);
            error = null;
            return;
        }
        try {
            Backup.Report report = home.to(to, keys, Progress.SILENT);
            last = clock.instant();
            error = null;
            LOG.atInfo()
                    .addKeyValue("events", report.end())
                    .addKeyValue("new", report.events())
                    .addKeyValue("erased", report.erased())
                    .log("The record is backed up");
        } catch (RuntimeException e) {
            error = String.valueOf(e.getMessage());
            LOG.atError().setCause(e).log("The record could not be backed up; it will be tried again");
        }
    }

    /** How old the newest backup is; empty when there is none. */
    public Optional<Duration> age() {
        return Optional.ofNullable(last).map(at -> Duration.between(at, clock.instant()));
    }

    /** Whether backups have been missing for long. */
    public boolean isLate() {
        return age().orElse(Duration.between(started, clock.instant())).compareTo(every.multipliedBy(MISSED)) > 0;
    }

    /** Why the last one failed; empty when it did not. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Lets the one that is being taken end. */
    @Override
    public void close() {
        worker.close();
    }
}
