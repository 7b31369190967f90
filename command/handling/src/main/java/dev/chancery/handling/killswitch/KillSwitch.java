package dev.chancery.handling.killswitch;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchReset;
import dev.chancery.contracts.fact.StopScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** All kill switches of the company. */
final class KillSwitch {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final Map<StopScope, KillSwitchPulled> pulled = new LinkedHashMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void pull(PullKillSwitch command) {
        if (!pulled.containsKey(command.scope())) {
            apply(new KillSwitchPulled(command.scope(), command.reason(), command.by()));
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void reset(ResetKillSwitch command) {
        if (!pulled.containsKey(command.scope())) {
            throw new IllegalArgumentException("No kill switch stops " + command.scope() + ".");
        }
        apply(new KillSwitchReset(command.scope(), command.reason(), command.by()));
    }

    @EventSourcingHandler
    void on(KillSwitchEvent event) {
        stream = KillSwitchCommand.STREAM;
        switch (event) {
            case KillSwitchPulled e -> pulled.put(e.scope(), e);
            case KillSwitchReset e -> pulled.remove(e.scope());
        }
    }
}
