package dev.chancery.contracts.event;

import org.jspecify.annotations.Nullable;

/** Which reading of the AI Act systems are classified by; stream {@code rules}. */
public sealed interface RuleSetEvent extends Event {

    /**
     * From now on systems are classified by this version.
     *
     * @param digest lower-case hex SHA-256 of the rule set
     * @param replaces the version before, null for the first
     */
    record RuleSetAdopted(
            String version, String digest, @Nullable String replaces, String reason, String by)
            implements RuleSetEvent {}
}
