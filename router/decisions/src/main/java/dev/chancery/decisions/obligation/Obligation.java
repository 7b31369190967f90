package dev.chancery.decisions.obligation;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the law asks, of whom and from when. Where a list is empty it narrows nothing.
 *
 * @param roles one of which the company has
 * @param classes one of which the system is of
 * @param bases one of which high risk comes from
 * @param points of Annex III, one of which fits; {@code 4} stands for every point of 4
 * @param onlyPoints of Annex III, outside of which it is not asked
 * @param exceptPoints of Annex III that take it out
 * @param deployers one of which uses the system, or one of {@code orPoints} fits
 * @param transparency paragraphs of Art. 50, one of which fits
 * @param starts from when, the first that fits
 * @param legacy whether a system that was on the market before is asked only when it changes significantly, Art. 111(2)
 * @param section of Annex VIII in which it is registered; null where that is not asked
 * @param duty whose performance shows it; null where the record shows it by itself
 * @param controls that prove it
 */
public record Obligation(
        String id,
        String article,
        String title,
        String sentence,
        List<AiRole> roles,
        List<RiskClass> classes,
        List<RiskVerdict.Basis> bases,
        List<String> points,
        List<String> onlyPoints,
        List<String> exceptPoints,
        List<DeployerKind> deployers,
        List<String> orPoints,
        List<String> transparency,
        List<Start> starts,
        boolean legacy,
        @Nullable AnnexEight section,
        @Nullable RecordedDuty duty,
        List<String> controls) {

    /**
     * From when on.
     *
     * @param basis of high risk for which it holds; null for any
     * @param placedBefore first day on the market before which it holds; null for any
     * @param readings several when that is disputed, the one that decides here first
     */
    public record Start(
            RiskVerdict.@Nullable Basis basis, @Nullable LocalDate placedBefore, List<DateReading> readings) {
        public Start {
            readings = List.copyOf(readings);
        }
    }

    /** Whether readings of the law differ in the day. */
    public boolean disputed() {
        return starts.stream().anyMatch(start -> start.readings().size() > 1);
    }
}
