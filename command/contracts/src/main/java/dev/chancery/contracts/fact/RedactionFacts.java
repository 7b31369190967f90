package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What the recognisers found; every find was replaced by a placeholder before anything was stored.
 *
 * @param scanner id and version of the recognisers, {@code structured/1+words/1}
 * @param found by type, in the order of the type's name
 */
public record RedactionFacts(String scanner, List<TypeCount> found) {
    public RedactionFacts {
        found = List.copyOf(found);
    }
}
