package dev.chancery.inference.fleet;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.embedded.Classifier;
import dev.chancery.inference.embedded.EmbeddedModels;
import dev.chancery.inference.provider.DeltaSink;
import dev.chancery.inference.provider.ModelClient;
import dev.chancery.inference.provider.PooledHttp;
import dev.chancery.inference.provider.Providers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The deployments of one policy at work. Thread-safe; it has no threads but virtual and daemon ones. */
public final class Fleet implements AutoCloseable {

    private final FleetSettings settings;
    private final Shared shared;
    private final SortedMap<String, Node> nodes;
    private final SortedMap<String, Workflow> workflows;

    /** What outlives a change of policy. */
    private record Shared(PooledHttp http, EmbeddedModels embedded, ExecutorService calls, Retry retry) {}

    /**
     * A deployment and its health.
     *
     * @param remote null for an embedded model
     * @param underWay calls that were sent and have not ended
     */
    record Node(
            Deployment deployment,
            CircuitBreaker breaker,
            @Nullable ModelClient remote,
            AtomicInteger underWay) {}

    /** Whether a deployment is called. */
    public enum State {
        /** It is called. */
        CLOSED,
        /** It rests after too many failures. */
        OPEN,
        /** Its rest is over: a few calls decide. */
        HALF_OPEN
    }

    /**
     * How a deployment is, as this fleet and those before it have found it.
     *
     * @param underWay calls that were sent and have not ended
     * @param calls the last that count for the breaker
     * @param failed of these, by its fault
     */
    public record Health(Deployment deployment, State state, int underWay, int calls, int failed) {}

    private Fleet(Policy policy, FleetSettings settings, Shared shared, SortedMap<String, Node> before) {
        this.settings = settings;
        this.shared = shared;
        nodes = new TreeMap<>();
        for (Deployment deployment : policy.deployments()) {
            Node known = before.get(deployment.id());
            nodes.put(
                    deployment.id(), known != null && known.deployment().equals(deployment) ? known : node(deployment));
        }
        workflows = new TreeMap<>();
        policy.workflows().forEach(workflow -> workflows.put(workflow.id().value(), workflow));
        shared.embedded().prepare(policy);
    }

    /** Builds the fleet of a policy. Nothing is called yet; knowledge is read in the background. */
    public static Fleet of(Policy policy, FleetSettings settings) {
        Retry retry = Retry.of(
                "deployment",
                RetryConfig.custom()
                        .maxAttempts(1 + settings.retries())
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(settings.backOff(), 2))
                        .retryOnException(e -> e instanceof Walk.Failed failed && failed.then == Walk.Then.AGAIN)
                        .build());
        return new Fleet(
                policy,
                settings,
                new Shared(
                        new PooledHttp(),
                        new EmbeddedModels(
                                settings.policyDirectory(), settings.cacheDirectory(), settings.knowledgeWait()),
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("inference-", 0).factory()),
                        retry),
                new TreeMap<>());
    }

    /**
     * The fleet of another policy. Deployments that did not change keep their breaker; calls under way in this fleet go
     * on. Only the newest fleet is to be closed.
     */
    public Fleet with(Policy policy) {
        return new Fleet(policy, settings, shared, nodes);
    }

    /** Sorted ids of deployments with an open breaker. One whose rest is over counts as available, to be tried again. */
    public List<String> unavailable() {
        return nodes.values().stream()
                .filter(node -> isResting(node.breaker()))
                .map(node -> node.deployment().id())
                .toList();
    }

    /** How each deployment is, in the order of their ids. */
    public List<Health> health() {
        return nodes.values().stream().map(Fleet::health).toList();
    }

    private static Health health(Node node) {
        // One whose rest is over counts as such from here on, too.
        boolean resting = isResting(node.breaker());
        CircuitBreaker.Metrics metrics = node.breaker().getMetrics();
        State state = resting
                ? State.OPEN
                : node.breaker().getState() == CircuitBreaker.State.HALF_OPEN ? State.HALF_OPEN : State.CLOSED;
        return new Health(
                node.deployment(),
                state,
                node.underWay().get(),
                metrics.getNumberOfBufferedCalls(),
                metrics.getNumberOfFailedCalls());
    }

    /** When a deployment is left alone. */
    public FleetSettings.Breaker breaker() {
        return settings.breaker();
    }

    private static boolean isResting(CircuitBreaker breaker) {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return false;
        }
        // Asking for a permission is the only way in which resilience4j half-opens without a scheduler thread.
        if (breaker.tryAcquirePermission()) {
            breaker.releasePermission();
            return false;
        }
        return true;
    }

    /**
     * Asks the candidates in their order until one answers.
     *
     * <p>A busy, broken or unreachable deployment is tried again after a pause. A later candidate is tried only while
     * what is left of the reservation covers its worst cost and nothing was handed to the sink. An interrupt of the
     * calling thread ends it all with {@code STOPPED}, an {@code IOException} of the sink with {@code CLIENT_GONE}; the
     * interrupt is then used up, so that the outcome can be recorded.
     *
     * @param workflow whose knowledge an embedded model answers from
     * @param sink null for an answer in one piece
     */
    public Inference infer(
            WorkflowId workflow,
            Conversation conversation,
            List<Candidate> candidates,
            Micros reserved,
            @Nullable DeltaSink sink) {
        return infer(workflow, conversation, candidates, reserved, sink, failure -> {});
    }

    /**
     * The same for a caller who wants to know of each failure when it happens.
     *
     * @param failed told each, in order; must not block
     */
    public Inference infer(
            WorkflowId workflow,
            Conversation conversation,
            List<Candidate> candidates,
            Micros reserved,
            @Nullable DeltaSink sink,
            Consumer<AttemptFailed> failed) {
        return new Walk(this, workflow, conversation, reserved, sink, failed).along(candidates);
    }

    /** Labels requests by the examples of their workflow. */
    public Classifier classifier() {
        return new Classifier(shared.embedded());
    }

    @Override
    public void close() {
        shared.calls().shutdownNow();
        shared.http().close();
        shared.embedded().close();
    }

    FleetSettings settings() {
        return settings;
    }

    Retry retry() {
        return shared.retry();
    }

    ExecutorService calls() {
        return shared.calls();
    }

    @Nullable
    Node node(String deployment) {
        return nodes.get(deployment);
    }

    /** Of one call, in milliseconds. An embedded model may first have to wait until it has read its knowledge. */
    long timeLimit(Node node) {
        return node.deployment().timeoutMillis()
                + (node.remote() == null ? settings.knowledgeWait().toMillis() : 0);
    }

    ModelClient client(Node node, WorkflowId workflow) {
        return node.remote() != null ? node.remote() : shared.embedded().extractive(workflows.get(workflow.value()));
    }

    private Node node(Deployment deployment) {
        FleetSettings.Breaker breaker = settings.breaker();
        return new Node(
                deployment,
                CircuitBreaker.of(
                        deployment.id(),
                        CircuitBreakerConfig.custom()
                                .slidingWindow(
                                        breaker.window(),
                                        breaker.minimumCalls(),
                                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                                .failureRateThreshold(breaker.failurePercent())
                                .waitDurationInOpenState(breaker.openFor())
                                .permittedNumberOfCallsInHalfOpenState(breaker.probes())
                                .build()),
                Providers.client(deployment, shared.http()),
                new AtomicInteger());
    }
}
