package dev.chancery.contracts.fact;

import dev.chancery.contracts.WorkflowId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the record holds of an AI system, as far as controls ask. Positions are those of the events that say it.
 *
 * @param risk by its last classification, {@link RiskClass#UNCLASSIFIED} without one
 * @param basis of high risk, by the same
 * @param classified position of that, null without one
 * @param outdated whether other facts are known since
 * @param registered when it came into the register
 * @param instructions null while there are none
 * @param impact null while there is no fundamental rights impact assessment
 * @param entries in the EU database
 * @param derogation position of the last assessment under Art. 6(3), null without one
 * @param duties the last of each that was performed outside
 * @param quality null while none is declared
 * @param work of its workflows
 * @param bias of the system and of its workflows
 * @param incidents that are linked to it or to its workflows
 */
public record SystemEvidence(
        String system,
        String name,
        SystemStatus status,
        SystemFacts facts,
        RiskClass risk,
        List<RiskVerdict.Basis> basis,
        @Nullable Long classified,
        boolean outdated,
        Instant registered,
        List<Hazard> hazards,
        List<Overseer> overseers,
        @Nullable Instructed instructions,
        @Nullable Impact impact,
        List<Entry> entries,
        @Nullable Long derogation,
        List<Performed> duties,
        @Nullable Declared quality,
        Work work,
        Bias bias,
        List<Clocked> incidents) {

    public SystemEvidence {
        basis = List.copyOf(basis);
        hazards = List.copyOf(hazards);
        overseers = List.copyOf(overseers);
        entries = List.copyOf(entries);
        duties = List.copyOf(duties);
        incidents = List.copyOf(incidents);
    }

    /** An entry of the risk register. */
    public record Hazard(RiskEntry entry, Instant at, long position) {}

    /**
     * An assignment of oversight.
     *
     * @param relievedOn null while nobody ended it
     */
    public record Overseer(
            OversightAssignment assignment, @Nullable LocalDate relievedOn, long position) {}

    /** Instructions for use. */
    public record Instructed(Instructions instructions, Instant at, long position) {}

    /**
     * A fundamental rights impact assessment.
     *
     * @param notified position, null while the authority was not notified of it
     */
    public record Impact(
            ImpactItems items,
            Instant at,
            long position,
            @Nullable LocalDate notifiedOn,
            @Nullable Long notified) {}

    /** An entry of the EU database. */
    public record Entry(AnnexEight section, String number, LocalDate on, long position) {}

    /** A duty that was performed outside. */
    public record Performed(RecordedDuty duty, String reference, LocalDate on, Instant at, long position) {}

    /** What it has to reach. */
    public record Declared(QualityMetric metric, double minimum, Instant at, long position) {}

    /**
     * What its workflows did.
     *
     * @param workflows that are parts of it
     * @param days the last ones, in any order
     * @param first when the first task was opened, null when none ever was
     * @param firstPosition of that
     * @param unfinished tasks without an outcome that are old enough to be missed
     * @param waiting outputs that wait for a person longer than they may
     * @param waitingSince when the one that waits longest was held, null when none does
     * @param watched workflows whose gate is open and watched, by what moved the gate last
     * @param retentionDays how long the policy keeps the contents of the workflow that it keeps shortest; null when it keeps all
     */
    public record Work(
            List<WorkflowId> workflows,
            List<WorkDay> days,
            @Nullable Instant first,
            @Nullable Long firstPosition,
            Marks unfinished,
            Marks waiting,
            @Nullable Instant waitingSince,
            List<WorkflowId> watched,
            @Nullable Integer retentionDays) {
        public Work {
            workflows = List.copyOf(workflows);
            days = List.copyOf(days);
            watched = List.copyOf(watched);
        }
    }

    /**
     * What checks for bias found.
     *
     * @param open findings that nobody has closed
     */
    public record Bias(Marks checks, List<OpenFinding> open) {
        public Bias {
            open = List.copyOf(open);
        }
    }

    /** An open finding. */
    public record OpenFinding(String finding, String owner, Instant due, long position) {}

    /**
     * An incident.
     *
     * @param state of its clocks, at the instant of the evidence
     * @param positions of its opening, and of the first report when there is one
     */
    public record Clocked(
            String incident, ReportingState state, @Nullable Instant due, boolean open, List<Long> positions) {}

    /** The same, with other work. */
    public SystemEvidence with(Work other) {
        return new SystemEvidence(
                system,
                name,
                status,
                facts,
                risk,
                basis,
                classified,
                outdated,
                registered,
                hazards,
                overseers,
                instructions,
                impact,
                entries,
                derogation,
                duties,
                quality,
                other,
                bias,
                incidents);
    }
}
