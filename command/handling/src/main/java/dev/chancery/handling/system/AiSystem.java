package dev.chancery.handling.system;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.SystemCommand.AssessDerogation;
import dev.chancery.contracts.command.SystemCommand.AssessImpact;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.AssignOverseer;
import dev.chancery.contracts.command.SystemCommand.ChangeSystemStatus;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.DescribeSystem;
import dev.chancery.contracts.command.SystemCommand.EnterDatabase;
import dev.chancery.contracts.command.SystemCommand.NotifyImpact;
import dev.chancery.contracts.command.SystemCommand.RecordDocumentation;
import dev.chancery.contracts.command.SystemCommand.RecordInstructions;
import dev.chancery.contracts.command.SystemCommand.RecordRegistration;
import dev.chancery.contracts.command.SystemCommand.RecordRisk;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.RelieveOverseer;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.SystemEvent.DatabaseEntered;
import dev.chancery.contracts.event.SystemEvent.DerogationAssessed;
import dev.chancery.contracts.event.SystemEvent.DocumentationRecorded;
import dev.chancery.contracts.event.SystemEvent.ImpactAssessed;
import dev.chancery.contracts.event.SystemEvent.ImpactNotified;
import dev.chancery.contracts.event.SystemEvent.InstructionsRecorded;
import dev.chancery.contracts.event.SystemEvent.OverseerAssigned;
import dev.chancery.contracts.event.SystemEvent.OverseerRelieved;
import dev.chancery.contracts.event.SystemEvent.PracticesScreened;
import dev.chancery.contracts.event.SystemEvent.RegistrationRecorded;
import dev.chancery.contracts.event.SystemEvent.RiskRecorded;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.SystemStatusChanged;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.decisions.risk.RegisterChecks;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** An AI system of the register. */
final class AiSystem {

    @AggregateIdentifier
    private @Nullable String stream;

    private @Nullable SystemDescription description;
    private SystemStatus status = SystemStatus.PLANNED;
    private SystemFacts facts = new SystemFacts(List.of(), List.of(), null, null);
    private @Nullable SystemClassified classified;
    private int screened;
    private int used;
    private int derogated;
    private int assessed;
    private int notified;
    private int instructed;
    private final SortedMap<String, Integer> risks = new TreeMap<>();
    private final SortedSet<String> assignments = new TreeSet<>();
    private final SortedSet<String> openAssignments = new TreeSet<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void register(RegisterSystem command) {
        if (stream != null) {
            throw new IllegalStateException(
                    "There is a system '" + command.system() + "'. Describe it anew, or choose another id.");
        }
        RegisterChecks.description(command.description());
        apply(new SystemRegistered(command.system(), command.description(), command.status(), command.by()));
    }

    @CommandHandler
    void describe(DescribeSystem command) {
        RegisterChecks.description(command.description());
        if (!command.description().equals(description)) {
            apply(new SystemDescribed(command.system(), command.description(), command.reason(), command.by()));
        }
    }

    @CommandHandler
    void change(ChangeSystemStatus command) {
        RegisterChecks.status(status, command.to());
        SystemClassified last = classified;
        if (command.to() == SystemStatus.IN_SERVICE
                && last != null
                && last.verdict().risk() == RiskClass.PROHIBITED) {
            throw new IllegalStateException(
                    "The system does what Art. 5 prohibits, by its classification of " + last.on()
                            + ", and is not put into service. When that has changed, screen and classify it again.");
        }
        apply(new SystemStatusChanged(command.system(), status, command.to(), command.reason(), command.by()));
    }

    @CommandHandler
    void screen(ScreenPractices command) {
        RegisterChecks.screening(
                command.practices(), RuleSets.of(command.ruleSet()).rules());
        apply(new PracticesScreened(
                command.system(), screened + 1, command.practices(), command.ruleSet(), command.by()));
    }

    @CommandHandler
    void use(AssessUse command) {
        RegisterChecks.use(command.use());
        apply(new UseAssessed(command.system(), used + 1, command.use(), command.by()));
    }

    @CommandHandler
    void derogate(AssessDerogation command) {
        RegisterChecks.derogation(command.derogation());
        apply(new DerogationAssessed(command.system(), derogated + 1, command.derogation(), command.by()));
    }

    @CommandHandler
    void assess(AssessImpact command) {
        apply(new ImpactAssessed(
                command.system(), assessed + 1, command.items(), command.dataProtection(), command.by()));
    }

