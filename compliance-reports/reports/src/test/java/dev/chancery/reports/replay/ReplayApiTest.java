package dev.chancery.reports.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.pack.SampleLog;
import dev.chancery.verifier.check.Replay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayApiTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final MemoryLog log = SampleLog.of(40);
    private final Replays replays = new Replays(log);
    private final MockMvcTester http = MockMvcTester.of(new ReplayApi(replays, log, InstantSource.fixed(NOW)));

    @AfterEach
    void stop() {
        replays.close();
    }

    private MvcTestResult post(String body) {
        return http.post()
                .uri("/api/replays")
                .principal(() -> "auditor")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult get(String uri) {
        return http.get().uri(uri).principal(() -> "auditor").exchange();
    }

    private static JsonNode json(MvcTestResult result) throws IOException {
        return JsonMapper.shared()
                .readTree(new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8));
    }

    private JsonNode done(MvcTestResult accepted) throws IOException {
        assertThat(accepted).hasStatus(202);
        String uri = "/api/replays/" + json(accepted).path("id").asString();
        await().atMost(Duration.ofMinutes(2))
                .until(() ->
                        !"QUEUED RUNNING".contains(json(get(uri)).path("state").asString()));
        return json(get(uri));
    }

    /** A charge that is not what follows. */
    private long forge() {
        EventCodec codec = new EventCodec();
        for (StoredEvent e : log.events) {
            Event event = log.decode(e).event();
            if (event instanceof SpendSettled settled) {
                log.events.set(
                        (int) e.position(),
                        new StoredEvent(
                                e.position(),
                                e.id(),
                                e.stream(),
                                e.sequence(),
                                e.name(),
                                e.revision(),
                                e.at(),
                                codec.encode(new SpendSettled(settled.reserved(), settled.reserved())),
                                e.metadata()));
                return e.position();
            }
        }
        throw new AssertionError("nothing was settled");
    }

    @Test
    void replaysAPeriodAndSaysThatAllIsTheSame() throws IOException {
        // when
        JsonNode status = done(post("{\"quarter\":\"2026-Q4\"}"));
        // then
        assertThat(status.path("state").asString()).isEqualTo("DONE");
        assertThat(status.path("verdict").asString()).isEqualTo("SAME");
        assertThat(status.path("quarter").asString()).isEqualTo("2026-Q4");
        JsonNode result = status.path("result");
        assertThat(result.path("tasks").asLong()).isEqualTo(40);
        assertThat(result.path("different").asLong()).isZero();
        assertThat(result.path("byKind").path("routing").asLong()).isPositive();
        assertThat(result.path("code").asString()).isEqualTo(Replay.CODE);
        assertThat(json(get("/api/replays")).path("replays")).hasSize(1);
    }

    @Test
    void explainsADifferenceFieldByField() throws IOException {
        // given
        long position = forge();
        // when
        JsonNode status = done(post(""));
        // then
        assertThat(status.path("verdict").asString()).isEqualTo("DIFFERENT");
        JsonNode found = status.path("result").path("differences");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("position").asLong()).isEqualTo(position);
        assertThat(found.get(0).path("decision").asString()).isEqualTo("settlement");
        JsonNode fields = found.get(0).path("fields");
        assertThat(fields).hasSize(1);
        assertThat(fields.get(0).path("pointer").asString()).isEqualTo("/settled/amount");
        assertThat(fields.get(0).path("recomputed").asLong()).isEqualTo(60);
    }

    @Test
    void partsOfTheLogAddUpToTheWhole() throws IOException {
        // given
        Replay.Result whole = replay(0, log.size());
        // then
        for (long cut : new long[] {5, log.size() / 3, log.size() / 2, log.size() - 7}) {
            Replay.Result first = replay(0, cut);
            Replay.Result second = replay(cut, log.size());
            assertThat(first.isWhole() && second.isWhole()).as("cut at " + cut).isTrue();
            assertThat(first.isSame() && second.isSame()).isTrue();
            assertThat(first.decisions() + second.decisions())
                    .as("cut at " + cut)
                    .isEqualTo(whole.decisions());
        }
    }

    private Replay.Result replay(long from, long to) throws IOException {
        return Replay.replay(new LogEvidence(log, new Period(from, to, null), read -> {}), executed -> {});
    }

    @Test
    void replaysOneDecisionWithWhatItWasDecidedFrom() throws IOException {
        // given
        long position = forge();
        StoredEvent event = log.events.get((int) position);
        String task = event.stream().substring("task/".length());
        // when
        JsonNode again = json(get("/api/tasks/" + task + "/decisions/" + position + "/replay"));
        JsonNode opening = json(get("/api/tasks/" + task + "/decisions/"
                + log.readStream(event.stream()).getFirst().position() + "/replay"));
        // then
        assertThat(again.path("event").asString()).isEqualTo("task.spend-settled");
        assertThat(again.path("policy").asString())
                .isEqualTo(SampleLog.POLICY.version().value());
        assertThat(again.path("identical").asBoolean()).isFalse();
        assertThat(again.path("facts")).hasSize((int) event.sequence());
        assertThat(again.path("decisions")
                        .get(0)
                        .path("differences")
                        .get(0)
                        .path("pointer")
                        .asString())
                .isEqualTo("/settled/amount");
        assertThat(opening.path("decisions")).isEmpty();
        assertThat(opening.path("note").asString()).contains("a fact, or what a person did");
        assertThat(get("/api/tasks/" + task + "/decisions/999999/replay")).hasStatus(404);
        assertThat(get("/api/tasks/none/decisions/1/replay")).hasStatus(404);
        assertThat(get("/api/tasks/" + task + "/decisions/x/replay")).hasStatus(404);
    }

    @Test
    void saysWhatToDoAboutAPeriodThatIsNone() throws IOException {
        for (String[] bad : new String[][] {
            {"{\"quarter\":\"2026-Q5\"}", "2026-Q4"},
            {"{\"quarter\":\"2999-Q1\"}", "in the future"},
            {"{\"quarter\":\"1999-Q1\"}", "no event in that period"},
            {"{\"quarter\":\"2026-Q4\",\"from\":\"1\"}", "not both"},
            {"{\"from\":\"9\",\"to\":\"3\"}", "Exchange them"},
            {"{\"from\":\"3\",\"to\":\"3\"}", "no event in that period"},
            {"{\"from\":\"99999\"}", "the log has " + log.size()},
            {"{\"to\":\"2999-01-01\"}", "in the future"},
            {"{\"from\":\"yesterday\"}", "neither a position"},
            {"{\"since\":\"1\"}", "Send JSON"},
            {"[", "Send JSON"},
            {"\"" + "x".repeat(5000) + "\"", "larger"}
        }) {
            MvcTestResult refused = post(bad[0]);
            assertThat(refused).as(bad[0]).hasStatus(400);
            assertThat(json(refused).path("detail").asString()).contains(bad[1]);
        }
        assertThat(get("/api/replays/none")).hasStatus(404);
    }

    @Test
    void stopsAndForgets() throws IOException {
        // given
        String uri = "/api/replays/" + done(post("")).path("id").asString();
        // when
        MvcTestResult deleted = http.delete().uri(uri).exchange();
        // then
        assertThat(deleted).hasStatus(204);
        assertThat(get(uri)).hasStatus(404);
    }

    /** The log, which is read once somebody lets it be. */
    private final class Slow implements EventLog {
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public long size() {
            return log.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return log.read(from, limit);
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            return log.readStream(stream);
        }

        @Override
        public Recorded decode(StoredEvent event) {
            return log.decode(event);
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            return log.follow(name, from, reader);
        }
    }

    @Test
    void oneThatIsStoppedWhileItWaitsLeavesItsPlace() {
        // given one that is made and as many as may wait
        Period period = Period.of(null, null, null, log, NOW);
        Slow slow = new Slow();
        try (Replays full = new Replays(slow)) {
            String running = full.request(period, "ada").id();
            await().until(() -> full.status(running).orElseThrow().state() == ReplayStatus.State.RUNNING);
            String last = "";
            for (int i = 0; i < Replays.WAITING; i++) {
                last = full.request(period, "ada").id();
            }
            assertThatThrownBy(() -> full.request(period, "ada")).isInstanceOf(RejectedExecutionException.class);
            // when
            assertThat(full.delete(last)).isTrue();
            // then
            assertThat(full.request(period, "ada").state()).isEqualTo(ReplayStatus.State.QUEUED);
            slow.goOn.countDown();
        }
    }
}
