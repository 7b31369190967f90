package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Subtrees;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The tree in PostgreSQL: the leaf hashes are columns of the events, and the roots of subtrees of 256, 65,536, … leaves have a
 * table of their own. Any other subtree is at most 256 of these, so no answer reads more rows than that.
 */
final class StoredSubtrees implements Subtrees {

    /** log2 of the leaves of a stored subtree, and of how many of one level make one of the next. */
    static final int STEP = 8;

    /** Subtrees stored in one statement. */
    private static final int AT_ONCE = 1_000;

    private final DataSource database;

    StoredSubtrees(DataSource database) {
        this.database = database;
    }

    @Override
    public byte[] hashOfSubtree(int level, long index) {
        return Query.ask(database, connection -> subtree(connection, level, index));
    }

    List<byte[]> leaves(long from, long to) {
        return Query.ask(database, connection -> stored(connection, 0, from, to));
    }

    /** Roots of the complete subtrees {@code from} to {@code to - 1} of {@code 1 << level} leaves; the level is one that is stored. */
    List<byte[]> tile(int level, long from, long to) {
        return Query.ask(database, connection -> parts(connection, level, from, to));
    }

    /** A stored root, if it is stored. */
    Optional<byte[]> kept(int level, long index) {
        return Query.ask(
                database,
                connection ->
                        stored(connection, level, index, index + 1).stream().findFirst());
    }

    /** Stores a root, in place of another. */
    void keep(int level, long index, byte[] root) {
        Query.ask(database, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO subtree (level, index, hash)"
                    + " VALUES (?, ?, ?) ON CONFLICT (level, index) DO UPDATE SET hash = excluded.hash")) {
                insert.setInt(1, level / STEP);
                insert.setLong(2, index);
                insert.setBytes(3, root);
                return insert.executeUpdate();
            }
        });
    }

    /** The root of the tree at a size. */
    byte[] root(long size) {
        return Query.ask(database, connection -> {
            List<byte[]> roots = new ArrayList<>();
            long from = 0;
            for (long left = size; left != 0; left -= Long.highestOneBit(left)) {
                int level = Long.numberOfTrailingZeros(Long.highestOneBit(left));
                roots.add(subtree(connection, level, from >>> level));
                from += 1L << level;
            }
            return Frontier.of(size, roots).root();
        });
    }

    private static byte[] subtree(Connection connection, int level, long index) throws SQLException {
        int below = level - level % STEP;
        long first = index << (level - below);
        long end = (index + 1) << (level - below);
        return rootOf(parts(connection, below, first, end));
    }

    /** Stored roots of a level, or those of the level below, where the table is not yet filled. */
    private static List<byte[]> parts(Connection connection, int level, long from, long to) throws SQLException {
        List<byte[]> stored = stored(connection, level, from, to);
        for (long index = from + stored.size(); level > 0 && index < to; index++) {
            stored.add(rootOf(parts(connection, level - STEP, index << STEP, (index + 1) << STEP)));
        }
        if (stored.size() != to - from) {
            throw new IllegalArgumentException("The log has not all of the leaves " + from + " to " + to);
        }
        return stored;
    }

    private static byte[] rootOf(List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        Frontier frontier = new Frontier();
        hashes.forEach(frontier::append);
        return frontier.root();
    }

    /** What is stored from the first on, up to the first that is not. */
    private static List<byte[]> stored(Connection connection, int level, long from, long to) throws SQLException {
        String sql = level == 0
                ? "SELECT leaf_hash, position FROM event WHERE position >= ? AND position < ? ORDER BY position"
                : "SELECT hash, index FROM subtree WHERE level = " + level / STEP
                        + " AND index >= ? AND index < ? ORDER BY index";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            try (ResultSet row = statement.executeQuery()) {
                List<byte[]> hashes = new ArrayList<>();
                while (row.next() && row.getLong(2) == from + hashes.size()) {
                    hashes.add(row.getBytes(1));
                }
                return hashes;
            }
        }
    }

    /** Stores the roots of the complete subtrees of a tree that are not stored yet. */
    void fill(long size) {
        Query.ask(database, connection -> {
            for (int level = STEP; size >>> level > 0; level += STEP) {
                long end = size >>> level;
                for (long from = count(connection, level); from < end; from += AT_ONCE) {
                    fill(connection, level, from, Math.min(end, from + AT_ONCE));
                }
            }
            return size;
        });
    }

    private static void fill(Connection connection, int level, long from, long to) throws SQLException {
        List<byte[]> roots = new ArrayList<>();
        for (long index = from; index < to; index++) {
            roots.add(rootOf(parts(connection, level - STEP, index << STEP, (index + 1) << STEP)));
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO subtree (level, index, hash)"
                + " SELECT ?, ? + n - 1, hash FROM unnest(?::bytea[]) WITH ORDINALITY AS r (hash, n)"
                + " ON CONFLICT DO NOTHING")) {
            insert.setInt(1, level / STEP);
            insert.setLong(2, from);
            insert.setArray(3, connection.createArrayOf("bytea", roots.toArray(byte[][]::new)));
            insert.executeUpdate();
        }
    }

    private static long count(Connection connection, int level) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT coalesce(max(index), -1) + 1 FROM subtree WHERE level = ?")) {
            statement.setInt(1, level / STEP);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
