package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Duties;
import dev.chancery.folds.PartsInUse.PartInUse;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.verifier.pack.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The register: every AI system with what is documented about it, and what is in use and in no system. */
final class RegisterDocument implements Document {

    static final String NAME = "documents/register.json";

    @Override
    public List<PackFile> write(PackSubject subject) {
        Dossier dossier = subject.dossier();
        SortedSet<SystemPart> known = new TreeSet<>();
        dossier.systems().values().forEach(s -> known.addAll(s.description().parts()));
        @Nullable Scope scope = subject.range().scope();
        List<PartInUse> unclassified = dossier.partsInUse().values().stream()
                .filter(part -> scope == null && !known.contains(part.part()))
                .toList();
        return List.of(DocumentJson.of("register", "Register of AI systems", subject)
                .list(
                        "systems",
                        Matter.SYSTEMS,
                        dossier.systems().values(),
                        system -> system(system, dossier),
                        "No AI system is on record. POST /api/systems registers one.")
                .put("company", company(dossier, scope))
                .list(
                        "inUseAndInNoSystem",
                        Matter.PARTS_IN_NO_SYSTEM,
                        unclassified,
                        part -> part,
                        dossier.partsInUse().isEmpty()
                                ? "Nothing was seen in use."
                                : "Everything that was seen in use is part of a system.")
                .file(NAME, "Register of AI systems"));
    }

    private static Map<String, Object> system(AiSystem system, Dossier dossier) {
        return map(
                "folder", SystemDocuments.folder(system.system(), dossier),
                "record", system,
                "outdated", system.outdated(),
                "duties", dossier.duties().get(system.system()));
    }

    private static Object company(Dossier dossier, @Nullable Scope scope) {
        Duties.Standing standing = dossier.duties().get(DutyEvent.COMPANY);
        Optional<String> notInScope = standing == null ? Matter.COMPANY_DUTIES.notIn(scope) : Optional.empty();
        if (notInScope.isPresent()) {
            return map("notInScope", notInScope.get());
        }
        return standing == null
                ? map(
                        "nothing",
                        "No duty of the company as a whole, such as AI literacy under Art. 4, is on record. POST /api/obligations/company/performed records"
                                + " one.")
                : standing;
    }
}
