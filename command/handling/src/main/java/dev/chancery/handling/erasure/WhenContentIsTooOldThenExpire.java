package dev.chancery.handling.erasure;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.RetentionCommand.ExpireContents;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.LegalHold;
import dev.chancery.contracts.log.ErasableContents;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases what is older than the policy in force lets it become, but what a legal hold keeps: in batches, each recorded before
 * it is erased, so that holds and requests never wait for long.
 */
public final class WhenContentIsTooOldThenExpire implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenContentIsTooOldThenExpire.class);
    private static final int BATCH = 500;
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final Policies policies;
    private final ErasableContents contents;
    private final Holds holds;
    private final Consumer<Command> send;
    private final InstantSource clock;
    private final BooleanSupplier mine;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("retention").daemon().factory());

    /**
     * Expires by sending commands.
     *
     * @param mine whether this node is the one to do it now
     */
    public WhenContentIsTooOldThenExpire(
            Policies policies,
            ErasableContents contents,
            Holds holds,
            Consumer<Command> send,
            InstantSource clock,
            BooleanSupplier mine) {
        this.policies = policies;
        this.contents = contents;
        this.holds = holds;
        this.send = send;
        this.clock = clock;
        this.mine = mine;
    }

    /** Looks a minute from now, and then again and again. */
    public void start(Duration every) {
        sweeping.scheduleWithFixedDelay(this::sweepQuietly, FIRST.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
    }

    private void sweepQuietly() {
        try {
            if (mine.getAsBoolean()) {
                sweep();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Old contents were not all erased; it will be tried again");
        }
    }

    /** Erases everything that is too old now. */
    void sweep() {
        Policy policy = policies.current();
        Instant now = clock.instant();
        for (WorkflowId workflow : contents.workflows()) {
            policy.retentionOf(workflow).ifPresent(retention -> {
                Instant before = now.minus(retention.days(), ChronoUnit.DAYS);
                while (!sweeping.isShutdown()
                        && holds.during(standing -> batch(workflow, retention, before, policy.version(), standing))) {}
            });
        }
    }

    /** Whether there may be more. */
    private boolean batch(
            WorkflowId workflow, Retention retention, Instant before, PolicyVersion policy, List<LegalHold> standing) {
        List<ContentId> old = contents.older(
                workflow, before, standing.stream().map(LegalHold::scope).toList(), BATCH);
        if (old.isEmpty()) {
            return false;
        }
        send.accept(new ExpireContents(
                workflow,
                retention.id(),
                retention.days(),
                before,
                new Erased(old.size(), Erased.digest(old), List.of()),
                policy));
        contents.expire(old);
        return old.size() == BATCH;
    }

    @Override
    public void close() {
        sweeping.shutdownNow();
    }
}
