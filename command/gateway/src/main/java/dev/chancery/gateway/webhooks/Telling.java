package dev.chancery.gateway.webhooks;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.WebhookCommand.RecordUntold;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.WebhookEvent.DecisionUntold;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Positions;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.webhooks.WebhookSettings.Endpoint;
import dev.chancery.gateway.webhooks.Webhooks.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The telling of one process, for as long as it leads. It follows the record from the first decision that an endpoint was not told of
 * yet. An endpoint's position is that of its first decision whose telling has no end; those behind it that have are told again by the
 * next process, under the same id.
 */
final class Telling implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
    private static final long LOOK_MILLIS = 100;

    /** Long enough for nodes to be configured one after the other. */
    private static final Duration FORGET_AFTER = Duration.ofDays(30);

    /** Told what came of a message. */
    @FunctionalInterface
    interface Ends {
        void told(Endpoint endpoint, Message message, int attempts, @Nullable String problem);
    }

    private final EventLog log;
    private final Positions positions;
    private final WebhookSettings settings;
    private final Attempts attempts;
    private final Consumer<Command> record;
    private final Ends ends;
    private final InstantSource clock;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<Course> courses = new ArrayList<>();
    private volatile boolean closed;

    private Telling(
            EventLog log,
            Positions positions,
            WebhookSettings settings,
            Attempts attempts,
            Consumer<Command> record,
            Ends ends,
            InstantSource clock) {
        this.log = log;
        this.positions = positions;
        this.settings = settings;
        this.attempts = attempts;
        this.record = record;
        this.ends = ends;
        this.clock = clock;
    }

    /** Goes on where the last one ended. An endpoint that has not been configured for a month is forgotten. */
    static Telling start(
            EventLog log,
            Positions positions,
            WebhookSettings settings,
            Attempts attempts,
            Consumer<Command> record,
            Ends ends,
            InstantSource clock) {
        Telling telling = new Telling(log, positions, settings, attempts, record, ends, clock);
        telling.follow();
        return telling;
    }

    private void follow() {
        positions.forget(
                Webhooks.KIND,
                settings.endpoints().stream().map(Telling::reader).collect(Collectors.toUnmodifiableSet()),
                clock.instant().minus(FORGET_AFTER));
        long end = log.size();
        for (Endpoint endpoint : settings.endpoints()) {
            // A position beyond the end is of another record, which this one took the place of.
            courses.add(new Course(
                    endpoint, Math.min(positions.of(reader(endpoint), end), end), new Semaphore(settings.waiting())));
        }
        courses.forEach(course ->
                course.following = log.follow(reader(course.endpoint), course.kept, batch -> take(course, batch)));
    }

    private static String reader(Endpoint endpoint) {
        return Webhooks.KIND + endpoint.id();
    }

    /** How far an endpoint has been told. Each follows the record by itself, so that one that is away keeps nobody waiting. */
    private static final class Course {
        final Endpoint endpoint;

        /** For what is told, or waits to be. */
        final Semaphore room;

        EventLog.@Nullable Following following;

        /** Positions of the decisions whose telling has no end yet. */
        final TreeSet<Long> open = new TreeSet<>();

        /** Those of each task, in order; the first is being told. */
        final Map<String, Queue<Message>> queues = new HashMap<>();

        /** After the last event that was looked at. */
        long seen;

        long kept;

        Course(Endpoint endpoint, long from, Semaphore room) {
            this.endpoint = endpoint;
            this.room = room;
            this.seen = from;
            this.kept = from;
        }

        synchronized long reached() {
            return open.isEmpty() ? seen : open.getFirst();
        }

        synchronized long seen() {
            return seen;
        }

        synchronized void seen(long position) {
            seen = Math.max(seen, position + 1);
        }

        /** Whether nothing else of its task is being told. */
        synchronized boolean add(Message message) {
            open.add(message.position());
            seen(message.position());
            Queue<Message> queue = queues.computeIfAbsent(message.task(), task -> new ArrayDeque<>());
            queue.add(message);
            return queue.size() == 1;
        }

        /** The next of the same task. */
        synchronized @Nullable Message ended(Message message) {
            open.remove(message.position());
            Queue<Message> queue = queues.getOrDefault(message.task(), new ArrayDeque<>());
            queue.remove();
            if (queue.isEmpty()) {
                queues.remove(message.task());
            }
            return queue.peek();
        }
    }

    /** What was decided about, and how. */
    private record Decision(String about, String decision) {

        /** Whether there is something to fetch now. */
        boolean released() {
            return !about.equals("call") && !decision.equals("rejected");
        }
    }

    /** What is told, or waits to be. */
    int waiting() {
        return courses.stream()
                .mapToInt(course -> settings.waiting() - course.room.availablePermits())
                .sum();
    }

    private void take(Course course, List<Recorded> batch) {
        for (Recorded recorded : batch) {
            Decision decision = decision(recorded.event());
            if (decision != null && recorded.position() >= course.seen()) {
                take(course, recorded, decision);
            }
            course.seen(recorded.position());
        }
    }

    private static @Nullable Decision decision(Event event) {
        return switch (event) {
            case OutputApproved ignored -> new Decision("answer", "approved");
            case OutputEdited ignored -> new Decision("answer", "edited");
            case OutputRejected ignored -> new Decision("answer", "rejected");
            case ToolCallApproved ignored -> new Decision("call", "approved");
            case ToolCallRejected ignored -> new Decision("call", "rejected");
            case ToolResultApproved ignored -> new Decision("result", "approved");
            case ToolResultRejected ignored -> new Decision("result", "rejected");
            default -> null;
        };
    }

    private void take(Course course, Recorded recorded, Decision decision) {
        TaskId task = TaskCommand.task(recorded.stream());
        String workflow = workflow(recorded.stream());
        if (!course.endpoint.wants(workflow)) {
            return;
        }
        Message message = new Message(
                recorded.id(),
                "review.decided",
                recorded.at(),
                recorded.position(),
                task.value(),
                workflow,
                decision.about(),
                decision.decision(),
                "/api/tasks/" + task.value() + (decision.released() ? "/output" : ""));
        awaitRoom(course.room);
        if (course.add(message)) {
            Thread thread = Thread.ofVirtual().name("webhook").unstarted(() -> tell(course, message));
            threads.add(thread);
            thread.start();
        }
    }

    /** So the record is read no faster than it can be told. */
    private void awaitRoom(Semaphore room) {
        try {
            while (!room.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new IllegalStateException("No more is told here");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("No more is told here", e);
        }
    }

    private String workflow(String stream) {
        for (StoredEvent stored : log.readStream(stream)) {
            if (log.decode(stored).event() instanceof TaskOpened opened) {
                return opened.workflow().value();
            }
        }
        return "";
    }

    private void tell(Course course, Message first) {
        try {
            Message message = first;
            while (message != null && !closed) {
                persist(course.endpoint, message);
                course.room.release();
                message = course.ended(message);
                keep(course);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void persist(Endpoint endpoint, Message message) throws InterruptedException {
        Duration pause = settings.firstPause();
        for (int attempt = 1; ; attempt++) {
            String problem = attempts.problem(endpoint, message);
            if (problem == null) {
                ends.told(endpoint, message, attempt, null);
                return;
            }
            if (!clock.instant().isBefore(message.at().plus(settings.giveUpAfter()))) {
                giveUp(endpoint, message, attempt, problem);
                ends.told(endpoint, message, attempt, problem);
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : pause;
        }
    }

    /** Nobody is given up before that is on the record. */
    private void giveUp(Endpoint endpoint, Message message, int attempt, String problem) throws InterruptedException {
        RecordUntold untold = new RecordUntold(new DecisionUntold(
                message.id(),
                new TaskId(message.task()),
                message.position(),
                endpoint.id(),
                endpoint.host(),
                attempt,
                problem));
        while (true) {
            try {
                record.accept(untold);
                return;
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("task", message.task())
                        .setCause(e)
                        .log("That a webhook was given up could not be recorded; it is tried again");
                Thread.sleep(settings.longestPause());
            }
        }
    }

    /** Keeps how far each endpoint has been told, where that has not been done yet. */
    void keepPositions() {
        courses.forEach(this::keep);
    }

    private void keep(Course course) {
        synchronized (course.open) {
            long reached = course.reached();
            if (reached > course.kept) {
                try {
                    positions.reached(reader(course.endpoint), reached);
                    course.kept = reached;
                } catch (RuntimeException e) {
                    // The next look tries again; until then a crash means that something is told twice.
                    LOG.atDebug().setCause(e).log("How far a webhook was told could not be kept");
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        courses.forEach(course -> {
            if (course.following != null) {
                course.following.close();
            }
        });
        threads.forEach(Thread::interrupt);
        keepPositions();
    }
}