    @CommandHandler
    void notify(NotifyImpact command) {
        if (command.version() < 1 || command.version() > assessed) {
            throw new IllegalArgumentException("There is no version " + command.version()
                    + " of the impact assessment; the newest is " + assessed + ".");
        }
        if (command.version() <= notified) {
            throw new IllegalStateException(
                    "The authority was notified of version " + notified + " already. Assess anew, then notify again.");
        }
        apply(new ImpactNotified(command.system(), command.version(), command.authority(), command.on(), command.by()));
    }

    @CommandHandler
    void risk(RecordRisk command) {
        RegisterChecks.risk(command.entry());
        int version = risks.getOrDefault(command.entry().hazard(), 0) + 1;
        demandRoom(version == 1 ? risks.size() : 0, "hazards");
        apply(new RiskRecorded(command.system(), version, command.entry(), command.by()));
    }

    @CommandHandler
    void assign(AssignOverseer command) {
        RegisterChecks.oversight(command.assignment());
        if (assignments.contains(command.assignment().assignment())) {
            throw new IllegalStateException(
                    "There is an assignment '" + command.assignment().assignment()
                            + "'. End it and make another, so that both are on the record.");
        }
        demandRoom(assignments.size(), "assignments");
        apply(new OverseerAssigned(command.system(), command.assignment(), command.by()));
    }

    @CommandHandler
    void relieve(RelieveOverseer command) {
        if (!openAssignments.contains(command.assignment())) {
            throw new IllegalArgumentException("There is no open assignment '" + command.assignment() + "'.");
        }
        apply(new OverseerRelieved(
                command.system(), command.assignment(), command.on(), command.reason(), command.by()));
    }

    @CommandHandler
    void instruct(RecordInstructions command) {
        RegisterChecks.instructions(command.instructions());
        apply(new InstructionsRecorded(command.system(), instructed + 1, command.instructions(), command.by()));
    }

    @CommandHandler
    void documentation(RecordDocumentation command) {
        RegisterChecks.documentation(command.fields());
        apply(new DocumentationRecorded(command.system(), command.fields(), command.by()));
    }

    @CommandHandler
    void registration(RecordRegistration command) {
        RegisterChecks.registration(command.section(), command.fields());
        apply(new RegistrationRecorded(command.system(), command.section(), command.fields(), command.by()));
    }

    @CommandHandler
    void enter(EnterDatabase command) {
        apply(new DatabaseEntered(command.system(), command.section(), command.number(), command.on(), command.by()));
    }

    @CommandHandler
    void classify(ClassifySystem command) {
        RuleSets.Shipped rules = RuleSets.of(command.ruleSet());
        SystemClassified next = new SystemClassified(
                command.system(),
                facts,
                command.ruleSet(),
                rules.digest(),
                command.on(),
                RiskDecision.classify(facts, rules.rules(), command.on()),
                command.by());
        SystemClassified last = classified;
        boolean said = last != null
                && last.facts().equals(next.facts())
                && last.digest().equals(next.digest())
                && last.on().equals(next.on());
        if (!said) {
            apply(next);
        }
    }

    private static void demandRoom(int has, String what) {
        if (has >= RegisterChecks.MOST) {
            throw new IllegalStateException(
                    "A system has at most " + RegisterChecks.MOST + " " + what + ". Divide it into several.");
        }
    }

    @EventSourcingHandler
    void on(SystemEvent event) {
        switch (event) {
            case SystemRegistered e -> {
                stream = "system/" + e.system();
                status = e.status();
                describe(e.description());
            }
            case SystemDescribed e -> describe(e.description());
            case SystemStatusChanged e -> status = e.to();
            case PracticesScreened e -> {
                screened = e.version();
                facts = new SystemFacts(facts.roles(), e.practices(), facts.use(), facts.derogation());
            }
            case UseAssessed e -> {
                used = e.version();
                facts = new SystemFacts(facts.roles(), facts.practices(), e.use(), facts.derogation());
            }
            case DerogationAssessed e -> {
                derogated = e.version();
                facts = new SystemFacts(facts.roles(), facts.practices(), facts.use(), e.derogation());
            }
            case ImpactAssessed e -> assessed = e.version();
            case ImpactNotified e -> notified = e.version();
            case RiskRecorded e -> risks.put(e.entry().hazard(), e.version());
            case OverseerAssigned e -> {
                assignments.add(e.assignment().assignment());
                openAssignments.add(e.assignment().assignment());
            }
            case OverseerRelieved e -> openAssignments.remove(e.assignment());
            case InstructionsRecorded e -> instructed = e.version();
            case DocumentationRecorded ignored -> {}
            case RegistrationRecorded ignored -> {}
            case DatabaseEntered ignored -> {}
            case SystemClassified e -> classified = e;
        }
    }

    private void describe(SystemDescription is) {
        description = is;
        facts = new SystemFacts(is.roles(), facts.practices(), facts.use(), facts.derogation());
    }
}
