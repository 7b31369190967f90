package dev.chancery.folds;

import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.AiSystems.Classified;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is missing in the entry of a system, in sentences that say what to do. */
public final class SystemGaps {

    private SystemGaps() {}

    /**
     * What is missing.
     *
     * @param adopted version of the rules, null when none is
     */
    public static List<String> of(AiSystem system, @Nullable String adopted, LocalDate on) {
        List<String> gaps = new ArrayList<>();
        Classified classified = system.classified();
        if (classified == null) {
            gaps.add("It was never classified. Classify it.");
            return gaps;
        }
        if (system.outdated()) {
            gaps.add("Its class is older than its facts. Classify it again.");
        }
        if (adopted != null && !adopted.equals(classified.ruleSet())) {
            gaps.add("It was classified by " + classified.ruleSet() + ", and " + adopted
                    + " is adopted. Classify it again.");
        }
        RiskVerdict verdict = classified.verdict();
        verdict.missing().forEach(fact -> gaps.add("Missing: " + fact + "."));
        if (verdict.risk() == RiskClass.PROHIBITED) {
            gaps.add("It does what Art. 5 prohibits. Suspend it.");
        }
        if (verdict.risk() == RiskClass.HIGH_RISK) {
            highRisk(system, verdict, on, gaps);
        }
        if (owes(verdict, "Art. 49(1)") || owes(verdict, "Art. 49(2)") || owes(verdict, "Art. 49(3)")) {
            if (system.entries().isEmpty()) {
                gaps.add("It has no number of the EU database, Art. 49. Register it there, then enter the number.");
            }
        }
        return gaps;
    }

    private static void highRisk(AiSystem system, RiskVerdict verdict, LocalDate on, List<String> gaps) {
        if (system.overseers().stream().noneMatch(overseer -> overseer.active(on))) {
            gaps.add("Nobody oversees it, Art. 14 and 26(2). Assign somebody.");
        } else if (identifies(verdict) && verifiers(system, on) < 2) {
            gaps.add("What it identifies is verified by two persons, Art. 14(5), and one is assigned. Assign another.");
        }
        if (system.risks().isEmpty()) {
            gaps.add("Its risk register is empty, Art. 9. Record its hazards.");
        }
        if (system.instructions() == null) {
            gaps.add("It has no instructions for use, Art. 13. Record them.");
        }
        AiSystems.Impact impact = system.impact();
        if (owes(verdict, "Art. 27")) {
            if (impact == null) {
                gaps.add("Its impact on fundamental rights was not assessed, Art. 27. Assess it.");
            } else if (impact.notified() == null) {
                gaps.add("The authority was not notified of version " + impact.version()
                        + " of its impact assessment, Art. 27(3). Notify it.");
            }
        }
    }

    /** Point 1(a) of Annex III. */
    private static boolean identifies(RiskVerdict verdict) {
        return verdict.reasons().stream().anyMatch(reason -> reason.rule().equals("annex-iii.1(a)"));
    }

    private static int verifiers(AiSystem system, LocalDate on) {
        SortedSet<String> persons = new TreeSet<>();
        for (AiSystems.Overseer overseer : system.overseers()) {
            if (overseer.active(on)) {
                persons.add(overseer.assignment().person());
                String second = overseer.assignment().second();
                if (second != null) {
                    persons.add(second);
                }
            }
        }
        return persons.size();
    }

    private static boolean owes(RiskVerdict verdict, String article) {
        return verdict.duties().stream().map(LegalDuty::article).anyMatch(article::equals);
    }
}
