package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An AI system and what is documented about it under Regulation (EU) 2024/1689; stream {@code system/<id>}. What is assessed has a
 * version that counts from 1; a version supersedes the one before it.
 */
public sealed interface SystemEvent extends Event {

    /** Of which system. */
    String system();

    /** Who did it. */
    String by();

    /** The system is in the register. */
    record SystemRegistered(String system, SystemDescription description, SystemStatus status, String by)
            implements SystemEvent {}

    /** It is described anew; what was said before is superseded. */
    record SystemDescribed(String system, SystemDescription description, String reason, String by)
            implements SystemEvent {}

    /** It is tried, put into service, suspended, resumed or decommissioned. */
    record SystemStatusChanged(String system, SystemStatus from, SystemStatus to, String reason, String by)
            implements SystemEvent {}

    /**
     * It was screened for the practices that Art. 5 prohibits.
     *
     * @param ruleSet version of the rules that it was screened by
     */
    record PracticesScreened(String system, int version, List<ScreenedPractice> practices, String ruleSet, String by)
            implements SystemEvent {
        public PracticesScreened {
            practices = List.copyOf(practices);
        }
    }

    /** Somebody said what it is used for. */
    record UseAssessed(String system, int version, UseFacts use, String by) implements SystemEvent {}

    /** Somebody assessed whether it is not high-risk although Annex III names its use, Art. 6(3) and (4). */
    record DerogationAssessed(String system, int version, Derogation derogation, String by) implements SystemEvent {}

    /**
     * Its impact on fundamental rights was assessed, Art. 27.
     *
     * @param dataProtection the data protection impact assessment that it refers to, Art. 27(4); null for none
     */
    record ImpactAssessed(
            String system,
            int version,
            ImpactItems items,
            @Nullable String dataProtection,
            String by) implements SystemEvent {}

    /** The authority was notified of an assessment, Art. 27(3). */
    record ImpactNotified(String system, int version, String authority, LocalDate on, String by)
            implements SystemEvent {}

    /** A hazard is in its risk register, or what was said of it is superseded; Art. 9. */
    record RiskRecorded(String system, int version, RiskEntry entry, String by) implements SystemEvent {}

    /** Somebody oversees it, Art. 14. */
    record OverseerAssigned(String system, OversightAssignment assignment, String by) implements SystemEvent {}

    /** An assignment ends. */
    record OverseerRelieved(String system, String assignment, LocalDate on, String reason, String by)
            implements SystemEvent {}

    /** Its instructions for use are these, Art. 13. */
    record InstructionsRecorded(String system, int version, Instructions instructions, String by)
            implements SystemEvent {}

    /**
     * What its technical documentation says under points of Annex IV, Art. 11.
     *
     * @param fields by point; each supersedes what was said under its point before
     */
    record DocumentationRecorded(String system, List<NumberedText> fields, String by) implements SystemEvent {
        public DocumentationRecorded {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What is said in the registration under points of Annex VIII.
     *
     * @param fields by point; each supersedes what was said under its point before
     */
    record RegistrationRecorded(String system, AnnexEight section, List<NumberedText> fields, String by)
            implements SystemEvent {
        public RegistrationRecorded {
            fields = List.copyOf(fields);
        }
    }

    /** It is in the EU database, Art. 71, under a number. */
    record DatabaseEntered(String system, AnnexEight section, String number, LocalDate on, String by)
            implements SystemEvent {}

    /**
     * It was classified.
     *
     * @param facts by which
     * @param ruleSet version of the rules
     * @param digest lower-case hex SHA-256 of them
     * @param on the day for which
     */
    record SystemClassified(
            String system,
            SystemFacts facts,
            String ruleSet,
            String digest,
            LocalDate on,
            RiskVerdict verdict,
            String by)
            implements SystemEvent {}
}
