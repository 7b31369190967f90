package dev.chancery.handling.incident;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.command.IncidentCommand.AnnounceAlteration;
import dev.chancery.contracts.command.IncidentCommand.CloseIncident;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.command.IncidentCommand.PlanCorrectiveAction;
import dev.chancery.contracts.command.IncidentCommand.ReassessIncident;
import dev.chancery.contracts.command.IncidentCommand.RecordCorrectiveActionDone;
import dev.chancery.contracts.command.IncidentCommand.RecordIncidentReport;
import dev.chancery.contracts.command.IncidentCommand.RecordOperatorInformed;
import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.IncidentEvent.AlterationAnnounced;
import dev.chancery.contracts.event.IncidentEvent.CorrectiveActionDone;
import dev.chancery.contracts.event.IncidentEvent.CorrectiveActionPlanned;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.IncidentEvent.OperatorInformed;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.decisions.incident.IncidentClock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** One incident, from when it is told of until it is closed. */
final class Incident {

    /** Of each kind, what is reported, planned or told. */
    private static final int LIMIT = 200;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable IncidentOpened opened;
    private @Nullable IncidentAssessment assessment;
    private @Nullable ReportingClock clock;
    private Instant awareAt = Instant.EPOCH;
    private boolean closed;
    private int assessments;
    private final Set<IncidentEvent> told = new LinkedHashSet<>();
    private final Map<String, CorrectiveActionPlanned> planned = new LinkedHashMap<>();
    private final Set<String> done = new LinkedHashSet<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void open(OpenIncident command) {
        IncidentOpened now = new IncidentOpened(
                command.incident(),
                command.awareness(),
                command.assessment(),
                IncidentClock.decide(command.awareness().at(), command.assessment()),
                command.memberStates(),
                command.description(),
                command.links(),
                command.by());
        if (opened == null) {
            apply(now);
        } else if (!now.equals(opened)) {
            throw new IllegalStateException("The incident " + command.incident() + " is another one.");
        }
    }

    @CommandHandler
    void reassess(ReassessIncident command) {
        demandOpen();
        Instant since = command.awareAt() == null ? awareAt : command.awareAt();
        if (command.assessment().equals(assessment) && since.equals(awareAt)) {
            throw new IllegalStateException("The incident is assessed so already.");
        }
        if (opened != null && since.isBefore(opened.awareness().at())) {
            throw new IllegalArgumentException(
                    "What changes an assessment becomes known after the incident itself did, not before.");
        }
        demandRoom(assessments);
        apply(new IncidentReassessed(
                command.incident(),
                since,
                command.assessment(),
                IncidentClock.decide(since, command.assessment()),
                command.reason(),
                command.by()));
    }

    @CommandHandler
    void report(RecordIncidentReport command) {
        tell(
                command.at(),
                new IncidentReported(
                        command.incident(),
                        command.authority(),
                        command.complete(),
                        command.reference(),
                        command.at(),
                        command.by()));
    }

    @CommandHandler
    void inform(RecordOperatorInformed command) {
        tell(
                command.at(),
                new OperatorInformed(
                        command.incident(), command.operator(), command.reference(), command.at(), command.by()));
    }

    @CommandHandler
    void announce(AnnounceAlteration command) {
        if (command.action() != null && !planned.containsKey(command.action())) {
            throw new IllegalArgumentException("There is no corrective action '" + command.action() + "'.");
        }
        tell(
                command.at(),
                new AlterationAnnounced(
                        command.incident(),
                        command.authority(),
                        command.action(),
                        command.alteration(),
                        command.reference(),
                        command.at(),
                        command.by()));
    }

    private void tell(Instant at, IncidentEvent event) {
        if (told.contains(event)) {
            return;
        }
        demandOpen();
        if (opened != null && at.isBefore(opened.awareness().at())) {
            throw new IllegalArgumentException("Nobody can be told of the incident before somebody was aware of it.");
        }
        demandRoom(told.size());
        apply(event);
    }

    @CommandHandler
    void plan(PlanCorrectiveAction command) {
        demandOpen();
        CorrectiveActionPlanned now = new CorrectiveActionPlanned(
                command.incident(),
                command.action(),
                command.what(),
                command.owner(),
                command.due(),
                command.alters(),
                command.by());
        CorrectiveActionPlanned known = planned.get(command.action());
        if (known == null) {
            demandRoom(planned.size());
            apply(now);
        } else if (!now.equals(known)) {
            throw new IllegalStateException("The corrective action " + command.action() + " is another one.");
        }
    }

    @CommandHandler
    void done(RecordCorrectiveActionDone command) {
        demandOpen();
        if (!planned.containsKey(command.action())) {
            throw new IllegalArgumentException("There is no corrective action '" + command.action() + "'.");
        }
        if (!done.contains(command.action())) {
            apply(new CorrectiveActionDone(command.incident(), command.action(), command.result(), command.by()));
        }
    }

    @CommandHandler
    void close(CloseIncident command) {
        demandOpen();
        if (!done.containsAll(planned.keySet())) {
            throw new IllegalStateException(
                    "A corrective action is not done. Record what came of it, and close the incident then.");
        }
        if (clock != null && clock.due() != null && told.stream().noneMatch(IncidentReported.class::isInstance)) {
            throw new IllegalStateException("The incident has to be reported (" + clock.basis()
                    + ") and no report is on the record. Record it, or assess the incident anew.");
        }
        apply(new IncidentClosed(command.incident(), command.finding(), command.by()));
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("The incident is closed. Open another one that names it.");
        }
    }

    private static void demandRoom(int there) {
        if (there >= LIMIT) {
            throw new IllegalStateException("The incident has " + LIMIT + " of these already. Open another one.");
        }
    }

    @EventSourcingHandler
    void on(IncidentEvent event) {
        stream = IncidentCommand.STREAM + event.incident();
        switch (event) {
            case IncidentOpened e -> {
                opened = e;
                awareAt = e.awareness().at();
                assessment = e.assessment();
                clock = e.clock();
            }
            case IncidentReassessed e -> {
                awareAt = e.awareAt();
                assessment = e.assessment();
                clock = e.clock();
                assessments++;
            }
            case IncidentReported e -> told.add(e);
            case OperatorInformed e -> told.add(e);
            case AlterationAnnounced e -> told.add(e);
            case CorrectiveActionPlanned e -> planned.put(e.action(), e);
            case CorrectiveActionDone e -> done.add(e.action());
            case IncidentClosed e -> closed = true;
        }
    }
}
