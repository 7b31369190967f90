package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.decisions.risk.RegistrationForm;
import dev.chancery.decisions.risk.RegistrationForm.Line;
import dev.chancery.decisions.risk.RegistrationForm.Section;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.reports.document.TechnicalDocumentation.Point;
import dev.chancery.reports.document.TechnicalDocumentation.Standing;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of each system: its technical documentation in JSON and to be read, its registration field by field, its impact assessment. */
final class SystemDocuments implements Document {

    /** Systems that have documents of their own, by id; a pack has 10,000 entries at most, and its writer keeps them in memory. */
    static final int MOST = 500;

    /** In characters, each of which may be six bytes; an impact assessment has seven texts. */
    static final int MOST_OF_A_TEXT = 300_000;

    private static final String FOLDER = "documents/systems/";

    /** Where the documents of a system are; of those beyond {@link #MOST} it is said that there are none. */
    static String folder(String system, Dossier dossier) {
        return dossier.systems().headMap(system).size() < MOST
                ? FOLDER + Names.folder(system)
                : "none: a pack has documents of " + MOST + " systems at most; ask for a pack of this system";
    }

    @Override
    public List<PackFile> write(PackSubject subject) {
        List<PackFile> files = new ArrayList<>();
        subject.dossier().systems().values().stream().limit(MOST).forEach(system -> {
            String folder = FOLDER + Names.folder(system.system()) + "/";
            files.addAll(technical(system, subject, folder));
            files.add(registration(system, subject, folder));
            impact(system, subject, folder).ifPresent(files::add);
        });
        return files;
    }

    private static List<PackFile> technical(AiSystem system, PackSubject subject, String folder) {
        List<Point> points = TechnicalDocumentation.points(
                system, subject.dossier(), subject.range().scope());
        String title = "Technical documentation, Annex IV: "
                + Plain.brief(system.description().name());
        DocumentJson json = DocumentJson.of("annex-iv", "Technical documentation, Art. 11 and Annex IV", subject);
        technical(json, system, points);
        return List.of(
                json.file(folder + "annex-iv.json", title),
                new PackFile(
                        folder + "annex-iv.html",
                        "text/html; charset=utf-8",
                        title + ", to be read",
                        AnnexFourPage.html(system, points, subject).getBytes(StandardCharsets.UTF_8)));
    }

    static void technical(DocumentJson json, AiSystem system, List<Point> points) {
        json.put("system", system.system())
                .put("name", system.description().name())
                .put("asked", TechnicalDocumentation.asked(system))
                .put("onRecord", count(points, Standing.ON_RECORD))
                .put("inPart", count(points, Standing.IN_PART))
                .put("missing", count(points, Standing.MISSING))
                .put("notInScope", count(points, Standing.NOT_IN_SCOPE))
                .list("points", points, point -> point, "");
    }

    private static long count(List<Point> points, Standing standing) {
        return points.stream().filter(point -> point.standing() == standing).count();
    }

    private static PackFile registration(AiSystem system, PackSubject subject, String folder) {
        DocumentJson json = DocumentJson.of("annex-viii", "Registration in the EU database, Annex VIII", subject)
                .put("system", system.system())
                .put("name", system.description().name());
        AiSystems.Classified classified = system.classified();
        String nothing;
        List<Section> sections = List.of();
        if (classified == null) {
            nothing = "Nobody has classified the system, and which sections apply follows from that. POST /api/systems/"
                    + system.system() + "/classification classifies it.";
        } else if (RuleSets.find(classified.ruleSet()).isEmpty()) {
            nothing = "It was classified by the rule set " + classified.ruleSet()
                    + ", which this version does not have. Classify it again.";
        } else {
            nothing = "By its class, " + classified.verdict().risk()
                    + ", and our role nothing is to be entered in the EU database.";
            sections = RegistrationForm.sections(
                    classified.verdict(),
                    known(system),
                    RuleSets.of(classified.ruleSet()).rules());
            json.put(
                    "classified",
                    map(
                            "risk", classified.verdict().risk(),
                            "ruleSet", classified.ruleSet(),
                            "digest", classified.digest(),
                            "on", classified.on(),
                            "outdated", system.outdated(),
                            "mark", classified.mark()));
        }
        return json.list("sections", sections, section -> section(section, system), nothing)
                .list("entries", system.entries(), entry -> entry, "No entry in the EU database is on record.")
                .file(
                        folder + "annex-viii.json",
                        "Registration, Annex VIII: "
                                + Plain.brief(system.description().name()));
    }

