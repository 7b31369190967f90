package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What a rule set says of a system on a day.
 *
 * @param risk what the law says it is, whether or not that applies yet
 * @param applying the class by those rules alone that apply on the day
 * @param basis where high risk, or the claim not to be, comes from
 * @param reasons every rule that led there
 * @param missing the facts without which the class, or what is owed, may be another; not empty when it is
 *     {@link RiskClass#UNCLASSIFIED}
 * @param duties what follows
 */
public record RiskVerdict(
        RiskClass risk,
        RiskClass applying,
        List<Basis> basis,
        List<LegalReason> reasons,
        List<String> missing,
        List<LegalDuty> duties) {
    public RiskVerdict {
        basis = List.copyOf(basis);
        reasons = List.copyOf(reasons);
        missing = List.copyOf(missing);
        duties = List.copyOf(duties);
    }

    /** Where high risk comes from. */
    public enum Basis {
        /** Art. 6(1). */
        ANNEX_I,
        /** Art. 6(2). */
        ANNEX_III
    }
}
