package dev.chancery.inference.fleet;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.pricing.Pricing;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.fleet.Fleet.Node;
import dev.chancery.inference.fleet.Inference.Completion;
import dev.chancery.inference.provider.DeltaSink;
import dev.chancery.inference.provider.ModelClient;
import dev.chancery.inference.provider.ProviderFailure;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way along its candidates. Of one thread. */
final class Walk {

    private static final Logger LOG = LoggerFactory.getLogger(Walk.class);

    private static final String STOPPED = "The call was broken off";

    private final Fleet fleet;
    private final WorkflowId workflow;
    private final Conversation conversation;
    private final Micros reserved;
    private final @Nullable DeltaSink sink;
    private final Consumer<AttemptFailed> failed;
    private final long deadline;
    private final List<AttemptFailed> failures = new ArrayList<>();
    private Micros charged;

    Walk(
            Fleet fleet,
            WorkflowId workflow,
            Conversation conversation,
            Micros reserved,
            @Nullable DeltaSink sink,
            Consumer<AttemptFailed> failed) {
        this.fleet = fleet;
        this.workflow = workflow;
        this.conversation = conversation;
        this.reserved = reserved;
        this.sink = sink;
        this.failed = failed;
        this.deadline = System.nanoTime() + fleet.settings().deadline().toNanos();
        this.charged = Micros.zero(reserved.currency());
    }

