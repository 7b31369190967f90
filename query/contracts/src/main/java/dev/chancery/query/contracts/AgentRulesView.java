package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the policy in force says of an agent.
 *
 * @param policy its version
 * @param workflows it may ask for, the first is the default
 * @param caps of what it may spend
 * @param loops when it is taken to run in circles, null when that is not looked for
 * @param grants of tools, in the order in which they count
 */
public record AgentRulesView(
        String agent,
        String policy,
        List<String> workflows,
        List<Cap> caps,
        @Nullable Loops loops,
        List<Grant> grants) {
    public AgentRulesView {
        workflows = List.copyOf(workflows);
        caps = List.copyOf(caps);
        grants = List.copyOf(grants);
    }

    /** A hard cap. */
    public record Cap(BudgetScope.Kind kind, Micros cap) {}

    /**
     * When an agent is taken to run in circles.
     *
     * @param repeats of the same in a row without progress
     * @param withinSeconds of one another
     */
    public record Loops(int repeats, int withinSeconds) {}

    /**
     * Tools that it may call.
     *
     * @param grant {@code server/tool}, or {@code server/*} for all that the server's allowlist has
     * @param access READ or WRITE
     * @param review NEVER or ALWAYS: whether a person decides about each call
     * @param results FLAG, HOLD or REFUSE: what becomes of a suspicious result
     * @param resultThreshold score from which on a result is suspicious, 0 to 1
     * @param perMinute null for any number
     * @param perHour null for any number
     * @param cost that a call is charged with
     * @param constrained whether arguments are held against a schema or a condition
     */
    public record Grant(
            String grant,
            String access,
            String review,
            String results,
            double resultThreshold,
            @Nullable Integer perMinute,
            @Nullable Integer perHour,
            Micros cost,
            boolean constrained) {}
}
