package dev.chancery.gateway.webhooks;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.webhooks.WebhookSettings.Endpoint;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells other systems that a person has decided about what was held: that it was, and where to ask, never what was said. The
 * decision is on the record before anybody is told of it.
 *
 * <p>The id is that of the recorded event, the same in every attempt, so a receiver takes each decision once; the time stamp is that
 * of the attempt and is signed with it, so one that was caught is not taken later. An attempt fails unless the answer is 2xx in time;
 * redirects are not followed. What is not told when the process ends is not told later: whoever has to know asks, too
 * ({@code GET /api/tasks/<task>}).
 */
public final class Webhooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHOWN = 50;

    private final EventLog log;
    private final LongPredicate own;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final HttpClient http;
    private final Semaphore room;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Deque<Outcome> outcomes = new ArrayDeque<>();
    private final Set<Thread> telling = ConcurrentHashMap.newKeySet();
    private final EventLog.@Nullable Following following;

    /**
     * Follows the record from its end, if anybody is to be told.
     *
     * @param own whether this node recorded an event: of several, one tells of it
     */
    public Webhooks(EventLog log, LongPredicate own, WebhookSettings settings, InstantSource clock) {
        this.log = log;
        this.own = own;
        this.settings = settings;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.room = new Semaphore(settings.waiting());
        this.following = settings.endpoints().isEmpty() ? null : log.follow("webhooks", log.size(), this::take);
    }

    /** What was decided about, and how. */
    private record Decision(String about, String decision) {

        /** Whether there is something to fetch now. */
        boolean released() {
            return !about.equals("call") && !decision.equals("rejected");
        }
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
     * @param waiting under way, or between two attempts
     * @param failed given up after the last attempt
     * @param dropped for which there was no room
     * @param latest the newest first
     */
    public record Standing(
            List<String> endpoints, int waiting, long delivered, long failed, long dropped, List<Outcome> latest) {}

    /** How it stands. */
    public Standing standing() {
        synchronized (outcomes) {
            return new Standing(
                    settings.endpoints().stream().map(Endpoint::shown).toList(),
                    settings.waiting() - room.availablePermits(),
                    delivered.get(),
                    failed.get(),
                    dropped.get(),
                    List.copyOf(outcomes));
        }
    }

    private void take(List<Recorded> batch) {
        for (Recorded recorded : batch) {
            Decision decision = decision(recorded.event());
            if (decision != null && own.test(recorded.position())) {
                tell(recorded, decision);
            }
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

    private void tell(Recorded recorded, Decision decision) {
        TaskId task = TaskCommand.task(recorded.stream());
        String workflow = workflow(recorded.stream());
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
        for (Endpoint endpoint : settings.endpoints()) {
            if (!endpoint.wants(workflow)) {
                continue;
            }
            if (!room.tryAcquire()) {
                dropped.incrementAndGet();
                LOG.atWarn().addKeyValue("task", task).log("There is no room to tell a webhook of a decision");
                continue;
            }
            Thread thread = Thread.ofVirtual().name("webhook").unstarted(() -> persist(endpoint, message));
            telling.add(thread);
            thread.start();
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

    private void persist(Endpoint endpoint, Message message) {
        try {
            String problem = null;
            int attempt = 0;
            Duration pause = settings.firstPause();
            while (attempt < settings.attempts()) {
                attempt++;
                problem = attempt(endpoint, message);
                if (problem == null) {
                    break;
                }
                if (attempt < settings.attempts()) {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2);
                    pause = pause.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : pause;
                }
            }
            ended(endpoint, message, attempt, problem);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
            telling.remove(Thread.currentThread());
        }
    }

    /** Null when it was taken. */
    private @Nullable String attempt(Endpoint endpoint, Message message) throws InterruptedException {
        try {
            String body = JSON.writeValueAsString(message);
            long timestamp = clock.instant().getEpochSecond();
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(endpoint.url())
                            .timeout(settings.timeout())
                            .header("Content-Type", "application/json")
                            .header("webhook-id", message.id())
                            .header("webhook-timestamp", Long.toString(timestamp))
                            .header(
                                    "webhook-signature",
                                    Signature.of(Signature.secret(endpoint.secret()), message.id(), timestamp, body))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? null : "it answered " + answer.statusCode();
        } catch (IOException e) {
            return "it gave no answer (" + e.getClass().getSimpleName() + ")";
        } catch (IllegalStateException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void ended(Endpoint endpoint, Message message, int attempts, @Nullable String problem) {
        if (problem != null) {
            LOG.atWarn()
                    .addKeyValue("task", message.task())
                    .addKeyValue("url", endpoint.shown())
                    .addKeyValue("problem", problem)
                    .log("A webhook was not told of a decision");
        }
        synchronized (outcomes) {
            outcomes.addFirst(
                    new Outcome(message.id(), endpoint.shown(), message.task(), attempts, problem, clock.instant()));
            if (outcomes.size() > SHOWN) {
                outcomes.removeLast();
            }
            (problem == null ? delivered : failed).incrementAndGet();
        }
    }

    @Override
    public void close() {
        if (following != null) {
            following.close();
        }
        telling.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
