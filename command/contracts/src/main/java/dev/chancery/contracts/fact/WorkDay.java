package dev.chancery.contracts.fact;

import dev.chancery.contracts.WorkflowId;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;

/**
 * What a workflow did on a day, as far as controls ask.
 *
 * @param day in UTC, on which the events were recorded
 * @param opened tasks
 * @param abandoned tasks whose outcome never came
 * @param held outputs that were held for a person
 * @param decided decisions of people about outputs, before or after their delivery
 * @param overridden how many of these changed, withheld or faulted the output
 * @param waited decisions by how long the output had waited: within each of {@link #WAITS} hours, and longer
 * @param unseen decisions about what the person was not shown here
 * @param dwell the others by how long he had looked: within each of {@link #DWELLS} seconds, and longer
 * @param verdicts of judges and checks
 * @param passed how many of these passed
 * @param looked delivered outputs that a person looked at afterwards
 */
public record WorkDay(
        WorkflowId workflow,
        LocalDate day,
        Marks opened,
        Marks abandoned,
        Marks held,
        Marks decided,
        int overridden,
        List<Integer> waited,
        int unseen,
        List<Integer> dwell,
        Marks verdicts,
        int passed,
        Marks looked) {

    /** Ends of all spans of waiting but the last, in hours. */
    public static final List<Integer> WAITS = List.of(1, 4, 8, 24, 48, 72, 168);

    /** Ends of all spans of looking but the last, in seconds. */
    public static final List<Integer> DWELLS = List.of(5, 30, 120, 600);

    public WorkDay {
        waited = List.copyOf(waited);
        dwell = List.copyOf(dwell);
    }

    /** A day on which nothing has happened yet. */
    public static WorkDay empty(WorkflowId workflow, LocalDate day) {
        return new WorkDay(
                workflow,
                day,
                Marks.NONE,
                Marks.NONE,
                Marks.NONE,
                Marks.NONE,
                0,
                Collections.nCopies(WAITS.size() + 1, 0),
                0,
                Collections.nCopies(DWELLS.size() + 1, 0),
                Marks.NONE,
                0,
                Marks.NONE);
    }
}
