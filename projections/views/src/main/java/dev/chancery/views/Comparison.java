package dev.chancery.views;

import dev.chancery.query.contracts.FingerprintsView.Fingerprint;
import dev.chancery.query.contracts.ViewsView.Compared;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The generation that answers against the next, row by row, in one snapshot in which both have taken the same events. Every row
 * of the tables themselves is read, whatever their indexes say.
 */
final class Comparison {

    /** Keys that are told of each view. */
    private static final int KEYS = 20;

    /** Rows that are in memory at once. */
    private static final int FETCHED = 5_000;

    /**
     * A view and where it is kept.
     *
     * @param from table and condition
     * @param key of a row {@code t}
     * @param line all of it that follows from the log
     */
    private record Kept(String view, String from, String key, String line) {

        String rows(String schema) {
            return "(SELECT " + key + " AS key, " + line + " AS line FROM " + schema + "." + from + ")";
        }

        /** Every row with its counterpart, where either may be missing. */
        String pairs() {
            return rows(ViewsSchema.NAME) + " o FULL JOIN " + rows(ViewsSchema.NEXT) + " n ON o.key = n.key";
        }
    }

    private static final List<Kept> ALL = Stream.concat(
                    Stream.of(
                            new Kept(Generation.TASKS, "task t", "t.task", "t::text"),
                            new Kept(
                                    Generation.SPEND,
                                    "spend t",
                                    "concat_ws(' ', t.day, t.agent, t.workflow, t.deployment, t.tier, t.currency)",
                                    "t::text"),
                            new Kept(
                                    Generation.SPEND_DAYS,
                                    "spend_day t",
                                    "concat_ws(' ', t.dimension, t.day, t.id, t.currency)",
                                    "t::text"),
                            new Kept(Generation.ACTS, "act t", "t.act || ' ' || t.stream", "t::text"),
                            new Kept(Generation.CALIBRATION_CASES, "calibration_case t", "t.task", "t::text"),
                            new Kept(Generation.SAMPLED_OUTPUTS, "sampled_output t", "t.task", "t::text"),
                            new Kept(Generation.HELD_TASKS, "held_task t", "t.task", "t::text"),
                            new Kept(Generation.BIAS_CHECKS, "bias_check t", "t.\"check\"", "t::text"),
                            new Kept(Generation.EXPORTS, "export t", "t.export", "t::text"),
                            new Kept(Generation.PROVIDER_CALLS, "provider_call t", "t.position::text", "t::text"),
                            new Kept(Generation.JUDGED_TASKS, "judged_task t", "t.task", "t::text"),
                            new Kept(Generation.JUDGED_PAIRS, "judged_pair t", "t.comparison", "t::text"),
                            new Kept(Generation.LABELLED_TASKS, "labelled_task t", "t.task", "t::text"),
                            new Kept(Generation.DEAD_LETTERS, "dead_letter t", "t.position::text", "t.stream"),
                            new Kept(Generation.MODEL_CALLS, "model_call t", "t.position::text", "t::text"),
                            new Kept(
                                    Generation.MODEL_USES,
                                    "model_use t",
                                    "concat_ws(' ', t.workflow, t.deployment, t.version)",
                                    "t::text"),
                            new Kept(Generation.PROMPT_USES, "prompt_use t", "t.opened::text", "t::text"),
                            new Kept(
                                    Generation.PROMPT_TOTALS,
                                    "prompt_total t",
                                    "concat_ws(' ', t.workflow, t.name, t.version, t.instructions)",
                                    "t::text"),
                            new Kept(Generation.VISITS, "visit t", "t.visit", "t::text"),
                            new Kept(Generation.VISIT_VIEWS, "visit_view t", "t.position::text", "t::text"),
                            new Kept(
                                    Generation.TRAFFIC,
                                    "traffic t",
                                    "concat_ws(' ', t.workflow, t.grain, t.minute)",
                                    "t::text"),
                            new Kept(Generation.WORK_DAYS, "work_day t", "t.workflow || ' ' || t.day", "t::text")),
                    Generation.ENTRIES.stream()
                            .map(entry -> new Kept(
                                    entry.fold(), "entry t WHERE t.fold = '" + entry.fold() + "'", "t.key", "t::text")))
            .toList();

    private Comparison() {}

    /**
     * Compares every view.
     *
     * @param statement of a transaction with one snapshot
     */
    static List<Compared> of(Statement statement) throws SQLException {
        // A merge join and an index scan would believe the indexes, which may be damaged or forged as well.
        statement.execute("SET LOCAL enable_mergejoin = off; SET LOCAL enable_indexscan = off;"
                + " SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off");
        List<Compared> compared = new ArrayList<>();
        for (Kept kept : ALL) {
            compared.add(compare(statement, kept));
        }
        // When something was set aside is not in the log.
        statement.execute("UPDATE " + ViewsSchema.NEXT + ".dead_letter n SET since = o.since FROM " + ViewsSchema.NAME
                + ".dead_letter o WHERE o.position = n.position");
        return compared;
    }

    private static Compared compare(Statement statement, Kept kept) throws SQLException {
        long before;
        long now;
        long differing;
        try (ResultSet row = statement.executeQuery("SELECT count(o.line), count(n.line),"
                + " count(*) FILTER (WHERE o.line IS DISTINCT FROM n.line) FROM " + kept.pairs())) {
            row.next();
            before = row.getLong(1);
            now = row.getLong(2);
            differing = row.getLong(3);
        }
        return new Compared(kept.view, before, now, differing, differing == 0 ? List.of() : keys(statement, kept));
    }

    private static List<String> keys(Statement statement, Kept kept) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT array(SELECT DISTINCT coalesce(n.key, o.key) FROM "
                + kept.pairs() + " WHERE o.line IS DISTINCT FROM n.line ORDER BY 1 LIMIT " + KEYS + ")")) {
            row.next();
            Array keys = row.getArray(1);
            return List.of((String[]) keys.getArray());
        }
    }

    /**
     * Reads every row of the generation that answers, view by view.
     *
     * @param connection in a transaction with one snapshot
     * @param reading told the name of each view before it is read
     */
    static List<Fingerprint> fingerprints(Connection connection, Consumer<String> reading) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The tables themselves are read, and instants are written alike on every node.
            statement.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off;"
                    + " SET LOCAL enable_bitmapscan = off; SET LOCAL TimeZone = 'UTC'");
        }
        List<Fingerprint> fingerprints = new ArrayList<>();
        for (Kept kept : ALL) {
            reading.accept(kept.view);
            fingerprints.add(fingerprint(connection, kept));
        }
        return fingerprints;
    }

    /** Rows are sorted by PostgreSQL, on disk where they are many, and only their keys and digests come here. */
    private static Fingerprint fingerprint(Connection connection, Kept kept) throws SQLException {
        MessageDigest digest = sha256();
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement("SELECT convert_to(r.key, 'UTF8'),"
                + " sha256(convert_to(r.line, 'UTF8')) AS line FROM " + kept.rows(ViewsSchema.NAME)
                + " r ORDER BY 1, 2")) {
            select.setFetchSize(FETCHED);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] key = rows.getBytes(1);
                    digest.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(key.length)
                            .array());
                    digest.update(key);
                    digest.update(rows.getBytes(2));
                    count++;
                }
            }
        }
        return new Fingerprint(kept.view, count, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Reads every row of the next generation; fails when one of its pages is damaged. */
    static void probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Kept kept : ALL) {
                statement
                        .executeQuery("SELECT sum(length(n.line)) FROM " + kept.rows(ViewsSchema.NEXT) + " n")
                        .close();
            }
        }
    }
}
