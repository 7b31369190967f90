package dev.chancery.eventstore.content;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.eventstore.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The contents of a record, opened.
 *
 * @param sealing for whoever appends
 * @param store for whoever reads and erases
 * @param attributes what is kept apart, with keys of the same ring
 * @param accounts secrets of accounts, with keys of the same ring
 */
public record Contents(
        Sealing sealing, PostgresContents store, PostgresAttributes attributes, PostgresAccountSecrets accounts) {

    /**
     * Opens the keys of a home, seals what an earlier version left in clear, and erases in this database what was erased in a
     * newer copy of it.
     *
     * @param beginning the first event of a stream, when there is one
     * @param several whether other nodes use the keys too
     */
    public static Contents open(
            Home home,
            DataSource database,
            EventLog log,
            Function<String, List<Recorded>> beginning,
            MasterKeySettings settings,
            InstantSource clock,
            boolean several) {
        Path directory = home.resolve("keys");
        Guard guard = several ? Guard.of(directory.resolve("lock")) : Guard.NONE;
        DataKeys keys = new DataKeys(directory, master(home, settings), guard);
        if (settings.rotate() && several) {
            throw new IllegalStateException(
                    "The master key is replaced while one process runs alone: stop all nodes, start one without"
                            + " chancery.several-nodes, and then all again");
        }
        if (settings.rotate()) {
            keys.rotateMaster();
        }
        Tombstones tombstones = new Tombstones(directory.resolve("erased"), guard);
        PostgresContents store = new PostgresContents(database, log, keys, tombstones, clock);
        new PlainContents(database, log, keys).seal();
        new Reconciling(database, keys, tombstones, store, clock).reconcile();
        return new Contents(
                new Sealing(keys, beginning),
                store,
                new PostgresAttributes(database, keys, tombstones, clock),
                new PostgresAccountSecrets(database, keys, tombstones, clock));
    }

    private static MasterKey master(Home home, MasterKeySettings settings) {
        if (settings.vault() != null) {
            return new VaultTransit(settings.vault());
        }
        if (settings.file() != null) {
            return new KeysetFile(settings.file());
        }
        try {
            return new KeysetFile(Home.privateDirectory(home.resolve("secrets")).resolve("master-key"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the secrets of the home", e);
        }
    }
}
