package dev.chancery.eventstore.log;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.EventCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The log, read from PostgreSQL. */
public final class PostgresEventLog implements EventLog, AutoCloseable {

    /** Decoding this many takes longer than handing them to another processor. */
    private static final int MANY = 200;

    private final DataSource database;
    private final EventCodec codec;
    private final PostgresSummaries summaries;
    private final Tail tail;

    public PostgresEventLog(DataSource database, EventCodec codec) {
        this.database = database;
        this.codec = codec;
        this.summaries = new PostgresSummaries(database, codec);
        this.tail = new Tail(this);
    }

    /** Hands what was just committed, here or by another node, to the followers, who need not read it again. */
    public void committed(List<Recorded> events) {
        tail.committed(events);
    }

    /** What long streams have come to. */
    PostgresSummaries summaries() {
        return summaries;
    }

    @Override
    public long size() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT size FROM log_head");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public List<StoredEvent> read(long from, int limit) {
        return Query.ask(database, connection -> Rows.from(connection, from, limit));
    }

    @Override
    public List<StoredEvent> readStream(String stream) {
        return readStream(stream, 0, Integer.MAX_VALUE);
    }

    /** In the embedded database by its index; in one that sorts by a language, by reading all of that index. */
    @Override
    public List<String> streams(String prefix) {
        return Query.ask(database, connection -> {
            List<String> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT stream FROM event WHERE starts_with(stream, ?) AND sequence = 0 ORDER BY position")) {
                statement.setString(1, prefix);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
            return found;
        });
    }

    /** The first event of a stream, when there is one. */
    public List<Recorded> beginning(String stream) {
        return readStream(stream, 0, 1).stream().map(this::decode).toList();
    }

    @Override
    public List<Event> state(String stream) {
        Optional<PostgresSummaries.Placed> summary = summaries.find(stream);
        long from = summary.map(placed -> placed.sequence() + 1).orElse(0L);
        return Stream.concat(
                        summary.stream().flatMap(placed -> placed.summary().events().stream()),
                        readStream(stream, from, Integer.MAX_VALUE).stream()
                                .map(stored -> decode(stored).event()))
                .toList();
    }

    /** Up to {@code limit} events of a stream from a sequence on. */
    List<StoredEvent> readStream(String stream, long fromSequence, int limit) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    Rows.SELECT + "WHERE stream = ? AND sequence >= ? ORDER BY sequence LIMIT ?")) {
                statement.setString(1, stream);
                statement.setLong(2, fromSequence);
                statement.setInt(3, limit);
                return Rows.all(statement);
            }
        });
    }

    /** The sequence of the last event of a stream. */
    Optional<Long> lastSequence(String stream) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT max(sequence) FROM event WHERE stream = ?")) {
                statement.setString(1, stream);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return Optional.ofNullable(row.getObject(1, Long.class));
                }
            }
        });
    }

    /** The first position that was recorded at an instant or later. */
    Optional<Long> firstPositionSince(long micros) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT min(position) FROM event WHERE at >= ?")) {
                statement.setLong(1, micros);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return Optional.ofNullable(row.getObject(1, Long.class));
                }
            }
        });
    }

    @Override
    public Recorded decode(StoredEvent event) {
        try {
            return new Recorded(
                    event.position(),
                    event.id(),
                    event.stream(),
                    event.sequence(),
                    event.at(),
                    codec.decode(event.name(), event.revision(), event.payload()));
        } catch (RuntimeException e) {
            throw new IllegalStateException("Cannot read the event at position " + event.position(), e);
        }
    }

    /** Reads stored events with today's eyes; many of them on all processors. */
    List<Recorded> decode(List<StoredEvent> stored) {
        Stream<StoredEvent> events = stored.size() < MANY ? stored.stream() : stored.parallelStream();
        return events.map(this::decode).toList();
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        return follow(name, from, Duration.ZERO, reader);
    }

    @Override
    public Following follow(String name, long from, Duration rest, Consumer<List<Recorded>> reader) {
        return new Follower(name, from, rest, reader, this, tail);
    }

    /** Ends the shared tail; followers are closed by whoever opened them. */
    @Override
    public void close() {
        tail.close();
    }
}
