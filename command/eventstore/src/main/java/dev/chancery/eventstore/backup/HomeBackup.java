package dev.chancery.eventstore.backup;

import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KnownHead;
import dev.chancery.eventstore.ledger.KnownHead.Known;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A home and its record, backed up and brought back. While Chancery runs, its database is read beside it; a home at rest is
 * locked for the time, and its database started.
 *
 * @param home the directory
 * @param external the operator's PostgreSQL; null for the embedded one
 */
public record HomeBackup(Path home, @Nullable Database external) {

    public HomeBackup {
        home = home.toAbsolutePath().normalize();
    }

    /** Something done with a database. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Database database);
    }

    /**
     * Backs up the record, and then its keys.
     *
     * @param keys where the keys go; null to leave them out
     */
    public Backup.Report to(Path directory, @Nullable Path keys, Progress progress) {
        demandApart(directory, keys);
        Known known = KnownHead.of(home)
                .read()
                .orElseThrow(() -> new BackupDefect("The home " + home + " knows of no signed head: is it the home of a"
                        + " Chancery that has run? Name it with --home"));
        LogIdentity log = new LogIdentity(known.origin(), known.key(), known.rotations());
        Path policy = home.resolve("policy");
        Backup.Report report = running()
                .map(database -> new Backup(database, log, policy, progress).to(directory))
                .orElseGet(() -> atRest(database -> new Backup(database, log, policy, progress).to(directory)));
        if (keys != null) {
            Keys.mirror(home, keys);
        }
        return report;
    }

    /** Whoever gets one of the two must not get the other with it. */
    private void demandApart(Path directory, @Nullable Path keys) {
        Path record = directory.toAbsolutePath().normalize();
        if (record.startsWith(home)) {
            throw new BackupDefect("A backup inside of the home goes down with it: name another directory");
        }
        if (keys != null) {
            Path apart = keys.toAbsolutePath().normalize();
            if (apart.startsWith(record) || record.startsWith(apart) || apart.startsWith(home)) {
                throw new BackupDefect("The keys belong elsewhere than the backup of the record: who gets hold of both can"
                        + " read everything, and what is erased could come back. Name a directory outside of both");
            }
        }
    }

    private Optional<Database> running() {
        return external != null
                ? Optional.of(external)
                : EmbeddedPostgres.running(home)
                        .map(server -> new Database(server.jdbcUrl(), server.user(), server.password()));
    }

    private <T> T atRest(Work<T> work) {
        try (Home owned = Home.open(home)) {
            if (external != null) {
                return work.with(external);
            }
            try (EmbeddedPostgres server = EmbeddedPostgres.start(owned)) {
                return work.with(new Database(server.jdbcUrl(), server.user(), server.password()));
            }
        }
    }

    /**
     * Restores record, policy and keys into this home, which must be new.
     *
     * @param keys where the keys are; null when they are not to be had
     * @throws BackupDefect when the backup is not what was signed, or older than what is known
     */
    public Restore.Report from(Path directory, Restore restore, @Nullable Path keys) {
        Known known = restore.known();
        if (keys != null) {
            Keys.demandOf(keys, known.origin());
        }
        Restore.Report report = atRest(database -> {
            if (keys != null) {
                Keys.bring(keys, home);
            }
            // What was signed is known here before there is a database, so no crash can leave an older one unnoticed.
            know(known);
            return restore.into(database);
        });
        try (BackupDirectory backup = BackupDirectory.existing(directory)) {
            backup.copyTo(home, backup.manifest().orElseThrow().policy());
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException("The policy cannot be restored: " + e.getMessage(), e);
        }
    }

    /** A restore that failed may have been here before; a log may not. */
    private void know(Known known) {
        KnownHead head = KnownHead.of(home);
        Optional<Known> before = head.read();
        if (before.isPresent() && !before.get().origin().equals(known.origin())) {
            throw new BackupDefect("The home " + home + " is that of the log " + before.get().origin()
                    + ": restore into a new home");
        }
        if (before.map(b -> b.head().size() < known.head().size()).orElse(true)) {
            head.replace(known);
        }
    }
}
