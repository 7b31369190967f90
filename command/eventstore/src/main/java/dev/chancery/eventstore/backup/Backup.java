package dev.chancery.eventstore.backup;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.backup.Manifest.Segment;
import dev.chancery.eventstore.backup.Manifest.StoredFile;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/**
 * Copies the log, up to its newest signed head, into a directory, while Chancery runs or not. What is there already is not
 * copied again, and a run that was interrupted goes on where it was.
 *
 * <p>No transaction spans the run, which would keep the database from clearing up behind itself: events never change and have
 * no gap, so those before the signed head are the same whenever they are read. Their leaf hashes are computed again and must
 * give the signed root. Contents that were erased since the last run are taken out of the backup.
 */
public final class Backup {

    /** Positions of a segment end at multiples of this, or where a run ended. */
    static final int SEGMENT_EVENTS = 1 << 16;

    private static final int IDS_AT_ONCE = 2_000;

    static final String OTHER = "others/";

    /** Tables that belong to the record and follow neither from the log nor from the signed heads. */
    static final List<String> OTHERS =
            List.of("cosigned_checkpoint", "log_timestamp", "witnessed_log", "content_tombstones", "account_secret");

    private final Database database;
    private final LogIdentity log;
    private final @Nullable Path policy;
    private final Progress progress;

    /**
     * @param log whose record it must be
     * @param policy the directory of the policy, which is copied too; null for none
     */
    public Backup(Database database, LogIdentity log, @Nullable Path policy, Progress progress) {
        this.database = database;
        this.log = log;
        this.policy = policy;
        this.progress = progress;
    }

    /**
     * What a run did.
     *
     * @param events that were copied
     * @param bytes that were written for them
     * @param end position after the last event of the backup
     * @param checkpoint that proves it
     * @param erased contents that were taken out since they were erased
     */
    public record Report(long events, long bytes, long end, String checkpoint, int erased) {}

    /**
     * Brings the backup in a directory up to the newest signed head.
     *
     * @throws BackupDefect when that cannot be done; what was in the backup stays
     */
    public Report to(Path directory) {
        try (BackupDirectory backup = BackupDirectory.open(directory);
                Connection connection = database.connectToRead()) {
            return run(backup, connection);
        } catch (SQLException e) {
            throw new BackupDefect("The record cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The backup to " + directory + " was interrupted: " + e.getMessage()
                            + ". Run it again; it goes on where it was",
                    e);
        }
    }

    private Report run(BackupDirectory backup, Connection connection) throws IOException, SQLException {
        String note = newestCheckpoint(connection);
        Checkpoint head = log.demandSigned(note, "The newest signed head in the database");
        Manifest before = backup.manifest().orElseGet(() -> Manifest.empty(log));
        demandSameLog(before, head, backup.root());
        List<StoredFile> others = others(backup, connection);
        int erased = new Erased(connection).takeOut(backup, before);
        Manifest manifest = backup.manifest().orElse(before).of(log);
        long bytes = 0;
        for (long from = manifest.end(); from < head.size(); from = manifest.end()) {
            long to = Math.min(head.size(), (from / SEGMENT_EVENTS + 1) * SEGMENT_EVENTS);
            Frontier tree = manifest.tree();
            Segment segment = copy(backup, connection, from, to, tree);
            manifest = manifest.with(segment, tree);
            backup.save(manifest);
            bytes += segment.events().bytes()
                    + (segment.contents() == null ? 0 : segment.contents().bytes());
            progress.at(to - before.end(), head.size() - before.end());
        }
        if (!Arrays.equals(manifest.tree().root(), head.rootHash())) {
            throw new BackupDefect("The " + head.size() + " events do not have the root that was signed: the record was"
                    + " changed, or the backup in " + backup.root() + " is of another copy of it. Keep both as they"
                    + " are, and begin a new backup in an empty directory to find out which");
        }
        manifest = manifest.signed(note).with(others, policyFiles(backup));
        backup.save(manifest);
        return new Report(head.size() - before.end(), bytes, head.size(), note, erased);
    }

    private static String newestCheckpoint(Connection connection) throws SQLException {
        if (Database.columns(connection, "checkpoint").isEmpty()) {
            throw new BackupDefect("The database has no record of Chancery");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT note FROM checkpoint")) {
            if (!row.next()) {
                throw new BackupDefect("The log has no signed head yet: let Chancery run for some seconds first");
            }
            return row.getString(1);
        }
    }

    private static void demandSameLog(Manifest manifest, Checkpoint head, Path root) {
        if (!manifest.origin().equals(head.origin())) {
            throw new BackupDefect("The backup in " + root + " is of the log " + manifest.origin() + ", and this is "
                    + head.origin() + ": use another directory");
        }
        if (manifest.end() > head.size()) {
            throw new BackupDefect("The database is older than the backup: it has " + head.size()
                    + " signed events, and the backup in " + root + " has " + manifest.end()
                    + ". Was an older copy of the database restored? The backup is left as it is; restore from it");
        }
    }

