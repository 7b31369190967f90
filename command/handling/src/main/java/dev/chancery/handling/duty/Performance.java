package dev.chancery.handling.duty;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.DutyCommand.DeclareQuality;
import dev.chancery.contracts.command.DutyCommand.RecordDuty;
import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.event.DutyEvent.DutyPerformed;
import dev.chancery.contracts.event.DutyEvent.QualityDeclared;
import dev.chancery.contracts.fact.RecordedDuty;
import java.util.EnumMap;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What people say was done for a system. */
final class Performance {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final Map<RecordedDuty, DutyPerformed> last = new EnumMap<>(RecordedDuty.class);
    private @Nullable QualityDeclared declared;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void perform(RecordDuty command) {
        DutyPerformed now = new DutyPerformed(
                command.system(), command.duty(), command.what(), command.reference(), command.on(), command.by());
        DutyPerformed before = last.get(command.duty());
        if (before != null && command.on().isBefore(before.on())) {
            throw new IllegalArgumentException("The record knows of a later day on which this was done: " + before.on()
                    + ". What was done before it is superseded.");
        }
        if (!now.equals(before)) {
            apply(now);
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void declare(DeclareQuality command) {
        if (!(command.minimum() > 0 && command.minimum() <= 1)) {
            throw new IllegalArgumentException("A minimum is a share above 0 and not above 1, such as 0.9.");
        }
        QualityDeclared now = new QualityDeclared(
                command.system(), command.metric(), command.minimum(), command.reference(), command.by());
        if (!now.equals(declared)) {
            apply(now);
        }
    }

    @EventSourcingHandler
    void on(DutyEvent event) {
        stream = "duty/" + event.system();
        switch (event) {
            case DutyPerformed e -> last.put(e.duty(), e);
            case QualityDeclared e -> declared = e;
        }
    }
}
