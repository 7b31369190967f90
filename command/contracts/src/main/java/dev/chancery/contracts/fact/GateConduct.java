package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a workflow's model calls since its gate last moved. Calls that were refused or abandoned are not among them.
 *
 * @param since when the gate last moved, or the workflow was registered; null when that is not known
 * @param until when this was asked for
 * @param tasks that ended with an output, or failed
 * @param failed of these, without an output
 * @param escalated outputs held for another reason than the gate, or whose verdict would have held them at an open gate
 * @param verdicts of a rubric
 * @param verdictsFailed of these, not passed
 * @param paid outputs whose cost is in {@code cost}
 * @param cost of all these together, null when there is none
 * @param compared withheld outputs that were compared with what a person did
 * @param agreed of these, in agreement
 */
public record GateConduct(
        @Nullable Instant since,
        Instant until,
        int tasks,
        int failed,
        int escalated,
        int verdicts,
        int verdictsFailed,
        int paid,
        @Nullable Micros cost,
        int compared,
        int agreed) {}
