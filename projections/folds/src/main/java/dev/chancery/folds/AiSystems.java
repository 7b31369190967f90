package dev.chancery.folds;

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
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** AI systems and what is documented about them: of what is assessed anew the newest version, with who, when and where in the log. */
public final class AiSystems implements Fold<Step, String, AiSystems.AiSystem> {

    /**
     * A system.
     *
     * @param statusSince when it came to its status, and by whom
     * @param screening null while it was not screened for prohibited practices
     * @param use null while nobody said what it is used for
     * @param derogation null while nothing was assessed under Art. 6(3)
     * @param impact null while there is no fundamental rights impact assessment
     * @param risks by hazard, in the order in which they came
     * @param overseers relieved ones too, in the order in which they came
     * @param instructions null while there are none
     * @param documentation by point, in the order in which they came
     * @param registration by section and point, in the order in which they came
     * @param entries in the EU database, one for each section
     * @param classified null while it was never classified
     */
    public record AiSystem(
            String system,
            SystemDescription description,
            SystemStatus status,
            Mark registered,
            Mark described,
            Mark statusSince,
            @Nullable Assessment screening,
            @Nullable Assessment use,
            @Nullable Assessment derogation,
            SystemFacts facts,
            @Nullable Impact impact,
            List<Risk> risks,
            List<Overseer> overseers,
            @Nullable Instructed instructions,
            List<Documented> documentation,
            List<Field> registration,
            List<DatabaseEntry> entries,
            @Nullable Classified classified) {
        public AiSystem {
            risks = List.copyOf(risks);
            overseers = List.copyOf(overseers);
            documentation = List.copyOf(documentation);
            registration = List.copyOf(registration);
            entries = List.copyOf(entries);
        }

        /** Whether it was classified by other facts than those that are known now. */
        public boolean outdated() {
            return classified != null && !classified.facts().equals(facts);
        }
    }

    /** Who did something, when, and where in the log. */
    public record Mark(long position, Instant at, String by) {}

    /**
     * An assessment whose content is among the facts.
     *
     * @param version counts from 1
     * @param ruleSet that it was made by, null where it names none
     */
    public record Assessment(int version, @Nullable String ruleSet, Mark mark) {}

    /**
     * A fundamental rights impact assessment.
     *
     * @param dataProtection null when it refers to no data protection impact assessment
     * @param notified null while the authority was not notified of this version
     */
    public record Impact(
            int version,
            ImpactItems items,
            @Nullable String dataProtection,
            Mark mark,
            @Nullable Notified notified) {}

    /** Who was notified, and when. */
    public record Notified(String authority, LocalDate on, Mark mark) {}

    /** An entry of the risk register. */
    public record Risk(int version, RiskEntry entry, Mark mark) {}

    /**
     * An assignment of oversight.
     *
     * @param relieved null while nobody ended it; it may end by its own last day all the same
     */
    public record Overseer(
            OversightAssignment assignment,
            Mark mark,
            @Nullable Relieved relieved) {

        /** Whether the person oversees the system on a day. */
        public boolean active(LocalDate on) {
            return !on.isBefore(assignment.from())
                    && (assignment.until() == null || !on.isAfter(assignment.until()))
                    && (relieved == null || on.isBefore(relieved.on()));
        }
    }

    /** The end of an assignment. */
    public record Relieved(LocalDate on, String reason, Mark mark) {}

    /** Instructions for use. */
    public record Instructed(int version, Instructions instructions, Mark mark) {}

    /** What is said under a point of Annex IV. */
    public record Documented(String point, String text, Mark mark) {}

    /** What is said under a point of Annex VIII. */
    public record Field(AnnexEight section, String point, String text, Mark mark) {}

    /** An entry of the EU database. */
    public record DatabaseEntry(AnnexEight section, String number, LocalDate on, Mark mark) {}

    /** A classification. */
    public record Classified(
            SystemFacts facts, String ruleSet, String digest, LocalDate on, RiskVerdict verdict, Mark mark) {}

    @Override
    public String name() {
        return "ai-systems";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof SystemEvent event ? List.of(event.system()) : List.of();
    }

    @Override
    public AiSystem apply(String key, @Nullable AiSystem before, Step step) {
        SystemEvent event = (SystemEvent) step.recorded().event();
        Mark mark = new Mark(step.recorded().position(), step.recorded().at(), event.by());
        if (event instanceof SystemRegistered e) {
            return new AiSystem(
                    key,
                    e.description(),
                    e.status(),
                    mark,
                    mark,
                    mark,
                    null,
                    null,
                    null,
                    new SystemFacts(e.description().roles(), List.of(), null, null),
                    null,
                    List.of(),
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    null);
        }
        if (before == null) {
            throw new IllegalStateException("System " + key + " was never registered");
        }
        Change change = new Change(before);
        change.take(event, mark);
        return change.after();
    }

