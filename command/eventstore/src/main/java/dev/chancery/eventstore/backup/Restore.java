package dev.chancery.eventstore.backup;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.backup.BackupDirectory.Checked;
import dev.chancery.eventstore.backup.Manifest.Segment;
import dev.chancery.eventstore.backup.Manifest.StoredFile;
import dev.chancery.eventstore.ledger.KnownHead.Known;
import dev.chancery.eventstore.postgres.Durability;
import dev.chancery.eventstore.postgres.Schema;
import dev.chancery.record.RecordJson;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Rotation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Reads a backup, and believes nothing of it: every leaf hash is computed again, and the roots that follow must be those of
 * every signed head, in the backup and held elsewhere, that is not beyond its end. Into a database it goes in one
 * transaction, so a restore that fails leaves it as empty as it was.
 */
public final class Restore {

    private static final int BUFFER = 1 << 16;

    /**
     * Where to stop.
     *
     * @param position the first position that is not wanted any more; null for no such end
     * @param instant nothing from the first event on that was recorded after it is wanted; null for no such end
     */
    public record Until(@Nullable Long position, @Nullable Instant instant) {

        /** The end of the backup. */
        public static final Until THE_END = new Until(null, null);

        private boolean isTheEnd() {
            return position == null && instant == null;
        }

        private boolean isBeyond(StoredEvent event) {
            return (position != null && event.position() >= position)
                    || (instant != null && event.at().isAfter(instant));
        }
    }

    /**
     * A signed head that someone holds outside of the backup.
     *
     * @param name where it came from, for messages
     * @param note signed
     */
    public record Held(String name, String note) {}

    /**
     * What a backup proved to be.
     *
     * @param events that were restored: those before this position
     * @param last when the last of them was recorded; null when there is none
     * @param contents that they refer to and that are there
     * @param missingContents that they refer to and that were erased before the backup
     * @param checkpoint the signed head, of these events or some more, that proves them
     * @param newest the newest signed head that is known, in the backup or held elsewhere
     */
    public record Report(
            long events,
            @Nullable Instant last,
            long contents,
            long missingContents,
            String checkpoint,
            String newest) {

        /** How many events are known to have been in the log and are not restored. */
        public long lost() {
            return Checkpoint.parse(newest).size() - events;
        }
    }

    private final Path directory;
    private final @Nullable String trustedKey;
    private final List<Held> held;
    private final Until until;
    private final Progress progress;

    /**
     * @param directory of the backup
     * @param trustedKey the log's verifier key, got some other way than with the backup; null to believe the backup's own
     * @param held signed heads that must not contradict it
     */
    public Restore(
            Path directory, @Nullable String trustedKey, List<Held> held, Until until, Progress progress) {
        this.directory = directory;
        this.trustedKey = trustedKey;
        this.held = List.copyOf(held);
        this.until = until;
        this.progress = progress;
    }

    /** The newest signed head that is known of the log, in the backup or held elsewhere. */
    Known known() {
        try (BackupDirectory backup = BackupDirectory.existing(directory)) {
            Manifest manifest = backup.manifest().orElseThrow();
            LogIdentity log = manifest.log();
            return new Known(log.origin(), log.key(), log.rotations(), heads(manifest).newest());
        } catch (IOException e) {
            throw new UncheckedIOException("The backup in " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Checks the backup and restores nothing. */
    public Report check() {
        return report(null);
    }

    /**
     * Restores into a database that has no record.
     *
     * @throws BackupDefect when the backup is not what was signed, or the database has a record; nothing is restored then
     */
    public Report into(Database database) {
        Schema.migrate(pool(database));
        try (Connection connection = database.connect()) {
            Durability.demand(connection);
            connection.setAutoCommit(false);
            demandEmpty(connection);
            Report report = report(connection);
            connection.commit();
            try (Statement statement = connection.createStatement()) {
                connection.setAutoCommit(true);
                statement.execute("ANALYZE event, content");
            }
            return report;
        } catch (SQLException e) {
            throw new BackupDefect("The database does not take the backup: " + e.getMessage(), e);
        }
    }

    private static PGSimpleDataSource pool(Database database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(database.user());
        source.setPassword(database.password());
        return source;
    }

    /** What the views say is of another log; without their token they are built again. */
    private static void demandEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT size FROM log_head FOR UPDATE")) {
                row.next();
                if (row.getLong(1) > 0) {
                    throw new BackupDefect("The database has a record of " + row.getLong(1)
                            + " events, and a restore never overwrites one: restore into a new home or an empty database");
                }
            }
            if (!Database.columns(connection, "views.token").isEmpty()) {
                statement.execute("DELETE FROM views.token");
            }
        }
    }

