package dev.chancery.handling.budget;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.BudgetCommand.ReportBudgetExhausted;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetSpent;
import dev.chancery.contracts.command.BudgetCommand.SetBudgetCap;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.BudgetEvent.BudgetThresholdReached;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.decisions.budget.BudgetDecision;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The record of a cap: what it was, and when it first refused in each period, and what parts of it were spent. */
final class Budget implements StreamSummary.Source {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable BudgetCapSet cap;
    private @Nullable BudgetExhausted exhausted;

    /** The last of its period, and the last of another period before: for a moment after midnight two are spent from. */
    private @Nullable BudgetThresholdReached reached;

    private @Nullable BudgetThresholdReached reachedBefore;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void set(SetBudgetCap command) {
        if (cap == null || !command.cap().equals(cap.cap())) {
            apply(new BudgetCapSet(command.kind(), command.owner(), command.cap()));
        }
    }

    @CommandHandler
    void reportExhausted(ReportBudgetExhausted command) {
        if (exhausted == null || !command.scope().equals(exhausted.scope())) {
            apply(new BudgetExhausted(command.scope(), command.cap(), command.headroom(), command.task()));
        }
    }

    @CommandHandler
    List<Integer> reportSpent(ReportBudgetSpent command) {
        int told = Math.max(percent(reached, command.scope()), percent(reachedBefore, command.scope()));
        List<Integer> news = BudgetDecision.reached(command.cap(), command.settled()).stream()
                .filter(percent -> percent > told)
                .toList();
        news.forEach(percent ->
                apply(new BudgetThresholdReached(command.scope(), command.cap(), command.settled(), percent)));
        return news;
    }

    private static int percent(@Nullable BudgetThresholdReached of, BudgetScope scope) {
        return of != null && of.scope().equals(scope) ? of.percent() : 0;
    }

    @Override
    public StreamSummary summary() {
        return StreamSummary.of(cap, exhausted, reachedBefore, reached);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((BudgetEvent) event));
    }

    @EventSourcingHandler
    void on(BudgetEvent event) {
        switch (event) {
            case BudgetCapSet e -> {
                stream = new SetBudgetCap(e.kind(), e.owner(), e.cap()).target();
                cap = e;
            }
            case BudgetExhausted e -> exhausted = e;
            case BudgetThresholdReached e -> {
                if (reached != null && !e.scope().equals(reached.scope())) {
                    reachedBefore = reached;
                }
                reached = e;
            }
        }
    }
}
