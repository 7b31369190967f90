package dev.chancery.contracts.fact;

import java.util.List;

/**
 * Why a system is of a class.
 *
 * @param rule its id in the rule set
 * @param article where it is: {@code Art. 6(2), Annex III 5(b)}
 * @param because what about the system leads to it
 * @param text the words of the law, or the beginning of them
 * @param readings from when it applies; several when that is disputed, that of the rule set's authors first
 * @param disputed whether it is
 * @param applies whether it applied on the day of the classification, by the first reading
 */
public record LegalReason(
        String rule,
        String article,
        String because,
        String text,
        List<DateReading> readings,
        boolean disputed,
        boolean applies) {
    public LegalReason {
        readings = List.copyOf(readings);
    }
}
