package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.decisions.obligation.Obligation;
import dev.chancery.decisions.obligation.Obligations;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.dossier.Said;
import dev.chancery.record.RecordJson;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which rules the classifications were decided under, and what the law asks by the obligations of this version. */
final class RulesDocument implements Document {

    static final String NAME = "documents/rules.json";

    @Override
    public List<PackFile> write(PackSubject subject) {
        Dossier dossier = subject.dossier();
        SortedSet<String> used = new TreeSet<>();
        dossier.ruleSets().forEach(adopted -> used.add(adopted.event().version()));
        for (AiSystem system : dossier.systems().values()) {
            AiSystems.Classified classified = system.classified();
            if (classified != null) {
                used.add(classified.ruleSet());
            }
            AiSystems.Assessment screening = system.screening();
            if (screening != null && screening.ruleSet() != null) {
                used.add(screening.ruleSet());
            }
        }
        Obligations obligations = Obligations.current();
        return List.of(DocumentJson.of("rules", "Rule sets and obligations", subject)
                .list(
                        "adoptions",
                        Matter.RULE_SETS,
                        dossier.ruleSets(),
                        RulesDocument::adoption,
                        "No rule set was adopted. POST /api/rules/{version}/adoption adopts one.")
                .list(
                        "classifications",
                        Matter.SYSTEMS,
                        dossier.systems().values().stream()
                                .filter(system -> system.classified() != null)
                                .toList(),
                        system -> map(
                                "system",
                                system.system(),
                                "outdated",
                                system.outdated(),
                                "classified",
                                system.classified()),
                        "No system is classified. POST /api/systems/{id}/classification classifies one.")
                .put(
                        "obligations",
                        map(
                                "version", obligations.version(),
                                "asOf", obligations.asOf(),
                                "note",
                                        "As this version of Chancery has them when the pack is made. Where readings of the law differ in the"
                                                + " day, the first one decides here."))
                .list("obligationsInForce", obligations.all(), RulesDocument::obligation, "")
                .list("ruleSets", Matter.SYSTEMS, used, RulesDocument::ruleSet, "No rule set was used.")
                .file(NAME, "Rule sets and obligations with their legal texts, dates and disputes"));
    }

    private static Map<String, Object> adoption(Said<RuleSetAdopted> said) {
        return map("adopted", said.event(), "at", said.at(), "position", said.position());
    }

    private static Map<String, Object> obligation(Obligation obligation) {
        return map("disputed", obligation.disputed(), "obligation", obligation);
    }

    private static Map<String, Object> ruleSet(String version) {
        return RuleSets.find(version)
                .map(shipped -> map(
                        "version", version,
                        "digest", shipped.digest(),
                        "rules", RecordJson.mapper().readTree(shipped.text())))
                .orElseGet(
                        () -> map(
                                "version",
                                version,
                                "nothing",
                                "This version of Chancery does not have the rule set; its digest is with what was decided by it."));
    }
}
