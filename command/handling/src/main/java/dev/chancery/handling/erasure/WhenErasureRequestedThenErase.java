package dev.chancery.handling.erasure;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.command.ErasureCommand.CompleteErasure;
import dev.chancery.contracts.command.ErasureCommand.RefuseErasure;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.LegalHold;
import dev.chancery.contracts.log.ErasableContents;
import dev.chancery.contracts.log.ErasureProblems;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.decisions.retention.ErasureDecision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was asked for, one erasure after the other. The request is on the record before; each step may be taken
 * twice, so an erasure that a crash interrupts is handed in again at the next start and goes on where it was.
 */
public final class WhenErasureRequestedThenErase implements ErasureProblems, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenErasureRequestedThenErase.class);

    /** Erasures that wait; more are left to the next start. */
    private static final int LIMIT = 10_000;

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_CHECKPOINT = Duration.ofMillis(50);
    private static final int LOOKS = 200;

    /** Where contents, or what belongs to them, are beside their store. */
    public interface Elsewhere {

        /** Forgets what memory holds of a task. */
        void forget(TaskOpened task);

        /** Deletes files that show texts. */
        void deleteCopies();
    }

    private final EventLog log;
    private final Ledger ledger;
    private final ErasableContents contents;
    private final Holds holds;
    private final Consumer<Command> send;
    private final Elsewhere elsewhere;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("erasures").daemon().factory());

    /**
     * Carries out erasures.
     *
     * @param send sends a command and returns when it is durable
     */
    public WhenErasureRequestedThenErase(
            EventLog log,
            Ledger ledger,
            ErasableContents contents,
            Holds holds,
            Consumer<Command> send,
            Elsewhere elsewhere) {
        this.log = log;
        this.ledger = ledger;
        this.contents = contents;
        this.holds = holds;
        this.send = send;
        this.elsewhere = elsewhere;
    }

    /** An erasure may have been requested; whether it was, the record knows. */
    public void requested(String erasure) {
        if (waiting.incrementAndGet() > LIMIT) {
            waiting.decrementAndGet();
            LOG.atWarn()
                    .addKeyValue("erasure", erasure)
                    .log("Too many erasures wait; this one is carried out at the next start");
            note(erasure, "Too many erasures wait; it is carried out at the next start.");
            return;
        }
        worker.execute(() -> attempt(erasure));
    }

    /** Another node has carried an erasure out: what this one holds of it goes too. */
    public void erasedElsewhere(String erasure) {
        if (worker.isShutdown()) {
            return;
        }
        worker.execute(() -> {
            try {
                contents.tasksOf(erasure).forEach(this::forget);
                elsewhere.deleteCopies();
            } catch (RecordUnavailable e) {
                if (!worker.isShutdown()) {
                    worker.schedule(() -> erasedElsewhere(erasure), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        });
    }

    private void attempt(String erasure) {
        try {
            carryOut(erasure);
            problems.remove(erasure);
            waiting.decrementAndGet();
        } catch (RecordUnavailable e) {
            note(erasure, "The record does not allow it now, so it is tried again and again: " + e.getMessage());
            if (!worker.isShutdown()) {
                worker.schedule(() -> attempt(erasure), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException e) {
            waiting.decrementAndGet();
            LOG.atError()
                    .addKeyValue("erasure", erasure)
                    .setCause(e)
                    .log("An erasure could not be carried out; it is tried again at the next start");
            note(erasure, "It failed, and is tried again at the next start: " + e.getMessage());
        }
    }

    private void note(String erasure, String problem) {
        if (problems.size() < LIMIT) {
            problems.put(erasure, problem);
        }
    }

    @Override
    public Optional<String> of(String erasure) {
        return Optional.ofNullable(problems.get(erasure));
    }

    /** Carries an erasure out, if it was requested and has no outcome. */
    void carryOut(String erasure) {
        List<Recorded> stream = log.readStream(ErasureCommand.STREAM + erasure).stream()
                .map(log::decode)
                .toList();
        if (stream.size() != 1 || !(stream.getFirst().event() instanceof ErasureRequested requested)) {
            return;
        }
        String checkpoint = checkpointWith(stream.getFirst().position());
        List<String> inTheWay = contents.isCondemned(erasure)
                ? List.of()
                : holds.during(standing -> condemn(erasure, requested.scope(), standing));
        if (inTheWay.isEmpty()) {
            Erased erased = contents.erase(erasure, this::forget);
            elsewhere.deleteCopies();
            send.accept(new CompleteErasure(erasure, erased, checkpoint));
        } else {
            send.accept(new RefuseErasure(erasure, inTheWay));
        }
    }

    /** From here on a hold comes too late, and until here it wins. */
    private List<String> condemn(String erasure, ContentScope scope, List<LegalHold> standing) {
        List<ContentScope> held = standing.stream().map(LegalHold::scope).toList();
        List<String> inTheWay = ErasureDecision.inTheWay(scope, contents.touched(scope, held), standing);
        if (inTheWay.isEmpty()) {
            contents.condemn(erasure, scope);
        }
        return inTheWay;
    }

    private void forget(TaskId task) {
        log.readStream(TaskCommand.stream(task)).stream()
                .limit(1)
                .map(log::decode)
                .forEach(first -> {
                    if (first.event() instanceof TaskOpened opened) {
                        elsewhere.forget(opened);
                    }
                });
    }

    /** A signed head that has a position: the second line of a checkpoint is the size of the tree. */
    private String checkpointWith(long position) {
        try {
            for (int look = 0; look < LOOKS; look++) {
                String checkpoint = ledger.checkpoint();
                if (Long.parseLong(checkpoint.lines().skip(1).findFirst().orElseThrow()) > position) {
                    return checkpoint;
                }
                Thread.sleep(LOOK_FOR_CHECKPOINT);
            }
            throw new RecordUnavailable("The head of the log is not signed", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordUnavailable("Chancery is shutting down", e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
