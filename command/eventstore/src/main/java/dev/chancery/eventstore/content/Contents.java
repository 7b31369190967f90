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
 */
public record Contents(Sealing sealing, PostgresContents store) {

    /**
     * Opens the keys of a home, seals what an earlier version left in clear, and erases in this database what was erased in a
     * newer copy of it.
     *
     * @param beginning the first event of a stream, when there is one
     */
    public static Contents open(
            Home home,
            DataSource database,
            EventLog log,
            Function<String, List<Recorded>> beginning,
            MasterKeySettings settings,
            InstantSource clock) {
        Path directory = home.resolve("keys");
        DataKeys keys = new DataKeys(directory, master(home, settings));
        if (settings.rotate()) {
            keys.rotateMaster();
        }
        Tombstones tombstones = new Tombstones(directory.resolve("erased"));
        PostgresContents store = new PostgresContents(database, log, keys, tombstones, clock);
        new PlainContents(database, log, keys).seal();
        new Reconciling(database, keys, tombstones, store, clock).reconcile();
        return new Contents(new Sealing(keys, beginning), store);
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
