package dev.chancery.app.pairs;

import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuitesToRun;
import dev.chancery.query.contracts.BiasSuitesToRunView;
import dev.chancery.query.contracts.BiasSuitesToRunView.ToRun;
import dev.chancery.query.contracts.ViewsRebuilding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for suites of counterfactual prompts whose time has come, and for runs that were asked for or cut off, and
 * sends their prompts, one run after the other. The record is the queue. The node that leads does it.
 */
public final class WhenPromptsAreDueThenSend implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenPromptsAreDueThenSend.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** So long a prompt that is under way may take to come back when the process ends. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** Sends the prompts of a run, or those that are left of it. */
    @FunctionalInterface
    public interface Sending {

        /**
         * Sends.
         *
         * @param goesOn whether the next prompt may be sent
         */
        void send(BiasSuite suite, String run, BooleanSupplier goesOn) throws InterruptedException;
    }

    private final BooleanSupplier leads;
    private final Supplier<BiasSuitesToRunView> suites;
    private final Consumer<Command> commands;
    private final Sending sending;
    private final InstantSource clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("prompts").daemon().factory());

    WhenPromptsAreDueThenSend(
            BooleanSupplier leads,
            Supplier<BiasSuitesToRunView> suites,
            Consumer<Command> commands,
            Sending sending,
            InstantSource clock) {
        this.leads = leads;
        this.suites = suites;
        this.commands = commands;
        this.sending = sending;
        this.clock = clock;
    }

    /** Begins to look. */
    public static WhenPromptsAreDueThenSend start(
            Nodes nodes, QueryGateway queries, Consumer<Command> commands, Sending sending, InstantSource clock) {
        WhenPromptsAreDueThenSend started = new WhenPromptsAreDueThenSend(
                nodes::leads,
                () -> queries.query(new FindBiasSuitesToRun(), BiasSuitesToRunView.class)
                        .join(),
                commands,
                sending,
                clock);
        started.worker.scheduleWithFixedDelay(started::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /** Starts what is due and sends what is under way. */
    void look() {
        try {
            if (!leads.getAsBoolean()) {
                return;
            }
            for (ToRun suite : suites.get().suites()) {
                if (!goesOn()) {
                    return;
                }
                begin(suite);
            }
            for (ToRun suite : suites.get().suites()) {
                if (suite.running() != null) {
                    send(suite.suite(), suite.running());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("Counterfactual prompts could not be sent; it is tried again");
        }
    }

    private void begin(ToRun suite) {
        Instant now = clock.instant();
        Instant next = suite.next();
        if (suite.running() == null && next != null && !now.isBefore(next)) {
            try {
                commands.accept(new StartPairs(
                        suite.suite().subject(),
                        suite.suite().suite(),
                        true,
                        now,
                        ProtectedAttributesDeleted.BY_ITSELF));
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("suite", suite.suite().suite())
                        .setCause(e)
                        .log("A run of counterfactual prompts could not be begun; it is tried again");
            }
        }
    }

    private void send(BiasSuite suite, String run) throws InterruptedException {
        try {
            sending.send(suite, run, this::goesOn);
        } catch (RuntimeException e) {
            // One that cannot go on must not keep the others from it.
            LOG.atWarn()
                    .addKeyValue("run", run)
                    .setCause(e)
                    .log("A run of counterfactual prompts cannot go on now; it is tried again");
        }
    }

    private boolean goesOn() {
        return !worker.isShutdown() && leads.getAsBoolean();
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
