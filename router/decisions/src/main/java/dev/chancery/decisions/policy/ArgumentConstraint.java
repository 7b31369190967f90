package dev.chancery.decisions.policy;

import dev.chancery.decisions.policy.ArgumentCondition.Context;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the arguments of a call have to be. The same arguments always get the same answer, and what it costs is bounded. */
public sealed interface ArgumentConstraint permits ArgumentCondition, ArgumentSchema {

    /** Kind and version of what evaluates it, and a digest of its text. */
    String id();

    /**
     * Where in the constraint it is that does not hold, without a word of the arguments; empty when it holds.
     *
     * @param arguments an object
     */
    Optional<String> broken(JsonNode arguments, Context context);

    /** The first 16 hex digits of the SHA-256 of a text. */
    static String digest(String text) {
        return PolicyDocument.version(text).value().substring(0, 16);
    }
}
