package dev.chancery.contracts.command;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.PolicyError;
import java.util.List;

/** What is asked of the policy. */
public sealed interface PolicyCommand extends Command {

    @Override
    default String target() {
        return "policy";
    }

    /** Put a bundle in force. Does nothing when it is. */
    record ActivatePolicy(PolicyVersion version, String document) implements PolicyCommand {}

    /** Record that a bundle was refused. Does nothing when the last one was refused for the same errors. */
    record RejectPolicy(List<PolicyError> errors) implements PolicyCommand {}
}
