package dev.chancery.bench;

import dev.chancery.contracts.TaskId;
import dev.chancery.gateway.pipeline.TaskIds;
import dev.chancery.record.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * The measure of the log: one writer that puts the same rows into a table of the same columns and indexes, a batch in each
 * commit, with nothing else around it: no commands, no encoding, no tree, nobody who waits or reads.
 */
final class BareGroupCommit implements AutoCloseable {

    /** How a batch goes to the database. */
    enum Way {
        MULTI_ROW_INSERT,
        COPY
    }

    private static final String COLUMNS =
            "(position, stream, sequence, at, id, revision, name, leaf_hash, metadata, payload)";
    private static final byte[] COPY_HEADER =
            "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] NAME = "tool.call-failed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METADATA = "{}".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final PreparedStatement insert;
    private final CopyManager copy;
    private final Random random = new Random(1);
    private final List<byte[]> payloads;
    private long position;

    BareGroupCommit(DataSource database) throws SQLException {
        EventCodec codec = new EventCodec();
        payloads = SixEvents.of(new TaskId(UUID.randomUUID().toString())).stream()
                .map(codec::encode)
                .toList();
        connection = database.getConnection();
        try (Statement ddl = connection.createStatement()) {
            ddl.execute("CREATE TABLE bare_event (LIKE event INCLUDING ALL) WITH (toast_tuple_target = 8160)");
            ddl.execute("SET plan_cache_mode = force_generic_plan");
        }
        insert = connection.prepareStatement("INSERT INTO bare_event " + COLUMNS
                + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::uuid[],"
                + " ?::integer[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[])");
        copy = connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Mean length of a payload. */
    double payloadBytes() {
        return payloads.stream().mapToInt(payload -> payload.length).average().orElseThrow();
    }

    /** Commits one batch. */
    void commit(Way way, int rows) throws SQLException, IOException {
        switch (way) {
            case MULTI_ROW_INSERT -> insert(rows);
            case COPY -> copy(rows);
        }
        position += rows;
    }

    private String stream() {
        return "task/" + TaskIds.random();
    }

    private byte[] leafHash() {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        return hash;
    }

    private void insert(int rows) throws SQLException {
        Long[] positions = new Long[rows];
        String[] streams = new String[rows];
        Long[] sequences = new Long[rows];
        Long[] at = new Long[rows];
        UUID[] ids = new UUID[rows];
        Integer[] revisions = new Integer[rows];
        String[] names = new String[rows];
        byte[][] leafHashes = new byte[rows][];
        byte[][] metadata = new byte[rows][];
        byte[][] payload = new byte[rows][];
        for (int i = 0; i < rows; i++) {
            int sequence = i % payloads.size();
            positions[i] = position + i;
            streams[i] = sequence == 0 ? stream() : streams[i - 1];
            sequences[i] = (long) sequence;
            at[i] = System.currentTimeMillis() * 1_000;
            ids[i] = new UUID(random.nextLong(), random.nextLong());
            revisions[i] = 1;
            names[i] = new String(NAME, StandardCharsets.US_ASCII);
            leafHashes[i] = leafHash();
            metadata[i] = METADATA;
            payload[i] = payloads.get(sequence);
        }
        int p = 0;
        insert.setArray(++p, connection.createArrayOf("int8", positions));
        insert.setArray(++p, connection.createArrayOf("text", streams));
        insert.setArray(++p, connection.createArrayOf("int8", sequences));
        insert.setArray(++p, connection.createArrayOf("int8", at));
        insert.setArray(++p, connection.createArrayOf("uuid", ids));
        insert.setArray(++p, connection.createArrayOf("int4", revisions));
        insert.setArray(++p, connection.createArrayOf("text", names));
        insert.setArray(++p, connection.createArrayOf("bytea", leafHashes));
        insert.setArray(++p, connection.createArrayOf("bytea", metadata));
        insert.setArray(++p, connection.createArrayOf("bytea", payload));
        insert.executeUpdate();
    }

    /** In the binary format of PostgreSQL's manual, chapter COPY. */
    private void copy(int rows) throws SQLException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows * 800);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(COPY_HEADER);
        String stream = "";
        for (int i = 0; i < rows; i++) {
            int sequence = i % payloads.size();
            stream = sequence == 0 ? stream() : stream;
            out.writeShort(10);
            field(out, position + i);
            field(out, stream.getBytes(StandardCharsets.US_ASCII));
            field(out, sequence);
            field(out, System.currentTimeMillis() * 1_000);
            out.writeInt(16);
            out.writeLong(random.nextLong());
            out.writeLong(random.nextLong());
            out.writeInt(4);
            out.writeInt(1);
            field(out, NAME);
            field(out, leafHash());
            field(out, METADATA);
            field(out, payloads.get(sequence));
        }
        out.writeShort(-1);
        CopyIn in = copy.copyIn("COPY bare_event " + COLUMNS + " FROM STDIN (FORMAT binary)");
        in.writeToCopy(bytes.toByteArray(), 0, bytes.size());
        in.endCopy();
    }

    private static void field(DataOutputStream out, long value) throws IOException {
        out.writeInt(8);
        out.writeLong(value);
    }

    private static void field(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    @Override
    public void close() throws SQLException {
        try (Statement ddl = connection.createStatement()) {
            ddl.execute("DROP TABLE bare_event");
        } finally {
            connection.close();
        }
    }
}
