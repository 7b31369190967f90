package dev.chancery.gateway.webhooks;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Positions;
import dev.chancery.gateway.webhooks.WebhookSettings.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other systems that a person has decided about what was held: that it was, and where to ask, never what was said. The
 * decision is on the record before anybody is told of it.
 *
 * <p>Each receiver is told of every decision at least once, of those about one task in order. How far each was told is kept beside the
 * record, so what a process did not tell because it died, the next one tells; a receiver that is new is told of what comes from then
 * on. The id is that of the recorded event, the same in every attempt, so a receiver takes each decision once. Whoever cannot be told
 * for as long as the settings say is given up, and that is recorded. Of several nodes, the one that leads tells.
 */
public final class Webhooks implements AutoCloseable {

    /** Beginning of the names of the receivers' positions. */
    static final String KIND = "webhook/";

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int SHOWN = 50;

    private final EventLog log;
    private final BooleanSupplier leads;
    private final Positions positions;
    private final WebhookSettings settings;
    private final Attempts attempts;
    private final Consumer<Command> record;
    private final InstantSource clock;
    private final Deque<Outcome> outcomes = new ArrayDeque<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("webhooks").daemon().factory());
    private long delivered;
    private long failed;

    /** While this node leads. */
    private volatile @Nullable Telling telling;

    /**
     * Begins to tell, whenever this node leads.
     *
     * @param leads whether it does
     * @param record puts a command on the record, and throws when it must be tried again
     */
    public Webhooks(
            EventLog log,
            BooleanSupplier leads,
            Positions positions,
            Consumer<Command> record,
            WebhookSettings settings,
            InstantSource clock) {
        this.log = log;
        this.leads = leads;
        this.positions = positions;
        this.settings = settings;
        this.record = record;
        this.clock = clock;
        this.attempts = new Attempts(settings.timeout(), clock);
        worker.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What a receiver is told. */
    record Message(
            String id,
            String type,
            Instant at,
            long position,
            String task,
            String workflow,
            String about,
            String decision,
            String retrieve) {}

    /**
     * What came of telling an endpoint.
     *
     * @param attempts how many there were
     * @param problem of the last attempt, null when it was taken
     */
    public record Outcome(
            String id,
            String url,
            String task,
            int attempts,
            @Nullable String problem,
            Instant at) {}

    /**
     * How it stands since the start of this node.
     *
     * @param telling whether this node is the one that tells
     * @param waiting under way, or between two attempts
     * @param failed given up
     * @param latest the newest first
     */
    public record Standing(
            boolean telling, List<String> endpoints, int waiting, long delivered, long failed, List<Outcome> latest) {}

    /** How it stands. */
    public Standing standing() {
        Telling now = telling;
        synchronized (outcomes) {
            return new Standing(
                    now != null,
                    settings.endpoints().stream().map(Endpoint::shown).toList(),
                    now == null ? 0 : now.waiting(),
                    delivered,
                    failed,
                    List.copyOf(outcomes));
        }
    }

    private void look() {
        try {
            Telling now = telling;
            if (!leads.getAsBoolean()) {
                telling = null;
                if (now != null) {
                    now.close();
                }
            } else if (now == null) {
                telling = Telling.start(log, positions, settings, attempts, record, this::ended, clock);
            } else {
                now.keepPositions();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Telling other systems of decisions does not go on; it is tried again");
        }
    }

    private void ended(Endpoint endpoint, Message message, int made, @Nullable String problem) {
        if (problem != null) {
            LOG.atWarn()
                    .addKeyValue("task", message.task())
                    .addKeyValue("url", endpoint.shown())
                    .addKeyValue("problem", problem)
                    .log("A webhook was not told of a decision");
        }
        synchronized (outcomes) {
            outcomes.addFirst(
                    new Outcome(message.id(), endpoint.shown(), message.task(), made, problem, clock.instant()));
            if (outcomes.size() > SHOWN) {
                outcomes.removeLast();
            }
            if (problem == null) {
                delivered++;
            } else {
                failed++;
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            worker.awaitTermination(LOOK.toMillis() * 20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Telling now = telling;
        if (now != null) {
            now.close();
        }
        attempts.close();
    }
}
