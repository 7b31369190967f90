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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;

/** Contents that are in the backup and no more in the record: a backup must not bring back what was erased. */
final class Erased {

    private static final int IDS_AT_ONCE = 10_000;

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
            SequencedSet<String> kept = kept(ids(backup, old));
            int rows = Objects.requireNonNull(old.rows());
            if (kept.size() < rows) {
                StoredFile file = kept.isEmpty() ? null : Backup.contents(backup, connection, next(old.file()), kept);
                segments.set(
                        i,
                        new Segment(segment.from(), segment.to(), segment.events(), file, segment.referenced()));
                backup.save(manifest.with(segments));
                backup.delete(old.file());
                erased += rows - kept.size();
            }
        }
        return erased;
    }

    /** {@code contents/a-b.pgcopy}, {@code contents/a-b.1.pgcopy}, {@code contents/a-b.2.pgcopy}, … */
    private static String next(String file) {
        String[] parts = file.split("\\.");
        return parts[0] + "." + (parts.length == 2 ? 1 : Integer.parseInt(parts[1]) + 1);
    }

    private static List<String> ids(BackupDirectory backup, StoredFile file) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Checked in = backup.read(file);
                CopyRows row = new CopyRows(in.stream(), Objects.requireNonNull(file.columns()))) {
            while (row.next()) {
                ids.add(row.text("id"));
            }
            return ids;
        } catch (Damaged e) {
            throw new BackupDefect("The backup is damaged: " + file.file() + ": " + e.getMessage()
                    + ". Begin a new one in an empty directory", e);
        }
    }

    private SequencedSet<String> kept(List<String> ids) throws SQLException {
        SequencedSet<String> kept = new LinkedHashSet<>();
        for (int i = 0; i < ids.size(); i += IDS_AT_ONCE) {
            List<String> some = ids.subList(i, Math.min(ids.size(), i + IDS_AT_ONCE));
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id FROM content WHERE id = ANY (?)")) {
                statement.setArray(1, connection.createArrayOf("text", some.toArray(String[]::new)));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        kept.add(row.getString(1));
                    }
                }
            }
        }
        return kept;
    }
}
