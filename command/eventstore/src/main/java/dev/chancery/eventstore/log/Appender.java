package dev.chancery.eventstore.log;

import dev.chancery.contracts.CannotStart;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.record.EventCodec;
import dev.chancery.record.StoredName;
import dev.chancery.record.merkle.Frontier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this process that appends. While the database flushes one batch the next gathers in a queue, and is then
 * committed whole: one statement, one round trip, one flush for as many commands as were waiting. Positions are given in the
 * order of the queue, and the tree over them is written in the same commit.
 *
 * <p>Across nodes the row {@code log_head} orders the appenders: an append moves it from the size that the appender
 * knows, or does nothing. Where it does nothing another node was faster; then the row is locked, what the others recorded is
 * read and told to the {@linkplain Nodes.Listener listeners}, who may take back what they had decided, and the rest is appended
 * before the lock is let go. So nothing is ever appended after an event that its node had not heard of. A node that is not
 * overtaken pays nothing for it.
 *
 * <p>When the connection breaks under a commit, its fate is found out on a new connection by looking whether the batch lies
 * where it should, and it is written again when it does not. Writing it twice is impossible: a statement that was delayed on
 * the old connection finds the head moved. After {@link #PATIENCE} without an answer everybody who waits is told that the
 * record is unavailable, and so is everybody who comes until the database is back.
 */
public final class Appender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /** Commands waiting; more than this many at once are refused. */
    private static final int QUEUE_LIMIT = 10_000;

    /** A batch holds no more than this, so that the first in it does not wait for a crowd. */
    private static final int BATCH_EVENTS = 2_000;

    private static final long BATCH_BYTES = 4 << 20;

    /** Longest append of one command. */
    private static final long APPEND_BYTES = 64 << 20;

    /** How long a broken connection may stay broken before callers are told. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long a command may wait for its turn. */
    private static final Duration IN_QUEUE = Duration.ofSeconds(5);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Makes connections. */
    @FunctionalInterface
    public interface Connector {

        /** A new connection, of a time-out of its own, since this one waits for no one. */
        Connection connect() throws SQLException;
    }

    /** Within this time a node with nothing to do hears of what others append; a busy one hears as it appends. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** A node that does not lead tries to this often, and a busy one looks around. */
    private static final Duration TRY_TO_LEAD = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofMillis(200);

    /** Events of others that are read at once. */
    private static final int PAGE = 2_000;

    private final Connector connector;
    private final Admission admission;
    private final PostgresEventLog log;

    /** Those who are told of everything; its monitor is held while they are. */
    private final List<Nodes.Listener> listeners = new ArrayList<>();

    private final BlockingQueue<Append> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final StreamHeads streams = new StreamHeads();
    private final Thread thread;

    private @Nullable AppendSession session;
    private Frontier head = new Frontier();
    private @Nullable Placement uncertain;

    /** First position that the listeners have not heard of; guarded by their list's monitor. */
    private long heard;

    private long lookAt = System.nanoTime();
    private volatile boolean leads;
    private volatile @Nullable RecordUnavailable down;
    private volatile @Nullable RecordUnavailable stopped;
    private volatile boolean closed;

    /**
     * Connects and starts.
     *
     * @param connector makes the connection that is appended on
     * @param admission as what to append
     * @param log given the events of each commit, in order
     * @throws IllegalStateException when another Chancery appends, and one of the two wants to be alone
     */
    public Appender(Connector connector, Admission admission, PostgresEventLog log) {
        this.connector = connector;
        this.admission = admission;
        this.log = log;
        try {
            connect();
            heard = head.size();
        } catch (AppendSession.Occupied e) {
            throw new CannotStart(
                    "Another Chancery with the command role appends to this record, and two that do not know of each other"
                            + " would each spend the whole of every budget: stop it first, start this one without the"
                            + " command role, or start both with --chancery.several-nodes=true",
                    e);
        } catch (SQLException e) {
            throw new RecordUnavailable("The record cannot be written: " + e.getMessage(), e);
        }
        thread = Thread.ofPlatform().name("log-appender").daemon().start(this::run);
    }

    /**
     * Appends, and returns when it is durable.
     *
     * @return position of the last event
     * @throws RecordUnavailable when it is not known to be durable
     * @throws org.axonframework.modelling.command.ConcurrencyException when the events do not continue their streams
     */
    long append(Append append) {
        if (append.bytes() > APPEND_BYTES) {
            throw new IllegalArgumentException("A command may append at most " + APPEND_BYTES + " bytes");
        }
        RecordUnavailable reason = stopped == null ? down : stopped;
        if (reason != null) {
            throw new RecordUnavailable(String.valueOf(reason.getMessage()), reason);
        }
        if (closed || !queue.offer(append)) {
            throw new RecordUnavailable(
                    closed ? "The record is closed" : "More than " + QUEUE_LIMIT + " commands wait for the record",
                    null);
        }
        if (closed) {
            failQueue(new RecordUnavailable("The record is closed", null));
        }
        return append.await(IN_QUEUE);
    }

    /**
     * Appends one event that no command led to, and returns when it is durable.
     *
     * @throws RecordUnavailable when it is not known to be durable
     */
    public void append(EventCodec codec, String stream, long sequence, Event event, Instant at) {
        StoredName name = codec.nameOf(event);
        NewEvent single = new NewEvent(
                UUID.randomUUID().toString(),
                stream,
                sequence,
                name.name(),
                name.revision(),
                at.truncatedTo(ChronoUnit.MICROS),
                codec.encode(event),
                MetadataJson.write(MetaData.emptyInstance()),
                event);
        append(new Append(List.of(single), List.of()));
    }

    private void run() {
        try {
            Duration wait = admission.isAlone() ? IDLE : LOOK;
            while (!closed) {
                Append first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                RecordUnavailable reason = stopped;
                if (reason != null) {
                    giveWay(first, reason);
                } else if (first != null) {
                    commit(batchFrom(first));
                }
                if (reason == null && !admission.isAlone() && (first == null || System.nanoTime() - lookAt >= 0)) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        failQueue(new RecordUnavailable("The record is closed", null));
        disconnect();
    }

    /** One of several does not lead any more then, so that another looks for what stopped this one. */
    private void giveWay(@Nullable Append first, RecordUnavailable reason) {
        if (first != null) {
            fail(first, reason);
        }
        if (!admission.isAlone()) {
            disconnect();
        }
    }

    private List<Append> batchFrom(Append first) {
        List<Append> batch = new ArrayList<>();
        int events = 0;
        long bytes = 0;
        for (Append next = first; next != null; next = fits(events, bytes) ? queue.poll() : null) {
            if (next.claim()) {
                batch.add(next);
                events += next.events().size();
                bytes += next.bytes();
            }
        }
        return batch;
    }

    private static boolean fits(int events, long bytes) {
        return events < BATCH_EVENTS && bytes < BATCH_BYTES;
    }

    private void commit(List<Append> batch) throws InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = SHORTEST_PAUSE;
        for (List<Append> rest = batch; !rest.isEmpty(); rest = unsettled(rest)) {
            try {
                AppendSession on = connect();
                settle(on);
                hear(on, head.size());
                write(unsettled(rest), on, false);
            } catch (SQLException | RuntimeException e) {
                disconnect();
                if (closed || System.nanoTime() - giveUp > 0) {
                    untilAvailable(unsettled(rest), e);
                    return;
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static List<Append> unsettled(List<Append> batch) {
        return batch.stream().filter(append -> !append.isSettled()).toList();
    }

    /** Tries to write a batch. Those of it that are not settled afterwards are to be tried again. */
    private void write(List<Append> batch, AppendSession on, boolean certain) throws SQLException {
        List<Append> sound = streams.refuseConflicts(holding(batch), on, certain);
        if (sound.isEmpty()) {
            return;
        }
        Placement placed = Placement.of(sound, head);
        uncertain = placed;
        try {
            if (on.insert(placed)) {
                head = placed.after();
                done(placed);
            } else {
                uncertain = null;
                writeAfterOthers(sound, on, certain);
            }
        } catch (SQLException e) {
            if (!isFaultOfData(e)) {
                throw e;
            }
            uncertain = null;
            refuseCulprit(sound, on, certain, e);
        }
    }

    /** Writes a batch after what others have appended, while nobody else can append. */
    private void writeAfterOthers(List<Append> batch, AppendSession on, boolean certain) throws SQLException {
        lockHead(on);
        hear(on, head.size());
        List<Append> sound = streams.refuseConflicts(holding(batch), on, certain);
        if (sound.isEmpty()) {
            on.rollback();
            return;
        }
        Placement placed = Placement.of(sound, head);
        uncertain = placed;
        try {
            if (!on.insert(placed)) {
                throw new SQLException("The head of the log moved while it was locked");
            }
            on.commit();
            head = placed.after();
            done(placed);
        } catch (SQLException e) {
            if (!isFaultOfData(e)) {
                throw e;
            }
            uncertain = null;
            on.rollback();
            refuseCulprit(sound, on, certain, e);
        }
    }

    /** Nobody waits for us while we read a long past. */
    private void lockHead(AppendSession on) throws SQLException {
        on.begin();
        head = on.head();
        while (!admission.isAlone() && head.size() - heard() > PAGE) {
            on.rollback();
            hear(on, head.size());
            on.begin();
            head = on.head();
        }
    }

    /** The appends whose decision still holds; the others are told to decide again. */
    private List<Append> holding(List<Append> batch) {
        if (admission.isAlone()) {
            return batch;
        }
        List<Append> holding = new ArrayList<>(batch.size());
        for (Append append : batch) {
            List<Event> events = append.events().stream().map(NewEvent::event).toList();
            if (listening().stream().allMatch(listener -> listener.holds(events))) {
                holding.add(append);
            } else {
                append.failed(new Nodes.Overtaken("Another node has recorded what this decision should have known"));
            }
        }
        return holding;
    }

    private List<Nodes.Listener> listening() {
        synchronized (listeners) {
            return List.copyOf(listeners);
        }
    }

    private void done(Placement placed) {
        streams.committed(placed);
        tell(placed.recorded(), false);
        uncertain = null;
        placed.committed();
        log.committed(placed.recorded());
    }

    /** Reads what others have appended before a position, and tells of it. */
    private void hear(AppendSession on, long size) throws SQLException {
        for (long from = heard(); !admission.isAlone() && from < size; from = heard()) {
            List<Recorded> events = log.decode(on.read(from, (int) Math.min(PAGE, size - from)));
            if (events.isEmpty()) {
                throw new SQLException("The log ends at " + from + ", before its head");
            }
            tell(events, true);
            log.committed(events);
        }
    }

    private void tell(List<Recorded> events, boolean elsewhere) {
        synchronized (listeners) {
            listeners.forEach(listener -> listener.recorded(events, elsewhere));
            heard = events.getLast().position() + 1;
        }
    }

    private long heard() {
        synchronized (listeners) {
            return heard;
        }
    }

    /**
     * Has a listener told of every event from now on, which only one of several nodes does.
     *
     * @return position of the first
     */
    long listen(Nodes.Listener listener) {
        synchronized (listeners) {
            listeners.add(listener);
            return heard;
        }
    }

    /** Whether the session leads; alone, it always does. */
    boolean leads() {
        return admission.isAlone() || leads;
    }

    /** Hears of what others appended, keeps the session that says that we live, and leads when nobody else does. */
    private void look() throws InterruptedException {
        try {
            AppendSession on = connect();
            settle(on);
            if (on.size() > head.size()) {
                head = on.head();
            }
            hear(on, head.size());
            if (System.nanoTime() - lookAt >= 0) {
                lookAt = System.nanoTime() + TRY_TO_LEAD.toNanos();
                lead(on);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("What other nodes record cannot be read yet");
            disconnect();
            Thread.sleep(IDLE);
        }
    }

    private void lead(AppendSession on) throws SQLException {
        if (!admission.isAlone() && !leads && on.lead()) {
            leads = true;
            LOG.atInfo().addKeyValue("node", admission.node()).log("This node leads");
        }
    }

    /**
     * The statement was rolled back because of the data of one command or a few. Asking for every stream finds those that
     * lost a race; when that is not it, each is tried alone.
     */
    private void refuseCulprit(List<Append> batch, AppendSession on, boolean certain, SQLException e)
            throws SQLException {
        if (!certain) {
            write(batch, on, true);
        } else if (batch.size() == 1) {
            batch.getFirst()
                    .failed(
                            isUniqueViolation(e)
                                    ? StreamHeads.conflict(
                                            batch.getFirst().events().getFirst())
                                    : new EventStoreException("The database refuses the events: " + e.getMessage(), e));
        } else {
            for (Append one : batch) {
                write(List.of(one), on, true);
            }
        }
    }

    private static boolean isUniqueViolation(SQLException e) {
        return "23505".equals(e.getSQLState());
    }

    /** Class 22 is bad data, class 23 a violated constraint: nothing that another connection would cure. */
    private static boolean isFaultOfData(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** Finds out what became of the batch that the last connection broke under. */
    private void settle(AppendSession on) throws SQLException {
        Placement placed = uncertain;
        if (placed != null && on.holds(placed.events().getLast())) {
            LOG.atInfo().addKeyValue("size", head.size()).log("A commit that lost its connection was made");
            done(placed);
        }
        uncertain = null;
    }

    private AppendSession connect() throws SQLException {
        AppendSession current = session;
        if (current == null) {
            current = new AppendSession(connector.connect(), admission);
            try {
                head = current.head();
                lead(current);
            } catch (SQLException | RuntimeException e) {
                current.close();
                throw e;
            }
            streams.forget();
            session = current;
        }
        return current;
    }

    private void disconnect() {
        AppendSession lost = session;
        session = null;
        leads = false;
        if (lost != null) {
            try {
                lost.close();
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("A broken connection was dropped");
            }
        }
    }

    /** Tells everybody that the record is unavailable until it is back. */
    private void untilAvailable(List<Append> batch, Exception cause) throws InterruptedException {
        RecordUnavailable reason = new RecordUnavailable("The record cannot be written: " + cause.getMessage(), cause);
        LOG.atError().setCause(cause).log("The record cannot be written");
        down = reason;
        uncertain = null;
        batch.forEach(append -> append.failed(reason));
        for (Duration pause = SHORTEST_PAUSE; !closed; pause = longer(pause)) {
            failQueue(reason);
            try {
                connect();
                LOG.info("The record can be written again");
                down = null;
                return;
            } catch (SQLException | RuntimeException e) {
                LOG.atDebug().setCause(e).log("The record cannot be written yet");
                Thread.sleep(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void failQueue(RecordUnavailable reason) {
        for (Append append = queue.poll(); append != null; append = queue.poll()) {
            fail(append, reason);
        }
    }

    private static void fail(Append append, RecordUnavailable reason) {
        if (append.claim()) {
            append.failed(reason);
        }
    }

    /**
     * Takes nothing any more, for as long as this process lives; only the batch that is being written is.
     *
     * @param why told to everybody who appends
     */
    public void stop(String why) {
        stopped = new RecordUnavailable(why, null);
    }

    /** Finishes the batch at hand; what waits is told that the record is closed. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failQueue(new RecordUnavailable("The record is closed", null));
    }
}
