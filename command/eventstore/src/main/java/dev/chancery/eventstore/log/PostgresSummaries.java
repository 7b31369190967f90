package dev.chancery.eventstore.log;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.EventCodec;
import dev.chancery.record.Sha256;
import dev.chancery.record.StoredName;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest summary of each long stream. One is read only when it is of today's revision, its checksum fits, and the event
 * that it ends with is in the stream; otherwise the stream is read as if there were none.
 */
final class PostgresSummaries {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSummaries.class);

    /** A summary and where in its stream it stands. */
    record Placed(StreamSummary summary, long sequence) {}

    private final DataSource database;
    private final EventCodec codec;

    PostgresSummaries(DataSource database, EventCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    void keep(String stream, long sequence, StreamSummary summary) {
        byte[] bytes = encode(summary);
        Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO snapshot AS kept"
                    + " (stream, revision, sequence, event, sha256, summary)"
                    + " SELECT stream, ?, sequence, id, ?, ? FROM event WHERE stream = ? AND sequence = ?"
                    + " ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision,"
                    + " sequence = excluded.sequence, event = excluded.event, sha256 = excluded.sha256,"
                    + " summary = excluded.summary")) {
                statement.setInt(1, StreamSummary.REVISION);
                statement.setBytes(2, checksum(stream, sequence, bytes));
                statement.setBytes(3, bytes);
                statement.setString(4, stream);
                statement.setLong(5, sequence);
                return statement.executeUpdate();
            }
        });
    }

    Optional<Placed> find(String stream) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT s.sequence, s.sha256, s.summary"
                    + " FROM snapshot s JOIN event e ON e.stream = s.stream AND e.sequence = s.sequence AND e.id = s.event"
                    + " WHERE s.stream = ? AND s.revision = ?")) {
                statement.setString(1, stream);
                statement.setInt(2, StreamSummary.REVISION);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? placed(stream, row.getLong(1), row.getBytes(2), row.getBytes(3))
                            : Optional.empty();
                }
            }
        });
    }

    private Optional<Placed> placed(String stream, long sequence, byte[] checksum, byte[] summary) {
        if (MessageDigest.isEqual(checksum, checksum(stream, sequence, summary))) {
            try {
                return Optional.of(new Placed(decode(summary), sequence));
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("stream", stream).setCause(e).log("A summary cannot be read; its stream is");
                return Optional.empty();
            }
        }
        LOG.atWarn().addKeyValue("stream", stream).log("A summary was changed; its stream is read instead");
        return Optional.empty();
    }

    private static byte[] checksum(String stream, long sequence, byte[] summary) {
        MessageDigest digest = Sha256.digest();
        digest.update((stream + " " + sequence + " " + StreamSummary.REVISION + "\n").getBytes(StandardCharsets.UTF_8));
        return digest.digest(summary);
    }

    /** For each event its name, revision and payload, as the log has them. */
    private byte[] encode(StreamSummary summary) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Event event : summary.events()) {
                StoredName name = codec.nameOf(event);
                byte[] payload = codec.encode(event);
                out.writeUTF(name.name());
                out.writeInt(name.revision());
                out.writeInt(payload.length);
                out.write(payload);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private StreamSummary decode(byte[] summary) {
        List<Event> events = new ArrayList<>();
        for (ByteBuffer in = ByteBuffer.wrap(summary); in.hasRemaining(); ) {
            byte[] name = new byte[in.getShort()];
            in.get(name);
            int revision = in.getInt();
            byte[] payload = new byte[in.getInt()];
            in.get(payload);
            events.add(codec.decode(new String(name, StandardCharsets.US_ASCII), revision, payload));
        }
        return new StreamSummary(events);
    }
}
