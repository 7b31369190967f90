package dev.chancery.contracts.command;

/** What is asked of the rules. */
public sealed interface RuleSetCommand extends Command {

    /** The stream of what was adopted. */
    String STREAM = "rules";

    @Override
    default String target() {
        return STREAM;
    }

    /** Classify by this version from now on. Does nothing when it is adopted. Fails when it is not known. */
    record AdoptRuleSet(String version, String reason, String by) implements RuleSetCommand {}
}
