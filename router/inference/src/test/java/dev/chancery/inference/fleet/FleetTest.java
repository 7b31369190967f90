package dev.chancery.inference.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.FileRef;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Provider;
import dev.chancery.decisions.policy.Policy.Redaction;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.provider.DeltaSink;
import dev.chancery.inference.provider.RecordingSink;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FleetTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final WorkflowId WORKFLOW = new WorkflowId("support");
    private static final String SECRET = "tell nobody";
    private static final Conversation CONVERSATION =
            new Conversation(List.of(new Message.User(SECRET)), List.of(), null, Sampling.DEFAULT);

    private final SimulatedUpstream upstream = new SimulatedUpstream(0);

    @TempDir
    Path directory;

    private Fleet fleet;
    private FleetSettings.Breaker breaker = new FleetSettings.Breaker(20, 20, 50, Duration.ofSeconds(10), 1);
    private Duration deadline = Duration.ofSeconds(20);
    private int timeoutMillis = 10_000;

    @AfterEach
    void close() {
        fleet.close();
        upstream.close();
    }

    @Test
    void answersAndChargesWhatTheProviderCounted() {
        // given
        given("model");

        // when
        Inference inference = infer(null, "model");

        // then
        assertThat(inference.failures()).isEmpty();
        Inference.Completion completion = Objects.requireNonNull(inference.completion());
        assertThat(completion.reply().text()).isEqualTo(SimulatedUpstream.ANSWER);
        assertThat(completion.reply().modelVersion()).isEqualTo("simulated-1");
        assertThat(completion.usage()).isEqualTo(new Usage(12, 5, false));
        assertThat(completion.cost()).isEqualTo(usd(12 + 10)); // 12 at 1 and 5 at 2 micros a token
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void streams() {
        // given
        given("echo");
        RecordingSink sink = new RecordingSink();

        // when
        Inference inference = infer(sink, "echo");

        // then
        assertThat(sink.texts).containsExactly("tell ", "nobody");
        assertThat(Objects.requireNonNull(inference.completion()).reply().text())
                .isEqualTo(SECRET);
    }

    @Test
    void passesToolCallsOn() {
        // given
        given("tool-call");
        Conversation conversation = new Conversation(
                CONVERSATION.messages(), List.of(new Tool("weather", null, null)), null, Sampling.DEFAULT);

        // when
        RecordingSink sink = new RecordingSink();
        Inference plain = fleet.infer(WORKFLOW, conversation, candidates("tool-call"), usd(1000), null);
        Inference streamed = fleet.infer(WORKFLOW, conversation, candidates("tool-call"), usd(1000), sink);

        // then
        assertThat(Stream.of(plain, streamed)
                        .map(inference ->
                                Objects.requireNonNull(inference.completion()).reply()))
                .allSatisfy(reply -> {
                    assertThat(reply.finishReason()).isEqualTo("tool_calls");
                    assertThat(reply.toolCalls())
                            .containsExactly(new ToolCall("call_1", "weather", "{\"city\":\"Bern\"}"));
                });
        assertThat(sink.calls).containsExactly("0 call_1 weather {\"city\"", "0 null null :\"Bern\"", "0 null null }");
    }

    @Test
    void chargesTheWorstCostWhenNothingWasCounted() {
        // given
        given("no-usage");

        // when
        Inference inference = infer(null, "no-usage");

        // then
        Inference.Completion completion = Objects.requireNonNull(inference.completion());
        assertThat(completion.usage().estimated()).isTrue();
        assertThat(completion.cost()).isEqualTo(usd(300));
    }

    @Test
    void retriesOnceThenFallsBackAndChargesNothingForRefusals() {
        // given
        given("fault-429", "fault-500", "fault-400", "model");

        // when
        Inference inference = infer(null, "fault-429", "fault-500", "fault-400", "model");

        // then
        assertThat(inference.failures())
                .extracting(AttemptFailed::deployment, AttemptFailed::attempt, AttemptFailed::failure)
                .containsExactly(
                        tuple("fault-429", 1, AttemptFailure.RATE_LIMITED),
                        tuple("fault-429", 2, AttemptFailure.RATE_LIMITED),
                        tuple("fault-500", 3, AttemptFailure.PROVIDER_ERROR),
                        tuple("fault-500", 4, AttemptFailure.PROVIDER_ERROR),
                        tuple("fault-400", 5, AttemptFailure.REJECTED));
        assertThat(inference.failures()).allSatisfy(failure -> {
            assertThat(failure.charged()).isEqualTo(usd(0));
            assertThat(failure.detail()).doesNotContain(SECRET);
        });
        assertThat(Objects.requireNonNull(inference.completion()).deployment()).isEqualTo("model");
        assertThat(upstream.requests()).isEqualTo(6);
    }

    @Test
    void aRetryMaySucceed() {
        // given
        given("model");
        upstream.failNext(1, 503);

        // when
        Inference inference = infer(new RecordingSink(), "model");

        // then
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure)
                .containsExactly(AttemptFailure.PROVIDER_ERROR);
        assertThat(inference.completion()).isNotNull();
    }

    @Test
    void anUnreachableProviderIsTriedAgainAndChargedNothing() {
        // given
        given("fault-close", "model");
        upstream.close();

        // when
        Inference inference = infer(null, "model");

        // then
        assertThat(inference.completion()).isNull();
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.UNREACHABLE, usd(0)), tuple(AttemptFailure.UNREACHABLE, usd(0)));
    }

    @Test
    void aClosedConnectionIsUnreachable() {
        // given
        given("fault-close", "model");

        // when
        Inference inference = infer(null, "fault-close", "model");

        // then
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure)
                .containsExactly(AttemptFailure.UNREACHABLE, AttemptFailure.UNREACHABLE);
        assertThat(inference.completion()).isNotNull();
    }

    @Test
    void garbageAndEmptinessAreChargedAndFallBackOnlyWithinTheReservation() {
        // given
        given("fault-garbage", "fault-empty", "model");

        // when
        Inference enough = infer(null, "fault-garbage", "fault-empty", "model");
        Inference scarce = fleet.infer(WORKFLOW, CONVERSATION, candidates("fault-garbage", "model"), usd(599), null);
        Inference streamed = infer(new RecordingSink(), "fault-garbage", "fault-empty", "model");

        // then
        assertThat(List.of(enough, streamed)).allSatisfy(inference -> {
            assertThat(inference.failures())
                    .extracting(AttemptFailed::failure, AttemptFailed::charged)
                    .containsExactly(tuple(AttemptFailure.GARBAGE, usd(300)), tuple(AttemptFailure.GARBAGE, usd(300)));
            assertThat(inference.completion()).isNotNull();
        });
        assertThat(scarce.failures()).hasSize(1);
        assertThat(scarce.completion()).isNull();
    }

    @Test
    void halfAStreamIsCutOffChargedAndNotFollowedByAnother() {
        // given
        given("fault-half-stream", "fault-half-stream-clean", "model");

        for (String half : List.of("fault-half-stream", "fault-half-stream-clean")) {
            RecordingSink sink = new RecordingSink();

            // when
            Inference inference = infer(sink, half, "model");

            // then
            assertThat(sink.texts).containsExactly("This is ", "a simulated");
            assertThat(inference.completion()).isNull();
            assertThat(inference.failures())
                    .extracting(AttemptFailed::deployment, AttemptFailed::failure, AttemptFailed::charged)
                    .containsExactly(tuple(half, AttemptFailure.CUT_OFF, usd(300)));
        }
    }

    @Test
    void halfAnAnswerInOnePieceIsCutOffAndFollowedByAnother() {
        // given
        given("fault-half-stream", "model");

        // when
        Inference inference = infer(null, "fault-half-stream", "model");

        // then
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.CUT_OFF, usd(300)));
        assertThat(inference.completion()).isNotNull();
    }

    @Test
    void aSilentProviderTimesOutIsLeftAndCharged() {
        // given
        timeoutMillis = 300;
        given("fault-nothing", "model");

        // when
        Instant start = Instant.now();
        Inference inference = infer(null, "fault-nothing", "model");

        // then
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.TIMED_OUT, usd(300)));
        assertThat(inference.failures().getFirst().millis()).isBetween(290L, 4000L);
        assertThat(inference.completion()).isNotNull();
        await(() -> upstream.disconnects() == 1);
    }

    @Test
    void aStreamThatStallsTimesOutAndEndsThere() {
        // given
        timeoutMillis = 300;
        given("fault-stall", "model");

        // when
        Inference inference = infer(new RecordingSink(), "fault-stall", "model");

        // then
        assertThat(inference.completion()).isNull();
        assertThat(inference.failures())
                .extracting(AttemptFailed::deployment, AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple("fault-stall", AttemptFailure.TIMED_OUT, usd(300)));
        await(() -> upstream.disconnects() == 1);
    }

    @Test
    void theDeadlineBoundsAllAttempts() {
        // given
        deadline = Duration.ofMillis(400);
        given("fault-nothing", "model");

        // when
        Inference inference = infer(null, "fault-nothing", "fault-nothing", "model");

        // then
        assertThat(inference.completion()).isNull();
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.TIMED_OUT, usd(300)), tuple(AttemptFailure.TIMED_OUT, usd(0)));
    }

    @Test
    void anInterruptEndsTheCallAndClosesTheConnection() throws Exception {
        // given
        given("fault-stall", "model");
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Inference> result = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform()
                .start(() -> result.complete(infer(
                        new DeltaSink() {
                            @Override
                            public void text(String delta) {
                                begun.countDown();
                            }

                            @Override
                            public void toolCall(
                                    int index, @Nullable String id, @Nullable String name, String arguments) {}
                        },
                        "fault-stall",
                        "model")));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        // when
        caller.interrupt();

        // then
        Inference inference = result.get(10, TimeUnit.SECONDS);
        assertThat(inference.completion()).isNull();
        assertThat(inference.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.STOPPED, usd(300)));
        await(() -> upstream.disconnects() == 1);
    }

    @Test
    void aSinkThatNobodyReadsEndsTheCall() {
        // given
        given("model", "fault-stall");

        // when
        Inference inference = infer(
                new DeltaSink() {
                    @Override
                    public void text(String delta) throws IOException {
                        throw new IOException("Broken pipe");
                    }

                    @Override
                    public void toolCall(int index, @Nullable String id, @Nullable String name, String arguments) {}
                },
                "fault-stall",
                "model");

        // then
        assertThat(inference.failures()).extracting(AttemptFailed::failure).containsExactly(AttemptFailure.CLIENT_GONE);
        assertThat(inference.completion()).isNull();
        await(() -> upstream.disconnects() == 1);
    }

    @Test
    void theBreakerOpensIsSkippedAndHalfOpensAgain() {
        // given
        breaker = new FleetSettings.Breaker(4, 4, 50, Duration.ofMillis(500), 1);
        given("model", "echo");
        upstream.failNext(4, 500);

        // when
        infer(null, "model");
        infer(null, "model");

        // then
        assertThat(fleet.unavailable()).containsExactly("model");
        assertThat(fleet.health())
                .extracting(health -> health.deployment().id(), Fleet.Health::state, Fleet.Health::failed)
                .containsExactly(tuple("echo", Fleet.State.CLOSED, 0), tuple("model", Fleet.State.OPEN, 4));
        assertThat(upstream.requests()).isEqualTo(4);

        // when
        Inference meanwhile = infer(null, "model", "echo");

        // then
        assertThat(meanwhile.failures())
                .extracting(AttemptFailed::failure, AttemptFailed::charged)
                .containsExactly(tuple(AttemptFailure.BREAKER_OPEN, usd(0)));
        assertThat(Objects.requireNonNull(meanwhile.completion()).deployment()).isEqualTo("echo");
        assertThat(upstream.requests()).isEqualTo(5);

        // when
        await(() -> fleet.unavailable().isEmpty());
        assertThat(fleet.health().getLast().state()).isEqualTo(Fleet.State.HALF_OPEN);
        Inference afterwards = infer(null, "model");

        // then
        assertThat(afterwards.failures()).isEmpty();
        assertThat(infer(null, "model").failures()).isEmpty();
        assertThat(fleet.health().getLast().state()).isEqualTo(Fleet.State.CLOSED);
    }

    @Test
    void countsTheCallsThatAreUnderWayAndNoOthers() throws Exception {
        // given
        given("fault-nothing", "model");

        // when
        Thread caller = Thread.ofVirtual().start(() -> infer(null, "fault-nothing"));
        await(() -> fleet.health().getFirst().underWay() == 1);

        // then
        assertThat(fleet.health().getLast().underWay()).isZero();

        // when
        caller.interrupt();
        caller.join();

        // then
        assertThat(fleet.health()).extracting(Fleet.Health::underWay).containsOnly(0);
    }

    @Test
    void aBreakerOutlivesAChangeOfPolicyUnlessItsDeploymentChanges() {
        // given
        breaker = new FleetSettings.Breaker(4, 4, 50, Duration.ofSeconds(60), 1);
        given("model", "echo");
        upstream.failNext(4, 500);
        infer(null, "model");
        infer(null, "model");

        // when
        Fleet same = fleet.with(policy("model"));
        timeoutMillis++;
        Fleet changed = fleet.with(policy("model"));

        // then
        assertThat(same.unavailable()).containsExactly("model");
        assertThat(changed.unavailable()).isEmpty();
    }

    @Test
    void requestsThatAreRejectedOpenNoBreaker() {
        // given
        breaker = new FleetSettings.Breaker(4, 4, 50, Duration.ofSeconds(60), 1);
        given("fault-400", "fault-401");

        // when
        for (int i = 0; i < 5; i++) {
            infer(null, "fault-400", "fault-401");
        }

        // then
        assertThat(fleet.unavailable()).containsExactly("fault-401");
    }

    @Test
    void anEmbeddedModelAnswersFromTheKnowledgeOfTheWorkflowThatAsks() throws Exception {
        // given
        byte[] terms = "A lost card is replaced within five days.".getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("terms.txt"), terms);
        FileRef file = new FileRef(
                "terms.txt",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(terms)));
        Workflow support = new Workflow(
                WORKFLOW,
                "Answers customers",
                dev.chancery.contracts.fact.Gate.AUTONOMOUS,
                List.of(),
                List.of(),
                null,
                new Knowledge(null, List.of(file)),
                false,
                new TreeMap<>(),
                0);
        Deployment embedded = new Deployment(
                "embedded/extractive",
                Provider.EMBEDDED,
                "extractive",
                null,
                null,
                Tier.FILTER,
                Location.LOCAL,
                usd(0),
                usd(0),
                100_000,
                1000,
                false,
                5000,
                null);
        fleet = Fleet.of(policy(List.of(embedded), List.of(support)), FleetSettings.defaults(directory, directory));
        Conversation question =
                new Conversation(List.of(new Message.User("I lost my card")), List.of(), null, Sampling.DEFAULT);
        List<Candidate> candidates = List.of(new Candidate("embedded/extractive", Tier.FILTER, 1000, usd(0), usd(0)));

        // when
        Inference known = fleet.infer(WORKFLOW, question, candidates, usd(0), null);
        Inference unknown = fleet.infer(new WorkflowId("other"), question, candidates, usd(0), null);

        // then
        assertThat(Objects.requireNonNull(known.completion()).reply().text())
                .contains("From terms.txt: \"A lost card is replaced within five days.\"");
        assertThat(known.completion().cost()).isEqualTo(usd(0));
        assertThat(Objects.requireNonNull(unknown.completion()).reply().text()).contains("nothing to extract");
    }

    @Test
    void leavesNoThreadBehindThatKeepsTheProcess() {
        // given
        given("model");

        // when
        infer(new RecordingSink(), "model");

        // then
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !thread.isDaemon())
                .extracting(Thread::getName)
                .noneMatch(name ->
                        name.contains("httpclient") || name.contains("langchain") || name.contains("resilience"));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private void given(String... models) {
        FleetSettings defaults = FleetSettings.defaults(directory, directory);
        fleet = Fleet.of(
                policy(models),
                new FleetSettings(
                        directory, directory, 1, Duration.ofMillis(10), deadline, breaker, defaults.knowledgeWait()));
    }

    private Policy policy(String... models) {
        return policy(Stream.of(models).map(this::deployment).toList(), List.of());
    }

    private static Policy policy(List<Deployment> deployments, List<Workflow> workflows) {
        return new Policy(
                new PolicyVersion("v1"),
                USD,
                deployments,
                List.of(),
                workflows,
                List.of(),
                List.of(),
                List.of(),
                new Redaction(List.of(), List.of(), new TreeMap<>()),
                List.of(),
                new GateThresholds(1, 0.9),
                List.of(),
                Policy.Feedback.DEFAULT,
                new TreeMap<>(),
                null);
    }

    private Deployment deployment(String model) {
        return new Deployment(
                model,
                Provider.OPENAI,
                model,
                upstream.baseUrl(),
                null,
                Tier.WORKER,
                Location.CLOUD,
                usd(1_000_000),
                usd(2_000_000),
                8000,
                100,
                true,
                timeoutMillis,
                null);
    }

    private Inference infer(@Nullable DeltaSink sink, String... models) {
        return fleet.infer(WORKFLOW, CONVERSATION, candidates(models), usd(1000), sink);
    }

    private static List<Candidate> candidates(String... models) {
        return Stream.of(models)
                .map(model -> new Candidate(model, Tier.WORKER, 100, usd(20), usd(300)))
                .toList();
    }

    private static Micros usd(long amount) {
        return new Micros(amount, USD);
    }
}
