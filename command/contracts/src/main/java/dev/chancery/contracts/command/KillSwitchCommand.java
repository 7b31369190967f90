package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.StopScope;

/** What is asked of the kill switches. */
public sealed interface KillSwitchCommand extends Command {

    /** The one stream of all kill switches. */
    String STREAM = "kill-switch";

    @Override
    default String target() {
        return STREAM;
    }

    /** Stop everything within the scope, also what is under way. Does nothing when it is stopped. */
    record PullKillSwitch(StopScope scope, String reason, String by) implements KillSwitchCommand {}

    /** Let it act again. Fails when no switch of this scope is pulled. */
    record ResetKillSwitch(StopScope scope, String reason, String by) implements KillSwitchCommand {}
}