    private Segment copy(BackupDirectory backup, Connection connection, long from, long to, Frontier tree)
            throws IOException, SQLException {
        String range = String.format("%012d-%012d", from, to);
        List<String> columns = Database.columns(connection, "event");
        SequencedSet<String> ids = new LinkedHashSet<>();
        StoredFile events = backup.write("events/" + range + ".pgcopy", out -> {
            CopyRows.writeHeader(out);
            String query = "SELECT " + Database.list(columns) + " FROM event WHERE position >= " + from
                    + " AND position < " + to + " ORDER BY position";
            try (CopyRows row = copyOut(connection, query, columns)) {
                for (long position = from; position < to; position++) {
                    if (!row.next()) {
                        throw new Damaged("the event at position " + position + " is missing");
                    }
                    StoredEvent event = EventRows.event(row, position);
                    tree.append(EventRows.leaf(row, event));
                    ContentRefs.collect(event.payload(), ids);
                    row.writeTo(out);
                }
                if (row.next()) {
                    throw new Damaged("there are two events at position " + row.int64("position"));
                }
            } catch (Damaged e) {
                throw new BackupDefect("The record is damaged: " + e.getMessage(), e);
            }
            CopyRows.writeTrailer(out);
        });
        StoredFile contents = ids.isEmpty() ? null : contents(backup, connection, "contents/" + range, ids);
        return new Segment(from, to, table(events, (int) (to - from), columns), contents, ids.size());
    }

    /** The rows of these contents that are there; null when there is none. */
    static @Nullable StoredFile contents(
            BackupDirectory backup, Connection connection, String name, Collection<String> ids)
            throws IOException, SQLException {
        List<String> columns = Database.columns(connection, "content");
        int[] rows = new int[1];
        StoredFile file = backup.write(name + ".pgcopy", out -> {
            CopyRows.writeHeader(out);
            List<String> all = List.copyOf(ids);
            for (int i = 0; i < all.size(); i += IDS_AT_ONCE) {
                List<String> some = all.subList(i, Math.min(all.size(), i + IDS_AT_ONCE));
                String query = "SELECT " + Database.list(columns) + " FROM content WHERE id IN ("
                        + ContentRefs.literals(some) + ")";
                try (CopyRows row = copyOut(connection, query, columns)) {
                    rows[0] += writeAll(row, out);
                }
            }
            CopyRows.writeTrailer(out);
        });
        if (rows[0] == 0) {
            backup.delete(file.file());
            return null;
        }
        return table(file, rows[0], columns);
    }

    /**
     * Cosignatures, timestamps and what else the record keeps of itself. They are copied before contents are compared, so what
     * they say of erasures is never newer than the contents.
     */
    private static List<StoredFile> others(BackupDirectory backup, Connection connection)
            throws IOException, SQLException {
        List<StoredFile> copied = new ArrayList<>();
        for (String table : OTHERS) {
            List<String> columns = Database.columns(connection, table);
            if (!columns.isEmpty()) {
                int[] rows = new int[1];
                StoredFile file = backup.write(OTHER + table + ".pgcopy", out -> {
                    CopyRows.writeHeader(out);
                    String query = "SELECT " + Database.list(columns) + " FROM " + table;
                    try (CopyRows row = copyOut(connection, query, columns)) {
                        rows[0] = writeAll(row, out);
                    }
                    CopyRows.writeTrailer(out);
                });
                copied.add(table(file, rows[0], columns));
            }
        }
        return copied;
    }

    private static int writeAll(CopyRows row, OutputStream out) throws IOException {
        int rows = 0;
        while (row.next()) {
            row.writeTo(out);
            rows++;
        }
        return rows;
    }

    private static CopyRows copyOut(Connection connection, String query, List<String> columns) throws IOException {
        try {
            return new CopyRows(
                    new PGCopyInputStream(
                            connection.unwrap(PGConnection.class), "COPY (" + query + ") TO STDOUT (FORMAT binary)"),
                    columns);
        } catch (SQLException e) {
            throw new IOException("the database does not hand out its rows: " + e.getMessage(), e);
        }
    }

    private static StoredFile table(StoredFile file, int rows, List<String> columns) {
        return new StoredFile(file.file(), file.bytes(), file.sha256(), rows, columns);
    }

    /** The policy is on the record too; its files have the comments, and where its keys come from. */
    private List<StoredFile> policyFiles(BackupDirectory backup) throws IOException {
        if (policy == null || !Files.isDirectory(policy)) {
            return List.of();
        }
        List<StoredFile> copied = new ArrayList<>();
        for (Path file : Present.files(policy)) {
            Optional<byte[]> bytes = Present.read(file);
            if (bytes.isPresent()) {
                String name = policy.relativize(file).toString().replace('\\', '/');
                copied.add(backup.write("policy/" + name, out -> out.write(bytes.get())));
            }
        }
        return copied;
    }
}
