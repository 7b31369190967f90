package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.StopScope;
import java.time.Instant;
import java.util.List;

/** Kill switches that stop something now, the one pulled last at the end. */
public record KillSwitchesView(List<KillSwitchView> pulled) {
    public KillSwitchesView {
        pulled = List.copyOf(pulled);
    }

    /**
     * A pulled switch.
     *
     * @param by who pulled it
     * @param position of the event
     */
    public record KillSwitchView(StopScope scope, String reason, String by, Instant at, long position) {}
}