    private Report report(@Nullable Connection into) {
        try (BackupDirectory backup = BackupDirectory.existing(directory)) {
            Manifest manifest = backup.manifest().orElseThrow();
            Heads heads = heads(manifest);
            List<Segment> segments = manifest.segments().stream()
                    .filter(segment -> segment.from() < heads.end())
                    .toList();
            backup.demandWhole(Stream.concat(
                            manifest.others().stream(),
                            segments.stream().flatMap(segment -> Stream.of(segment.events(), segment.contents())))
                    .filter(Objects::nonNull)
                    .toList());
            heads.demandNoneBeyond(() -> lastRecorded(backup, segments));
            Pass pass = new Pass(backup, heads, into);
            for (Segment segment : segments) {
                if (!pass.isProven()) {
                    pass.take(segment);
                }
            }
            return pass.finish(manifest);
        } catch (SQLException e) {
            throw new BackupDefect("The database does not take the backup: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The backup in " + directory + " could not be read to its end"
                            + (into == null ? "" : ", or not be written to the database, which is as it was") + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** The signed heads, all with a good signature. */
    private Heads heads(Manifest manifest) {
        LogIdentity log = trustedKey == null
                ? manifest.log()
                : new LogIdentity(manifest.origin(), trustedKey, manifest.rotations());
        NavigableMap<Long, List<Held>> bySize = new TreeMap<>();
        long end = -1;
        for (String note : manifest.checkpoints()) {
            end = log.demandSigned(note, "A signed head in the backup").size();
            bySize.computeIfAbsent(end, size -> new ArrayList<>()).add(new Held("in the backup", note));
        }
        if (end < 0) {
            throw new BackupDefect("The backup was never completed, so nothing proves it: run it to its end");
        }
        for (Held head : held) {
            long size = log.demandSigned(head.note(), "The checkpoint " + head.name()).size();
            bySize.computeIfAbsent(size, s -> new ArrayList<>()).add(head);
        }
        if (until.position() != null && until.position() > end) {
            throw new BackupDefect(
                    "The backup ends before position " + end + ", so it cannot be restored until " + until.position());
        }
        return new Heads(bySize, end, !until.isTheEnd());
    }

    /**
     * Signed heads.
     *
     * @param bySize with their origin
     * @param end size of the newest in the backup
     * @param olderIsWanted whether a restore is meant to lose events
     */
    private record Heads(NavigableMap<Long, List<Held>> bySize, long end, boolean olderIsWanted) {

        /** When the last event of the backup was recorded. */
        private interface LastRecorded {
            Optional<Instant> get() throws IOException;
        }

        void demandNoneBeyond(LastRecorded last) throws IOException {
            var newest = bySize.lastEntry();
            if (newest.getKey() > end && !olderIsWanted) {
                throw new BackupDefect("The backup is older than the checkpoint "
                        + newest.getValue().getFirst().name() + ": that one signs " + newest.getKey()
                        + " events, and the backup has " + end + ". Missing are " + (newest.getKey() - end)
                        + " events, from position " + end + " to " + (newest.getKey() - 1)
                        + last.get().map(at -> ", all recorded after " + RecordJson.text(at)).orElse("")
                        + ". Look for a newer backup; when there is none, restore this one with --until " + end
                        + ", and continue with accept-loss");
            }
        }

        String newest() {
            return bySize.lastEntry().getValue().getFirst().note();
        }

        /** Refuses when the tree of the events is not the signed one. */
        void demandRoot(Frontier tree) {
            for (Held head : bySize.getOrDefault(tree.size(), List.of())) {
                if (!Arrays.equals(Checkpoint.parse(head.note()).rootHash(), tree.root())) {
                    throw new BackupDefect("The first " + tree.size()
                            + " events of the backup are not those of the signed head " + head.name()
                            + ": one of them is of another history. Nothing was restored");
                }
            }
        }
    }

    private static Optional<Instant> lastRecorded(BackupDirectory backup, List<Segment> segments) throws IOException {
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Segment last = segments.getLast();
        try (Checked in = backup.read(last.events());
                CopyRows row = rows(in, last.events())) {
            Instant at = Instant.EPOCH;
            for (long position = last.from(); row.next(); position++) {
                at = EventRows.event(row, position).at();
            }
            return Optional.of(at);
        } catch (Damaged e) {
            return Optional.empty();
        }
    }

    private static CopyRows rows(Checked in, StoredFile file) throws IOException {
        return new CopyRows(in.stream(), Objects.requireNonNull(file.columns()));
    }

    /** One reading of the backup from its beginning. */
    private final class Pass {
        private final BackupDirectory backup;
        private final Heads heads;
        private final @Nullable Connection into;
        private final Frontier tree = new Frontier();
        private @Nullable Frontier restored;
        private @Nullable Instant last;
        private long contents;
        private long missing;

        Pass(BackupDirectory backup, Heads heads, @Nullable Connection into) {
            this.backup = backup;
            this.heads = heads;
            this.into = into;
        }

        /** Whether all that is wanted is read, and with it a signed head of no fewer events. */
        boolean isProven() {
            Frontier wanted = restored;
            if (wanted == null) {
                return false;
            }
            Long signed = heads.bySize.ceilingKey(wanted.size());
            return signed != null && signed <= tree.size();
        }

        void take(Segment segment) throws IOException, SQLException {
            Set<String> ids = new HashSet<>();
            events(segment, ids);
            StoredFile file = segment.contents();
            if (file != null && !ids.isEmpty()) {
                contents(file, ids);
            }
            missing += ids.size();
            progress.at(tree.size(), heads.end);
        }

        private void events(Segment segment, Set<String> ids) throws IOException, SQLException {
            try (Checked in = backup.read(segment.events())) {
                try (CopyRows row = rows(in, segment.events());
                        OutputStream out = copyIn("event", segment.events())) {
                    CopyRows.writeHeader(out);
                    for (long position = segment.from(); position < segment.to(); position++) {
                        if (!row.next()) {
                            throw new Damaged("the event at position " + position + " is missing");
                        }
                        event(row, EventRows.event(row, position), ids, out);
                    }
                    if (row.next()) {
                        throw new Damaged("it has more events than it should");
                    }
                    in.demandIntact();
                    CopyRows.writeTrailer(out);
                } catch (Damaged e) {
                    throw in.defect(e);
                }
            }
        }

        private void event(CopyRows row, StoredEvent event, Set<String> ids, OutputStream out) throws IOException {
            byte[] leaf = EventRows.leaf(row, event);
            if (restored == null && (tree.size() == heads.end || until.isBeyond(event))) {
                restored = tree.copy();
            }
            tree.append(leaf);
            heads.demandRoot(tree);
            if (restored == null) {
                last = event.at();
                row.writeTo(out);
                SequencedSet<String> refs = new LinkedHashSet<>();
                ContentRefs.collect(event.payload(), refs);
                ids.addAll(refs);
            }
        }

        /** Goes through a table of its own, since two segments may refer to the same content. */
        private void contents(StoredFile file, Set<String> ids) throws IOException, SQLException {
            try (Checked in = backup.read(file)) {
                execute("CREATE TEMP TABLE arriving (LIKE content) ON COMMIT DROP");
                try (CopyRows row = rows(in, file);
                        OutputStream out = copyIn("arriving", file)) {
                    CopyRows.writeHeader(out);
                    while (row.next()) {
                        if (ids.contains(row.text("id"))) {
                            row.writeTo(out);
                            if (Erased.isReadable(row)) {
                                ids.remove(row.text("id"));
                                contents++;
                            }
                        }
                    }
                    in.demandIntact();
                    CopyRows.writeTrailer(out);
                } catch (Damaged e) {
                    throw in.defect(e);
                }
                String columns = Database.list(Objects.requireNonNull(file.columns()));
                execute("INSERT INTO content (" + columns + ") SELECT " + columns
                        + " FROM arriving ON CONFLICT DO NOTHING");
                execute("DROP TABLE arriving");
            }
        }

        private void execute(String sql) throws SQLException {
            if (into != null) {
                try (Statement statement = into.createStatement()) {
                    statement.execute(sql);
                }
            }
        }

        private OutputStream copyIn(String table, StoredFile file) throws SQLException {
            return into == null
                    ? OutputStream.nullOutputStream()
                    : new PGCopyOutputStream(
                            into.unwrap(PGConnection.class),
                            "COPY " + table + " (" + Database.list(Objects.requireNonNull(file.columns()))
                                    + ") FROM STDIN (FORMAT binary)",
                            BUFFER);
        }

        Report finish(Manifest manifest) throws IOException, SQLException {
            Frontier whole = restored == null ? tree : restored;
            Held proof = Objects.requireNonNull(heads.bySize.ceilingEntry(whole.size()))
                    .getValue()
                    .getFirst();
            for (StoredFile file : manifest.others()) {
                other(file, whole.size());
            }
            if (into != null) {
                head(into, whole);
                rotations(into, manifest.rotations());
            }
            return new Report(whole.size(), last, contents, missing, proof.note(), heads.newest());
        }

        /** What vouches for more events than are restored stays behind. */
        private void other(StoredFile file, long size) throws IOException, SQLException {
            String table = file.file()
                    .substring(Backup.OTHER.length(), file.file().length() - ".pgcopy".length());
            if (!Backup.OTHERS.contains(table)) {
                throw new BackupDefect("The backup has the table '" + table + "', which this version does not know");
            }
            execute("DELETE FROM " + table);
            try (Checked in = backup.read(file)) {
                try (CopyRows row = rows(in, file);
                        OutputStream out = copyIn(table, file)) {
                    CopyRows.writeHeader(out);
                    while (row.next()) {
                        row.writeTo(out);
                    }
                    in.demandIntact();
                    CopyRows.writeTrailer(out);
                } catch (Damaged e) {
                    throw in.defect(e);
                }
            }
            if (Set.of("cosigned_checkpoint", "log_timestamp").contains(table)) {
                execute("DELETE FROM " + table + " WHERE size > " + size);
            }
        }

        private static void rotations(Connection connection, List<String> notes) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO log_key_rotation (size, new_key, note) VALUES (?, ?, ?)")) {
                for (String note : notes) {
                    Rotation rotation = Rotation.verified(note);
                    statement.setLong(1, rotation.size());
                    statement.setString(2, rotation.to());
                    statement.setString(3, note);
                    statement.executeUpdate();
                }
            }
        }

        private void head(Connection connection, Frontier whole) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE log_head SET size = ?, frontier = ?")) {
                statement.setLong(1, whole.size());
                statement.setBytes(2, whole.encode());
                statement.executeUpdate();
            }
            var signed = heads.bySize.floorEntry(whole.size());
            if (signed != null) {
                try (PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO checkpoint (size, note) VALUES (?, ?)")) {
                    statement.setLong(1, signed.getKey());
                    statement.setString(2, signed.getValue().getFirst().note());
                    statement.executeUpdate();
                }
            }
        }
    }
}