    private static RegistrationForm.Known known(AiSystem system) {
        return new RegistrationForm.Known(
                system.system(),
                system.description(),
                system.status(),
                system.facts(),
                system.registration().stream()
                        .map(field -> new RegistrationForm.Said(
                                field.section(), new NumberedText(field.point(), field.text())))
                        .toList());
    }

    private static Map<String, Object> section(Section section, AiSystem system) {
        return map(
                "section", section.section(),
                "article", section.article(),
                "restricted", section.restricted(),
                "points",
                        section.lines().stream()
                                .map(line -> line(section, line, system))
                                .toList());
    }

    private static Map<String, Object> line(Section section, Line line, AiSystem system) {
        AiSystems.Mark mark = line.value() == null
                ? null
                : line.derived()
                        ? system.described()
                        : said(section, line, system).orElse(null);
        String standing = line.value() != null
                ? line.derived() ? "derived from the register" : "said"
                : line.optional() ? "optional, not said" : "missing";
        return map(
                "point",
                line.point(),
                "title",
                line.title(),
                "standing",
                standing,
                "value",
                line.value(),
                "mark",
                mark,
                "enterWith",
                line.value() == null
                        ? "POST /api/systems/" + system.system() + "/registration, section " + section.section()
                                + ", point " + line.point()
                        : null);
    }

    private static Optional<AiSystems.Mark> said(Section section, Line line, AiSystem system) {
        return system.registration().stream()
                .filter(field ->
                        field.section() == section.section() && field.point().equals(line.point()))
                .map(AiSystems.Field::mark)
                .findFirst();
    }

    private static Optional<PackFile> impact(AiSystem system, PackSubject subject, String folder) {
        AiSystems.Impact impact = system.impact();
        if (impact == null) {
            return Optional.empty();
        }
        ImpactItems items = impact.items();
        String title = "Fundamental rights impact assessment, Art. 27";
        return Optional.of(DocumentJson.of("fria", title, subject)
                .put("system", system.system())
                .put("name", system.description().name())
                .put("version", impact.version())
                .put("mark", impact.mark())
                .put(
                        "items",
                        List.of(
                                item(
                                        "a",
                                        "The deployer's processes in which the system is used",
                                        items.processes(),
                                        impact.mark()),
                                item("b", "For how long and how often", items.periodAndFrequency(), impact.mark()),
                                item(
                                        "c",
                                        "Categories of persons and groups that are affected",
                                        items.persons(),
                                        impact.mark()),
                                item("d", "Specific risks of harm to them", items.risks(), impact.mark()),
                                item("e", "How human oversight is implemented", items.oversight(), impact.mark()),
                                item(
                                        "f",
                                        "What is done when risks materialise, with governance and complaints",
                                        items.measures(),
                                        impact.mark())))
                .put(
                        "dataProtection",
                        impact.dataProtection() == null
                                ? "It refers to no data protection impact assessment, Art. 27(4)."
                                : fitting(impact.dataProtection(), impact.mark()))
                .put(
                        "notified",
                        impact.notified() == null
                                ? map(
                                        "nothing",
                                        "That the authority was notified of this version, Art. 27(3), is not on record. POST"
                                                + " /api/systems/" + system.system() + "/impact/" + impact.version()
                                                + "/notification records it.")
                                : impact.notified())
                .file(
                        folder + "fria.json",
                        title + ": " + Plain.brief(system.description().name())));
    }

    private static Map<String, Object> item(String item, String title, String text, AiSystems.Mark mark) {
        return map("item", item, "title", title, "text", fitting(text, mark));
    }

    /** A text, or its beginning and where the rest is. */
    private static String fitting(String text, AiSystems.Mark mark) {
        if (text.length() <= MOST_OF_A_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_OF_A_TEXT - 1)) ? MOST_OF_A_TEXT - 1 : MOST_OF_A_TEXT;
        return text.substring(0, end) + "… (The rest is left out, since an entry of a pack has 16 MiB at most: "
                + (text.length() - end) + " characters more are in the event at position " + mark.position() + ".)";
    }
}
