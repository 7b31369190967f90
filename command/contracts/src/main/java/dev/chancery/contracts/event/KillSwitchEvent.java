package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.StopScope;

/** What was stopped at once by a person; stream {@code kill-switch}. */
public sealed interface KillSwitchEvent extends Event {

    /**
     * From now on nothing within the scope is permitted, and what is under way is broken off.
     *
     * @param by who pulled it
     */
    record KillSwitchPulled(StopScope scope, String reason, String by) implements KillSwitchEvent {}

    /** What the scope covers may act again, unless another switch stops it. */
    record KillSwitchReset(StopScope scope, String reason, String by) implements KillSwitchEvent {}
}
