package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of an AI system's entry in the register. All but the first fail when there is none of that id. */
public sealed interface SystemCommand extends Command {

    String system();

    @Override
    default String target() {
        return "system/" + system();
    }

    /** Put it into the register. Fails when there is one of that id. */
    record RegisterSystem(String system, SystemDescription description, SystemStatus status, String by)
            implements SystemCommand {}

    /** Describe it anew. Does nothing when that is what is said. */
    record DescribeSystem(String system, SystemDescription description, String reason, String by)
            implements SystemCommand {}

    /** Try it, put it into service, suspend, resume or decommission it. Fails when its status does not lead there. */
    record ChangeSystemStatus(String system, SystemStatus to, String reason, String by) implements SystemCommand {}

    /** Keep what a screening for prohibited practices found. */
    record ScreenPractices(String system, List<ScreenedPractice> practices, String ruleSet, String by)
            implements SystemCommand {
        public ScreenPractices {
            practices = List.copyOf(practices);
        }
    }

    /** Keep what it is used for. */
    record AssessUse(String system, UseFacts use, String by) implements SystemCommand {}

    /** Keep an assessment under Art. 6(3). */
    record AssessDerogation(String system, Derogation derogation, String by) implements SystemCommand {}

    /** Keep a fundamental rights impact assessment. */
    record AssessImpact(
            String system, ImpactItems items, @Nullable String dataProtection, String by) implements SystemCommand {}

    /** Keep that the authority was notified. Fails when there is no such version, or it was notified of. */
    record NotifyImpact(String system, int version, String authority, LocalDate on, String by)
            implements SystemCommand {}

    /** Keep an entry of its risk register, in place of what was said of that hazard. */
    record RecordRisk(String system, RiskEntry entry, String by) implements SystemCommand {}

    /** Keep who oversees it. Fails when there is an assignment of that id. */
    record AssignOverseer(String system, OversightAssignment assignment, String by) implements SystemCommand {}

    /** End an assignment. Fails when there is none that is open. */
    record RelieveOverseer(String system, String assignment, LocalDate on, String reason, String by)
            implements SystemCommand {}

    /** Keep its instructions for use. */
    record RecordInstructions(String system, Instructions instructions, String by) implements SystemCommand {}

    /** Keep what its technical documentation says under points of Annex IV. Fails for points that it does not have. */
    record RecordDocumentation(String system, List<NumberedText> fields, String by) implements SystemCommand {
        public RecordDocumentation {
            fields = List.copyOf(fields);
        }
    }

    /** Keep what is said under points of Annex VIII. Fails for points that the section does not have. */
    record RecordRegistration(String system, AnnexEight section, List<NumberedText> fields, String by)
            implements SystemCommand {
        public RecordRegistration {
            fields = List.copyOf(fields);
        }
    }

    /** Keep the number that it has in the EU database. */
    record EnterDatabase(String system, AnnexEight section, String number, LocalDate on, String by)
            implements SystemCommand {}

    /**
     * Classify it by what is known about it.
     *
     * @param ruleSet version of the rules
     * @param on for which day
     */
    record ClassifySystem(String system, String ruleSet, LocalDate on, String by) implements SystemCommand {}
}
