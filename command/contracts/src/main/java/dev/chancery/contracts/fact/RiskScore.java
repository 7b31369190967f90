package dev.chancery.contracts.fact;

import java.util.List;

/**
 * How much of one kind of risk a scorer saw in a text.
 *
 * @param score 0 to below 1
 * @param signs the names of what it saw, sorted; never the text itself
 */
public record RiskScore(String category, double score, List<String> signs) {
    public RiskScore {
        signs = List.copyOf(signs);
    }
}