    Inference along(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (candidate.worstCost().isMoreThan(reserved.minus(charged))) {
                continue;
            }
            try {
                return new Inference(failures, fleet.retry().executeCallable(() -> attempt(candidate)));
            } catch (Failed failed) {
                if (failed.then == Then.STOP) {
                    break;
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        // An interrupt during a pause leaves the flag and no attempt to its name.
        if (Thread.interrupted() && !failures.isEmpty()) {
            AttemptFailed before = failures.getLast();
            note(before.deployment(), AttemptFailure.STOPPED, STOPPED, 0, Micros.zero(reserved.currency()));
        }
        return new Inference(failures, null);
    }

    private Completion attempt(Candidate candidate) throws Failed {
        Micros nothing = Micros.zero(reserved.currency());
        String id = candidate.deployment();
        if (Thread.interrupted()) {
            note(id, AttemptFailure.STOPPED, STOPPED, 0, nothing);
            throw new Failed(Then.STOP);
        }
        long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (remaining <= 0) {
            note(id, AttemptFailure.TIMED_OUT, "The time for the whole request was used up", 0, nothing);
            throw new Failed(Then.STOP);
        }
        Node node = fleet.node(id);
        if (node == null) {
            note(id, AttemptFailure.UNREACHABLE, "The deployment is no longer part of the policy", 0, nothing);
            throw new Failed(Then.NEXT_CANDIDATE);
        }
        if (!node.breaker().tryAcquirePermission()) {
            note(id, AttemptFailure.BREAKER_OPEN, "The deployment failed too often and rests", 0, nothing);
            throw new Failed(Then.NEXT_CANDIDATE);
        }
        long start = System.nanoTime();
        Gate gate = sink == null ? null : new Gate(sink);
        try {
            Reply reply = limited(node, candidate, gate, Math.min(remaining, fleet.timeLimit(node)));
            long nanos = System.nanoTime() - start;
            node.breaker().onSuccess(nanos, TimeUnit.NANOSECONDS);
            return completion(node.deployment(), candidate, reply, TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (ProviderFailure e) {
            long nanos = System.nanoTime() - start;
            if (e.deploymentAtFault()) {
                node.breaker().onError(nanos, TimeUnit.NANOSECONDS, e);
            } else {
                node.breaker().releasePermission();
            }
            throw failed(candidate, e, gate != null && gate.begun(), TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (InterruptedException | IOException | CancellationException | RejectedExecutionException e) {
            node.breaker().releasePermission();
            boolean left = e instanceof IOException;
            note(
                    id,
                    left ? AttemptFailure.CLIENT_GONE : AttemptFailure.STOPPED,
                    left ? "The client left while the provider worked" : STOPPED,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                    candidate.worstCost());
            throw new Failed(Then.STOP);
        }
    }

    private Failed failed(Candidate candidate, ProviderFailure e, boolean begun, long millis) {
        AttemptFailure failure = switch (e.failure()) {
            case TIMED_OUT, GARBAGE, CLIENT_GONE, STOPPED, CUT_OFF -> e.failure();
            case RATE_LIMITED, PROVIDER_ERROR, REJECTED, UNREACHABLE, BREAKER_OPEN ->
                begun ? AttemptFailure.CUT_OFF : e.failure();
        };
        boolean mayBeBilled = switch (failure) {
            case TIMED_OUT, GARBAGE, CLIENT_GONE, STOPPED, CUT_OFF -> true;
            case RATE_LIMITED, PROVIDER_ERROR, REJECTED, UNREACHABLE, BREAKER_OPEN -> false;
        };
        note(
                candidate.deployment(),
                failure,
                Objects.requireNonNull(e.getMessage()),
                millis,
                mayBeBilled ? candidate.worstCost() : Micros.zero(reserved.currency()));
        if (begun) {
            return new Failed(Then.STOP);
        }
        return switch (failure) {
            case RATE_LIMITED, PROVIDER_ERROR, UNREACHABLE -> new Failed(Then.AGAIN);
            case TIMED_OUT, GARBAGE, CLIENT_GONE, STOPPED, CUT_OFF, REJECTED, BREAKER_OPEN ->
                new Failed(Then.NEXT_CANDIDATE);
        };
    }

    private void note(String deployment, AttemptFailure failure, String detail, long millis, Micros charge) {
        charged = charged.plus(charge);
        AttemptFailed note = new AttemptFailed(deployment, failures.size() + 1, failure, detail, millis, charge);
        failures.add(note);
        failed.accept(note);
    }

    /** Calls on a virtual thread of its own, because only there an interrupt ends a blocked read at once. */
    private Reply limited(Node node, Candidate candidate, @Nullable Gate gate, long millis)
            throws ProviderFailure, InterruptedException, IOException {
        ModelClient client = fleet.client(node, workflow);
        node.underWay().incrementAndGet();
        try {
            Future<Reply> call = fleet.calls()
                    .submit(() -> gate == null
                            ? client.call(conversation, candidate.maxOutputTokens())
                            : client.stream(conversation, candidate.maxOutputTokens(), gate));
            return answer(call, candidate, millis);
        } finally {
            node.underWay().decrementAndGet();
            if (gate != null) {
                gate.shut();
            }
        }
    }

    private static Reply answer(Future<Reply> call, Candidate candidate, long millis)
            throws ProviderFailure, InterruptedException, IOException {
        try {
            return TimeLimiter.of(TimeLimiterConfig.custom()
                            .timeoutDuration(Duration.ofMillis(millis))
                            .build())
                    .executeFutureSupplier(() -> call);
        } catch (TimeoutException e) {
            throw ProviderFailure.of(AttemptFailure.TIMED_OUT, "No whole answer within " + millis + " ms");
        } catch (InterruptedException e) {
            call.cancel(true);
            throw e;
        } catch (ProviderFailure | IOException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            // A mistake of ours. The message is left out, as it may quote the prompt.
            LOG.atError()
                    .addKeyValue("deployment", candidate.deployment())
                    .addKeyValue("error", e.getClass().getName())
                    .addKeyValue(
                            "at", List.of(e.getStackTrace()).stream().limit(5).toList())
                    .log("A call failed in an unforeseen way");
            throw ProviderFailure.of(
                    AttemptFailure.GARBAGE,
                    "The call failed in an unforeseen way (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Completion completion(Deployment deployment, Candidate candidate, Reply reply, long millis) {
        Usage usage = reply.usage();
        if (usage == null) {
            return new Completion(
                    deployment.id(),
                    reply,
                    new Usage(0, candidate.maxOutputTokens(), true),
                    candidate.worstCost(),
                    millis);
        }
        UsageDetails details = usage.details();
        return new Completion(
                deployment.id(),
                reply,
                details == null
                        ? usage
                        : new Usage(
                                usage.inputTokens(),
                                usage.outputTokens(),
                                usage.estimated(),
                                details.with(Pricing.uncached(usage, deployment.tariff()))),
                Pricing.cost(usage, deployment.tariff()),
                millis);
    }

    /** How it goes on after a failure. */
    enum Then {
        AGAIN,
        NEXT_CANDIDATE,
        STOP
    }

    /** An attempt failed; the failure is in the list already. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        final Then then;

        Failed(Then then) {
            super(null, null, false, false);
            this.then = then;
        }
    }

    /** Lets deltas through until the call is over, so that a late thread cannot write into another answer. */
    private static final class Gate implements DeltaSink {
        private final DeltaSink sink;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean begun;
        private boolean shut;

        Gate(DeltaSink sink) {
            this.sink = sink;
        }

        @Override
        public void text(String delta) throws IOException {
            lock.lock();
            try {
                check();
                sink.text(delta);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta)
                throws IOException {
            lock.lock();
            try {
                check();
                sink.toolCall(index, id, name, argumentsDelta);
            } finally {
                lock.unlock();
            }
        }

        private void check() throws IOException {
            if (shut) {
                throw new IOException("The call is over");
            }
            begun = true;
        }

        boolean begun() {
            lock.lock();
            try {
                return begun;
            } finally {
                lock.unlock();
            }
        }

        void shut() {
            lock.lock();
            try {
                shut = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
