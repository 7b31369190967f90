package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import java.time.LocalDate;

/** What a person says that was done for a system, or for the whole company; stream {@code duty/<system>}. */
public sealed interface DutyEvent extends Event {

    /** Stands in the place of a system for what concerns all of them. */
    String COMPANY = "company";

    /** Of which system, or {@value #COMPANY}. */
    String system();

    /**
     * A duty was performed outside.
     *
     * @param what was done, in words
     * @param reference of what shows it, such as a document
     * @param on the day
     */
    record DutyPerformed(String system, RecordedDuty duty, String what, String reference, LocalDate on, String by)
            implements DutyEvent {}

    /**
     * From now on a system has to reach this.
     *
     * @param minimum between 0 and 1
     * @param reference where it is declared, such as a point of the instructions for use
     */
    record QualityDeclared(String system, QualityMetric metric, double minimum, String reference, String by)
            implements DutyEvent {}
}
