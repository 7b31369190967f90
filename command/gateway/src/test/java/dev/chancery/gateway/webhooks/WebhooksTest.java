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
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.EventLog;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final String SECRET = "a secret of the receiver";

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Reel log = new Reel();
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
            told.add(new Told(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Integer status = answers.poll();
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
        try (Webhooks webhooks = webhooks(3, 10, List.of())) {
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
        try (Webhooks webhooks = webhooks(5, 10, List.of())) {
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
    void givesUpAfterTheLastAttemptAndSaysSo() throws Exception {
        // given
        answers.addAll(List.of(503, 503, 503));
        try (Webhooks webhooks = webhooks(2, 10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().failed() == 1);

            // then
            assertThat(told).hasSize(2);
            assertThat(webhooks.standing().latest().getFirst().problem()).isEqualTo("it answered 503");
            assertThat(webhooks.standing().delivered()).isZero();
        }
    }

    @Test
    void sendsNothingThatItCannotSign() throws Exception {
        // given
        Files.delete(home.resolve("secret"));
        try (Webhooks webhooks = webhooks(2, 10, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().failed() == 1);

            // then
            assertThat(told).isEmpty();
            assertThat(webhooks.standing().latest().getFirst().problem()).startsWith("No secret at file:");
        }
    }

    @Test
    void countsWhatThereIsNoRoomFor() throws Exception {
        // given
        answers.addAll(List.of(500, 500, 500, 500, 500));
        try (Webhooks webhooks = webhooks(1_000, 1, List.of())) {
            // when
            log.commit(recorded(5, new OutputApproved("ada", "yes")));
            log.commit(recorded(6, new OutputApproved("ada", "yes")));

            // then
            assertThat(webhooks.standing().dropped()).isEqualTo(1);
            until(() -> webhooks.standing().delivered() == 1);
            assertThat(told).extracting(Told::id).containsOnly("event-5");
        }
    }

    @Test
    void tellsNothingOfOtherWorkflowsAndOfWhatAnotherNodeRecorded() throws Exception {
        try (Webhooks other = webhooks(1, 10, List.of("another"));
                Webhooks webhooks = webhooks(1, 10, List.of("desk"))) {
            // when
            log.commit(recorded(Reel.ELSEWHERE, new OutputApproved("ada", "yes")));
            log.commit(recorded(7, new OutputApproved("ada", "yes")));
            until(() -> webhooks.standing().delivered() == 1);

            // then
            assertThat(told).extracting(Told::id).containsExactly("event-7");
            assertThat(other.standing().delivered()).isZero();
        }
    }

    @Test
    void takesNoAddressThatAnybodyCouldReadAndNoSecretThatStandsThere() {
        assertThatThrownBy(() -> new Endpoint(URI.create("http://receiver.example/hook"), "env:S", List.of()))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> new Endpoint(URI.create("https://me:pass@receiver.example/"), "env:S", List.of()))
                .hasMessageContaining("no user");
        assertThatThrownBy(() -> new Endpoint(URI.create("https://receiver.example/hook"), "hunter2", List.of()))
                .hasMessageContaining("never write the secret")
                .hasMessageNotContaining("hunter2");
    }

    private Webhooks webhooks(int attempts, int waiting, List<String> workflows) {
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=of-theirs");
        return new Webhooks(
                log,
                position -> position != Reel.ELSEWHERE,
                new WebhookSettings(
                        List.of(new Endpoint(url, "file:" + home.resolve("secret"), workflows)),
                        attempts,
                        Duration.ofMillis(1),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(20),
                        waiting),
                InstantSource.fixed(NOON));
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
        return new Recorded(position, "event-" + position, "task/t-1", 3, NOON, event);
    }

    /** A record that tells its readers what is committed to it. */
    private static final class Reel implements EventLog {
        static final long ELSEWHERE = 99;
        private final List<Consumer<List<Recorded>>> readers = new java.util.concurrent.CopyOnWriteArrayList<>();

        void commit(Recorded recorded) {
            readers.forEach(reader -> reader.accept(List.of(recorded)));
        }

        @Override
        public long size() {
            return 5;
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
            readers.add(reader);
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
                    readers.remove(reader);
                }
            };
        }
    }
}
