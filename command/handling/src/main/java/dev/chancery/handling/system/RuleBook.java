package dev.chancery.handling.system;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.RuleSetCommand;
import dev.chancery.contracts.command.RuleSetCommand.AdoptRuleSet;
import dev.chancery.contracts.event.RuleSetEvent;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.decisions.risk.RuleSets;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The rule set that is adopted. */
final class RuleBook {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable String adopted;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void adopt(AdoptRuleSet command) {
        String digest = RuleSets.of(command.version()).digest();
        if (!command.version().equals(adopted)) {
            apply(new RuleSetAdopted(command.version(), digest, adopted, command.reason(), command.by()));
        }
    }

    @EventSourcingHandler
    void on(RuleSetEvent event) {
        switch (event) {
            case RuleSetAdopted e -> {
                stream = RuleSetCommand.STREAM;
                adopted = e.version();
            }
        }
    }
}
