package dev.chancery.contracts.fact;

import java.time.LocalDate;
import java.util.List;

/**
 * An assessment that a system of Annex III is not high-risk, Art. 6(3) and (4).
 *
 * @param conditions of Art. 6(3), {@code a} to {@code d}; empty when none is claimed, which takes an earlier claim back
 * @param significantRisk whether it poses a significant risk of harm, which no condition outweighs
 * @param reasoning why
 * @param assessor who judged
 * @param decidedOn when; the Act wants it before the system is on the market or in service
 */
public record Derogation(
        List<String> conditions, boolean significantRisk, String reasoning, String assessor, LocalDate decidedOn) {
    public Derogation {
        conditions = List.copyOf(conditions);
    }
}
