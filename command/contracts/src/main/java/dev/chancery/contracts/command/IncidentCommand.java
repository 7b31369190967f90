package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Operator;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of an incident. The members are those of the events. */
public sealed interface IncidentCommand extends Command {

    /** What the streams of incidents begin with. */
    String STREAM = "incident/";

    String incident();

    @Override
    default String target() {
        return STREAM + incident();
    }

    /** Tell of an incident. Fails when there is another one of that id. */
    record OpenIncident(
            String incident,
            Awareness awareness,
            IncidentAssessment assessment,
            List<String> memberStates,
            String description,
            IncidentLinks links,
            String by)
            implements IncidentCommand {}

    /**
     * Assess it anew. Fails when nothing changes.
     *
     * @param awareAt when what changes the assessment became known; null when the clock counts from where it did
     */
    record ReassessIncident(
            String incident, @Nullable Instant awareAt, IncidentAssessment assessment, String reason, String by)
            implements IncidentCommand {}

    /** Keep that an authority was told. Does nothing when that is on the record. */
    record RecordIncidentReport(
            String incident, Authority authority, boolean complete, String reference, Instant at, String by)
            implements IncidentCommand {}

    /** Keep that an operator was told. */
    record RecordOperatorInformed(String incident, Operator operator, String reference, Instant at, String by)
            implements IncidentCommand {}

    /** Plan what will be done. */
    record PlanCorrectiveAction(
            String incident, String action, String what, String owner, Instant due, boolean alters, String by)
            implements IncidentCommand {}

    /** Keep that it was done. */
    record RecordCorrectiveActionDone(String incident, String action, String result, String by)
            implements IncidentCommand {}

    /** Keep that an authority was told of an alteration. */
    record AnnounceAlteration(
            String incident,
            Authority authority,
            @Nullable String action,
            String alteration,
            String reference,
            Instant at,
            String by)
            implements IncidentCommand {}

    /** Close it. Fails while a corrective action is not done, or a report that has to be made is not. */
    record CloseIncident(String incident, String finding, String by) implements IncidentCommand {}
}
