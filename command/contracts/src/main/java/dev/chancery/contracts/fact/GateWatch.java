package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is watched of a workflow while its gate is open, each in the order of the record; {@code 1} counts against the workflow. Only
 * the last {@value #KEPT} are kept, so a very slow drift is seen late.
 *
 * @param changed of delivered outputs that people looked at afterwards: whether it was found other than right
 * @param errors of calls that ended: whether no model answered
 * @param verdicts whether it was not passed
 * @param costs of outputs, in micros of the currency that was the policy's then
 * @param budget position of the first refusal for a budget, wider than a session's; null when there was none
 * @param incident position of the first kill switch on the workflow, null when there was none
 * @param position of the last event that is in any of these
 */
public record GateWatch(
        String changed,
        String errors,
        String verdicts,
        List<Long> costs,
        @Nullable Long budget,
        @Nullable Long incident,
        long position) {

    /** So many observations of each metric. */
    public static final int KEPT = 500;

    /** Nothing yet. */
    public static final GateWatch NOTHING = new GateWatch("", "", "", List.of(), null, null, 0);

    public GateWatch {
        costs = List.copyOf(costs);
    }
}