    /** A system on its way from one state to the next. */
    private static final class Change {
        private final String system;
        private final Mark registered;
        private SystemDescription description;
        private SystemStatus status;
        private Mark described;
        private Mark statusSince;
        private @Nullable Assessment screening;
        private @Nullable Assessment use;
        private @Nullable Assessment derogation;
        private SystemFacts facts;
        private @Nullable Impact impact;
        private final List<Risk> risks;
        private final List<Overseer> overseers;
        private @Nullable Instructed instructions;
        private final List<Documented> documentation;
        private final List<Field> registration;
        private final List<DatabaseEntry> entries;
        private @Nullable Classified classified;

        Change(AiSystem s) {
            system = s.system();
            registered = s.registered();
            description = s.description();
            status = s.status();
            described = s.described();
            statusSince = s.statusSince();
            screening = s.screening();
            use = s.use();
            derogation = s.derogation();
            facts = s.facts();
            impact = s.impact();
            risks = new ArrayList<>(s.risks());
            overseers = new ArrayList<>(s.overseers());
            instructions = s.instructions();
            documentation = new ArrayList<>(s.documentation());
            registration = new ArrayList<>(s.registration());
            entries = new ArrayList<>(s.entries());
            classified = s.classified();
        }

        AiSystem after() {
            return new AiSystem(
                    system,
                    description,
                    status,
                    registered,
                    described,
                    statusSince,
                    screening,
                    use,
                    derogation,
                    facts,
                    impact,
                    risks,
                    overseers,
                    instructions,
                    documentation,
                    registration,
                    entries,
                    classified);
        }

        void take(SystemEvent event, Mark mark) {
            switch (event) {
                case SystemRegistered ignored ->
                    throw new IllegalStateException("System " + system + " is registered twice");
                case SystemDescribed e -> {
                    description = e.description();
                    described = mark;
                    facts = new SystemFacts(description.roles(), facts.practices(), facts.use(), facts.derogation());
                }
                case SystemStatusChanged e -> {
                    status = e.to();
                    statusSince = mark;
                }
                case PracticesScreened e -> {
                    screening = new Assessment(e.version(), e.ruleSet(), mark);
                    facts = new SystemFacts(facts.roles(), e.practices(), facts.use(), facts.derogation());
                }
                case UseAssessed e -> {
                    use = new Assessment(e.version(), null, mark);
                    facts = new SystemFacts(facts.roles(), facts.practices(), e.use(), facts.derogation());
                }
                case DerogationAssessed e -> {
                    derogation = new Assessment(e.version(), null, mark);
                    facts = new SystemFacts(facts.roles(), facts.practices(), facts.use(), e.derogation());
                }
                case ImpactAssessed e -> impact = new Impact(e.version(), e.items(), e.dataProtection(), mark, null);
                case ImpactNotified e -> notified(e, mark);
                case RiskRecorded e ->
                    put(
                            risks,
                            risk -> risk.entry().hazard().equals(e.entry().hazard()),
                            new Risk(e.version(), e.entry(), mark));
                case OverseerAssigned e -> overseers.add(new Overseer(e.assignment(), mark, null));
                case OverseerRelieved e ->
                    overseers.replaceAll(overseer -> overseer.assignment()
                                    .assignment()
                                    .equals(e.assignment())
                            ? new Overseer(
                                    overseer.assignment(), overseer.mark(), new Relieved(e.on(), e.reason(), mark))
                            : overseer);
                case InstructionsRecorded e -> instructions = new Instructed(e.version(), e.instructions(), mark);
                case DocumentationRecorded e -> {
                    for (NumberedText field : e.fields()) {
                        put(
                                documentation,
                                said -> said.point().equals(field.point()),
                                new Documented(field.point(), field.text(), mark));
                    }
                }
                case RegistrationRecorded e -> {
                    for (NumberedText field : e.fields()) {
                        put(
                                registration,
                                said -> said.section() == e.section()
                                        && said.point().equals(field.point()),
                                new Field(e.section(), field.point(), field.text(), mark));
                    }
                }
                case DatabaseEntered e ->
                    put(
                            entries,
                            entry -> entry.section() == e.section(),
                            new DatabaseEntry(e.section(), e.number(), e.on(), mark));
                case SystemClassified e ->
                    classified = new Classified(e.facts(), e.ruleSet(), e.digest(), e.on(), e.verdict(), mark);
            }
        }

        /** Of an older version the record says so too, and nothing of it is kept here. */
        private void notified(ImpactNotified event, Mark mark) {
            if (impact != null && impact.version() == event.version()) {
                impact = new Impact(
                        impact.version(),
                        impact.items(),
                        impact.dataProtection(),
                        impact.mark(),
                        new Notified(event.authority(), event.on(), mark));
            }
        }

        private static <T> void put(List<T> all, Predicate<T> same, T item) {
            for (int i = 0; i < all.size(); i++) {
                if (same.test(all.get(i))) {
                    all.set(i, item);
                    return;
                }
            }
            all.add(item);
        }
    }
}
