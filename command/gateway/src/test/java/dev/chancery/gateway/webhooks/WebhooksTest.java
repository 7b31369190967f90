package dev.chancery.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.WebhookCommand.RecordUntold;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.WebhookEvent.DecisionUntold;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Positions;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.webhooks.WebhookSettings.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebhooksTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration GIVE_UP_AFTER = Duration.ofHours(1);
    private static final String SECRET = "a secret of the receiver";

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Reel log = new Reel();
    private final Memory positions = new Memory();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusedCommands = new AtomicInteger();
    private volatile Instant now = NOON;
    private volatile boolean leads = true;
    private volatile boolean recordDown;

    /** A task of which the receiver takes nothing. */
    private volatile String refused = "";

    private HttpServer receiver;
    private @TempDir Path home;

    private record Told(String id, String timestamp, String signature, String body) {}

    @BeforeEach
    void receive() throws IOException {
        Files.writeString(home.resolve("secret"), SECRET + "\n");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/hook", exchange -> {
            var headers = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(new Told(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body));
            Integer status = body.contains("\"task\":\"" + refused + "\"") ? Integer.valueOf(503) : answers.poll();
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void signsAsStandardWebhooksDoes() {
        assertThat(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void tellsOfADecisionWithoutAnythingThatWasSaid() throws Exception {
        try (Webhooks webhooks = webhooks(10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "the customer is Erika")));

            // then
            Told message = told();
            JsonNode body = JsonMapper.shared().readTree(message.body());
            assertThat(message.id()).isEqualTo("event-5");
            assertThat(message.timestamp()).isEqualTo(Long.toString(NOON.getEpochSecond()));
            assertThat(message.signature())
                    .isEqualTo(Signature.of(SECRET, "event-5", NOON.getEpochSecond(), message.body()));
            assertThat(body.path("task").asString()).isEqualTo("t-1");
            assertThat(body.path("about").asString()).isEqualTo("answer");
            assertThat(body.path("decision").asString()).isEqualTo("approved");
            assertThat(body.path("retrieve").asString()).isEqualTo("/api/tasks/t-1/output");
            assertThat(message.body()).doesNotContain("Erika", "ada");
            until(() -> webhooks.standing().delivered() == 1);
            assertThat(webhooks.standing().latest())
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.problem()).isNull());
        }
    }

    @Test
    void triesAgainUnderTheSameIdUntilItIsTaken() throws Exception {
        // given
        answers.addAll(List.of(500, 302));
        try (Webhooks webhooks = webhooks(10, List.of())) {
            // when
            log.commit(recorded(5, new ToolCallRejected("ada", "no")));
            until(() -> webhooks.standing().delivered() == 1);

            // then
            assertThat(told).hasSize(3).extracting(Told::id).containsOnly("event-5");
            assertThat(webhooks.standing().latest().getFirst().attempts()).isEqualTo(3);
            until(() -> webhooks.standing().waiting() == 0);
        }
    }

    @Test
    void givesUpWhenTheTimeIsOverAndRecordsIt() throws Exception {
        // given
        answers.addAll(Collections.nCopies(1_000, 503));
        try (Webhooks webhooks = webhooks(10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "the customer is Erika")));
            until(() -> told.size() > 1);
            recordDown = true;
            now = NOON.plus(GIVE_UP_AFTER);

            // then nobody is given up before the record has it
            until(() -> refusedCommands.get() >= 2);
            assertThat(webhooks.standing().failed()).isZero();
            assertThat(positions.kept()).containsExactly(5L);

            // when
            recordDown = false;
            until(() -> webhooks.standing().failed() == 1);

            // then
            DecisionUntold untold = ((RecordUntold) commands.getFirst()).untold();
            assertThat(untold.task()).isEqualTo(new TaskId("t-1"));
            assertThat(untold.position()).isEqualTo(5);
            assertThat(untold.attempts()).isEqualTo(told.size());
            assertThat(untold.problem()).isEqualTo("it answered 503");
            assertThat(untold.host()).startsWith("http://127.0.0.1:").doesNotContain("hook", "token");
            assertThat(commands).hasSize(1);
            assertThat(webhooks.standing().latest().getFirst().problem()).isEqualTo("it answered 503");
            assertThat(webhooks.standing().delivered()).isZero();
            until(() -> positions.kept().equals(List.of(6L)));
        }
    }

    @Test
    void sendsNothingThatItCannotSign() throws Exception {
        // given
        Files.delete(home.resolve("secret"));
        now = NOON.plus(GIVE_UP_AFTER);
        try (Webhooks webhooks = webhooks(10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().failed() == 1);

            // then
            assertThat(told).isEmpty();
            assertThat(webhooks.standing().latest().getFirst().problem()).startsWith("No secret at file:");
        }
    }

    @Test
    void tellsAfterAnotherStartWhatWasNotToldBefore() throws Exception {
        // given
        answers.addAll(Collections.nCopies(1_000, 503));
        try (Webhooks webhooks = webhooks(10, List.of())) {
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            until(() -> told.size() > 1);
            assertThat(webhooks.standing().delivered()).isZero();
        }
        log.commit(recorded(6, new ToolCallRejected("ada", "no")));
        answers.clear();
        told.clear();

        // when
        try (Webhooks webhooks = webhooks(10, List.of())) {
            until(() -> webhooks.standing().delivered() == 2);
        }

        // then both, of one task, in order
        assertThat(told.stream().map(Told::id).distinct()).containsExactly("event-5", "event-6");
        assertThat(positions.kept()).containsExactly(7L);

        // when there is nothing new
        told.clear();
        try (Webhooks webhooks = webhooks(10, List.of())) {
            log.commit(recorded(7, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().delivered() == 1);
        }

        // then nothing is told twice
        assertThat(told).extracting(Told::id).containsExactly("event-7");
    }

    @Test
    void letsADecisionThatNobodyTakesHoldBackThoseOfItsTaskOnly() throws Exception {
        // given
        refused = "t-1";
        try (Webhooks webhooks = webhooks(10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            log.commit(recorded(6, new OutputRejected("ada", "no")));
            log.commit(recorded(7, "task/t-2", new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().delivered() == 1);

            // then the first is told until it is taken, and so it is where the next process begins
            assertThat(webhooks.standing().latest().getFirst().task()).isEqualTo("t-2");
            assertThat(told).extracting(Told::id).doesNotContain("event-6");
            assertThat(positions.kept()).containsExactly(5L);

            // when
            refused = "";
            until(() -> webhooks.standing().delivered() == 3);
            until(() -> positions.kept().equals(List.of(8L)));
        }
    }

    @Test
    void readsOnOnlyWhenThereIsRoom() throws Exception {
        // given
        answers.addAll(Collections.nCopies(3, 500));
        try (Webhooks webhooks = webhooks(1, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            log.commit(recorded(6, "task/t-2", new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().delivered() == 2);

            // then
            assertThat(told)
                    .extracting(Told::id)
                    .containsExactly("event-5", "event-5", "event-5", "event-5", "event-6");
        }
    }

    @Test
    void tellsNothingOfOtherWorkflowsAndNothingWhileAnotherNodeLeads() throws Exception {
        // given
        leads = false;
        try (Webhooks webhooks = webhooks(10, List.of("another"), List.of("desk"))) {
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            assertThat(webhooks.standing().telling()).isFalse();
            assertThat(told).isEmpty();

            // when
            leads = true;
            until(() -> webhooks.standing().telling());
            log.commit(recorded(6, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().delivered() == 1);

            // then
            assertThat(told).extracting(Told::id).containsExactly("event-6");
            until(() -> positions.kept().equals(List.of(7L, 7L)));

            // when
            leads = false;
            until(() -> !webhooks.standing().telling());
            log.commit(recorded(7, new OutputApproved("ada", "yes")));
            leads = true;
            until(() -> webhooks.standing().delivered() == 2);

            // then what nobody told meanwhile is told
            assertThat(told).extracting(Told::id).containsExactly("event-6", "event-7");
        }
    }

    @Test
    void forgetsAReceiverThatIsNoLongerConfigured() throws Exception {
        // given
        positions.of("webhook/of-old", 1);
        positions.of("another/reader", 1);

        // when
        try (Webhooks webhooks = webhooks(10, List.of())) {
            until(() -> webhooks.standing().telling());
        }

        // then
        assertThat(positions.forgotten).isEqualTo(NOON.minus(Duration.ofDays(30)));
        assertThat(positions.positions)
                .containsKey("another/reader")
                .doesNotContainKey("webhook/of-old")
                .hasSize(2);
    }

    @Test
    void takesNoAddressThatAnybodyCouldReadAndNoSecretThatStandsThere() {
        Endpoint same = new Endpoint(URI.create("https://receiver.example/hook"), "env:S", List.of());
        assertThatThrownBy(() -> new WebhookSettings(
                        List.of(same, same), GIVE_UP_AFTER, GIVE_UP_AFTER, GIVE_UP_AFTER, GIVE_UP_AFTER, 1))
                .hasMessageContaining("the same url");
        assertThatThrownBy(() -> new Endpoint(URI.create("http://receiver.example/hook"), "env:S", List.of()))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> new Endpoint(URI.create("https://me:pass@receiver.example/"), "env:S", List.of()))
                .hasMessageContaining("no user");
        assertThatThrownBy(() -> new Endpoint(URI.create("https://receiver.example/hook"), "hunter2", List.of()))
                .hasMessageContaining("never write the secret")
                .hasMessageNotContaining("hunter2");
    }

    /** With an endpoint for each list of workflows. */
    @SafeVarargs
    private Webhooks webhooks(int waiting, List<String>... workflows) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < workflows.length; i++) {
            URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=of-theirs-" + i);
            endpoints.add(new Endpoint(url, "file:" + home.resolve("secret"), workflows[i]));
        }
        Webhooks webhooks = new Webhooks(
                log,
                () -> leads,
                positions,
                command -> {
                    if (recordDown) {
                        refusedCommands.incrementAndGet();
                        throw new RecordUnavailable("down", new IllegalStateException("no disk"));
                    }
                    commands.add(command);
                },
                new WebhookSettings(
                        endpoints,
                        GIVE_UP_AFTER,
                        Duration.ofMillis(1),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(20),
                        waiting),
                () -> now);
        until(() -> webhooks.standing().telling() == leads);
        return webhooks;
    }

    private Told told() throws InterruptedException {
        Told message = told.poll(30, TimeUnit.SECONDS);
        assertThat(message).as("a message within 30 seconds").isNotNull();
        return message;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 seconds").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Recorded recorded(long position, Event event) {
        return recorded(position, "task/t-1", event);
    }

    private static Recorded recorded(long position, String stream, Event event) {
        return new Recorded(position, "event-" + position, stream, 3, NOON, event);
    }

    private static final class Memory implements Positions {
        private final Map<String, Long> positions = new ConcurrentSkipListMap<>();
        private volatile Instant forgotten = Instant.MAX;

        List<Long> kept() {
            return List.copyOf(positions.values());
        }

        @Override
        public long of(String reader, long first) {
            positions.putIfAbsent(reader, first);
            return positions.get(reader);
        }

        @Override
        public void reached(String reader, long position) {
            positions.merge(reader, position, Math::max);
        }

        @Override
        public void forget(String kind, Set<String> kept, Instant before) {
            forgotten = before;
            positions.keySet().removeIf(reader -> reader.startsWith(kind) && !kept.contains(reader));
        }
    }

    /** A record that tells its readers what is committed to it, and what was before. */
    private static final class Reel implements EventLog {
        private static final long FIRST = 5;
        private final List<Recorded> events = new ArrayList<>();

        synchronized void commit(Recorded recorded) {
            assertThat(recorded.position()).isEqualTo(size());
            events.add(recorded);
            notifyAll();
        }

        @Override
        public synchronized long size() {
            return FIRST + events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            return List.of();
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            return List.of(new StoredEvent(0, "event-0", stream, 0, "task.opened", 1, NOON, new byte[0], new byte[0]));
        }

        @Override
        public Recorded decode(StoredEvent event) {
            return new Recorded(
                    0,
                    event.id(),
                    event.stream(),
                    0,
                    NOON,
                    new TaskOpened(
                            new TaskId("t-1"),
                            TaskKind.INFERENCE,
                            new AgentId("clerk"),
                            new WorkflowId("desk"),
                            new SessionId("s"),
                            null,
                            new ContentRef(new ContentId("c"), "00", 1),
                            new PolicyVersion("v1")));
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    for (long next = from; ; next++) {
                        reader.accept(List.of(await(next)));
                    }
                } catch (InterruptedException | IllegalStateException closed) {
                    return;
                }
            });
            return new Following() {
                @Override
                public long position() {
                    return from;
                }

                @Override
                public boolean await(long position, Duration atMost) {
                    return true;
                }

                @Override
                public void close() {
                    thread.interrupt();
                }
            };
        }

        private synchronized Recorded await(long position) throws InterruptedException {
            while (position >= size()) {
                wait();
            }
            return events.get((int) (position - FIRST));
        }
    }
}
