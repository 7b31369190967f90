package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import java.time.LocalDate;

/** What a person tells of duties. The members are those of the events. */
public sealed interface DutyCommand extends Command {

    String system();

    @Override
    default String target() {
        return "duty/" + system();
    }

    /** Keep that a duty was performed. Does nothing when that is the last that is known of it. */
    record RecordDuty(String system, RecordedDuty duty, String what, String reference, LocalDate on, String by)
            implements DutyCommand {}

    /** Keep what a system has to reach. Does nothing when that is declared. */
    record DeclareQuality(String system, QualityMetric metric, double minimum, String reference, String by)
            implements DutyCommand {}
}
