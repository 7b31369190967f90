package dev.chancery.eventstore.backup;

import dev.chancery.eventstore.backup.BackupDirectory.Checked;
import dev.chancery.eventstore.backup.Manifest.Segment;
import dev.chancery.eventstore.backup.Manifest.StoredFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** Contents that are in the backup and no more in the record: a backup must not bring back what was erased. */
final class Erased {

    private static final int IDS_AT_ONCE = 10_000;

    /** What an erasure takes away where contents are kept under keys. */
    private static final String SEALED = "sealed";

    private final Connection connection;

    Erased(Connection connection) {
        this.connection = connection;
    }

    /**
     * Replaces each file that has such contents by one without them.
     *
     * @return how many there were
     */
    int takeOut(BackupDirectory backup, Manifest manifest) throws IOException, SQLException {
        int erased = 0;
        List<Segment> segments = new ArrayList<>(manifest.segments());
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            StoredFile old = segment.contents();
            if (old == null) {
                continue;
            }
            SequencedMap<String, Boolean> rows = rows(backup, old);
            Set<String> readable = readable(List.copyOf(rows.keySet()));
            long gone = rows.entrySet().stream()
                    .filter(row -> row.getValue() && !readable.contains(row.getKey()))
                    .count();
            if (gone > 0) {
                StoredFile file = Backup.contents(backup, connection, next(old.file()), rows.sequencedKeySet());
                segments.set(
                        i, new Segment(segment.from(), segment.to(), segment.events(), file, segment.referenced()));
                backup.save(manifest.replacing(segments));
                backup.delete(old.file());
                erased += (int) gone;
            }
        }
        return erased;
    }

    /** {@code contents/a-b.pgcopy}, {@code contents/a-b.1.pgcopy}, {@code contents/a-b.2.pgcopy}, … */
    private static String next(String file) {
        String[] parts = file.split("\\.");
        return parts[0] + "." + (parts.length == 2 ? 1 : Integer.parseInt(parts[1]) + 1);
    }

    /** Whether a row still has its content: one that was erased may stay, to say when. */
    static boolean isReadable(CopyRows row) throws IOException {
        return !row.has(SEALED) || !row.isNull(SEALED);
    }

    /** The contents of a file, and whether each can be read. */
    private static SequencedMap<String, Boolean> rows(BackupDirectory backup, StoredFile file) throws IOException {
        SequencedMap<String, Boolean> rows = new LinkedHashMap<>();
        try (Checked in = backup.read(file);
                CopyRows row = new CopyRows(in.stream(), Objects.requireNonNull(file.columns()))) {
            while (row.next()) {
                rows.put(row.text("id"), isReadable(row));
            }
            return rows;
        } catch (Damaged e) {
            throw new BackupDefect(
                    "The backup is damaged: " + file.file() + ": " + e.getMessage()
                            + ". Begin a new one in an empty directory",
                    e);
        }
    }

    private Set<String> readable(List<String> ids) throws SQLException {
        String condition = Database.columns(connection, "content").contains(SEALED) ? " AND sealed IS NOT NULL" : "";
        Set<String> readable = new HashSet<>();
        for (int i = 0; i < ids.size(); i += IDS_AT_ONCE) {
            List<String> some = ids.subList(i, Math.min(ids.size(), i + IDS_AT_ONCE));
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id FROM content WHERE id = ANY (?)" + condition)) {
                statement.setArray(1, connection.createArrayOf("text", some.toArray(String[]::new)));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        readable.add(row.getString(1));
                    }
                }
            }
        }
        return readable;
    }
}
