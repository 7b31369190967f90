package dev.chancery.handling.bias;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.BiasCommand;
import dev.chancery.contracts.command.BiasCommand.CheckBias;
import dev.chancery.contracts.command.BiasCommand.CheckPairs;
import dev.chancery.contracts.command.BiasCommand.CloseFinding;
import dev.chancery.contracts.command.BiasCommand.DefineSuite;
import dev.chancery.contracts.command.BiasCommand.FailPairs;
import dev.chancery.contracts.command.BiasCommand.SetBounds;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.event.BiasEvent.BiasBoundsSet;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsFailed;
import dev.chancery.contracts.event.BiasEvent.BiasPairsStarted;
import dev.chancery.contracts.event.BiasEvent.BiasSuiteDefined;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.OpenBiasFinding;
import dev.chancery.decisions.fairness.AnswerReading;
import dev.chancery.decisions.fairness.BiasDecision;
import dev.chancery.decisions.fairness.PairDecision;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What decides, its bounds, its checks and what they found. */
final class Subject {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable BiasBounds bounds;
    private final SortedSet<String> checks = new TreeSet<>();
    private final SortedMap<String, OpenBiasFinding> open = new TreeMap<>();
    private final SortedMap<String, Suite> suites = new TreeMap<>();

    /** Counterfactual prompts and their runs. */
    private static final class Suite {
        private BiasSuiteDefined defined;
        private @Nullable BiasPairsStarted running;
        private @Nullable Instant started;
        private int runs;

        Suite(BiasSuiteDefined defined) {
            this.defined = defined;
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void set(SetBounds command) {
        apply(new BiasBoundsSet(command.subject(), command.bounds(), command.reason(), command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void check(CheckBias command) {
        if (checks.contains(command.check())) {
            throw new IllegalStateException("There is a check '" + command.check() + "' already.");
        }
        BiasDecision.decide(command.check(), command.facts().with(bounds, List.copyOf(open.values())), command.by())
                .forEach(AggregateLifecycle::apply);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void define(DefineSuite command) {
        AnswerReading.demandReadable(command.suite().favourable());
        Suite known = suites.get(command.suite().suite());
        if (known != null && known.running != null) {
            throw new IllegalStateException(
                    "The run '" + known.running.run() + "' is under way. Change the suite when it has ended.");
        }
        apply(new BiasSuiteDefined(command.suite(), known == null ? 1 : known.defined.version() + 1, command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    String start(StartPairs command) {
        Suite known = suites.get(command.suite());
        if (known == null) {
            throw new IllegalStateException(
                    "There is no suite '" + command.suite() + "' of " + command.subject() + ".");
        }
        if (known.running != null) {
            throw new IllegalStateException("The run '" + known.running.run() + "' is under way.");
        }
        if (command.scheduled()) {
            Instant next = known.defined.suite().next(Instant.MIN, known.started);
            if (next == null || command.at().isBefore(next)) {
                throw new IllegalStateException("The time of a run of '" + command.suite() + "' has not come.");
            }
        }
        String run = command.suite() + "-" + (known.runs + 1);
        apply(new BiasPairsStarted(
                run,
                command.suite(),
                command.subject(),
                known.defined.version(),
                known.defined.suite().prompts().size(),
                command.at(),
                command.by()));
        return run;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void check(CheckPairs command) {
        Suite known = suites.get(command.suite());
        if (known == null || known.running == null || !known.running.run().equals(command.run())) {
            return;
        }
        BiasSuite suite = known.defined.suite();
        BiasPairFacts facts = new BiasPairFacts(
                command.subject(),
                command.suite(),
                known.defined.version(),
                suite.attribute(),
                suite.values(),
                suite.templates().size(),
                command.answers(),
                suite.bounds(),
                suite.rules(),
                List.copyOf(open.values()),
                command.at());
        PairDecision.decide(command.run(), facts, known.running.by()).forEach(AggregateLifecycle::apply);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void fail(FailPairs command) {
        Suite known = suites.get(command.suite());
        if (known != null && known.running != null && known.running.run().equals(command.run())) {
            apply(new BiasPairsFailed(command.run(), command.suite(), command.subject(), command.reason()));
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void close(CloseFinding command) {
        if (!open.containsKey(command.finding())) {
            throw new IllegalStateException("There is no finding '" + command.finding() + "' that is open.");
        }
        if (command.check() != null && !checks.contains(command.check())) {
            throw new IllegalArgumentException(
                    "The check '" + command.check() + "' is none of " + command.subject() + ".");
        }
        apply(new BiasFindingClosed(
                command.finding(),
                command.subject(),
                command.outcome(),
                command.check(),
                command.reason(),
                command.by()));
    }

    @EventSourcingHandler
    void on(BiasBoundsSet event) {
        is(event.subject());
        bounds = event.bounds();
    }

    @EventSourcingHandler
    void on(BiasChecked event) {
        is(event.facts().subject());
        checks.add(event.check());
    }

    @EventSourcingHandler
    void on(BiasSuiteDefined event) {
        is(event.suite().subject());
        Suite known = suites.get(event.suite().suite());
        if (known == null) {
            suites.put(event.suite().suite(), new Suite(event));
        } else {
            known.defined = event;
        }
    }

    @EventSourcingHandler
    void on(BiasPairsStarted event) {
        Suite suite = suite(event.suite());
        suite.running = event;
        suite.started = event.at();
        suite.runs++;
    }

    @EventSourcingHandler
    void on(BiasPairsChecked event) {
        suite(event.facts().suite()).running = null;
        checks.add(event.run());
    }

    @EventSourcingHandler
    void on(BiasPairsFailed event) {
        suite(event.suite()).running = null;
    }

    private Suite suite(String suite) {
        Suite known = suites.get(suite);
        if (known == null) {
            throw new IllegalStateException("The suite '" + suite + "' ran and was never defined");
        }
        return known;
    }

    @EventSourcingHandler
    void on(BiasFindingOpened event) {
        open.put(
                event.finding(),
                new OpenBiasFinding(event.finding(), event.metric(), event.attribute(), event.group()));
    }

    @EventSourcingHandler
    void on(BiasFindingClosed event) {
        open.remove(event.finding());
    }

    private void is(BiasSubject subject) {
        stream = BiasCommand.stream(subject);
    }
}
