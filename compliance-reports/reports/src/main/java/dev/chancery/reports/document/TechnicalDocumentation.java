package dev.chancery.reports.document;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.SystemEvidence.Declared;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.decisions.risk.AnnexFour;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.AiSystems.Mark;
import dev.chancery.folds.BiasChecks;
import dev.chancery.folds.BiasFindings;
import dev.chancery.folds.Duties;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.ModelVersions;
import dev.chancery.folds.Policies;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.dossier.Gates;
import dev.chancery.reports.pack.Matter;
import dev.chancery.verifier.pack.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The technical documentation of a system, Art. 11 and Annex IV, as far as the record has it: under each point what was recorded with its
 * positions, and what is missing with where it is entered. Nothing is invented: what only people can say is there when they said it.
 */
public final class TechnicalDocumentation {

    /** Statements of one origin that are listed under a point, the last ones. */
    private static final int LISTED = 50;

    private static final String BY_PEOPLE = "said under this point";

    /** How a point stands. */
    public enum Standing {
        /** The record has it. */
        ON_RECORD,
        /** The record has some of it. */
        IN_PART,
        /** The record has nothing of it. */
        MISSING,
        /** The pack has nothing of it, but its scope leaves out what the record may have. */
        NOT_IN_SCOPE
    }

    /**
     * A point.
     *
     * @param leftOut statements that came before those that are listed
     * @param missing what is not on record, and where it is entered; null when nothing is missing that the record could tell
     * @param notInScope which records of this point no pack of the scope has, and where they are; null when there are none such
     */
    public record Point(
            String point,
            String title,
            Standing standing,
            List<Statement> onRecord,
            int leftOut,
            @Nullable String missing,
            @Nullable String notInScope) {
        public Point {
            onRecord = List.copyOf(onRecord);
        }
    }

    /**
     * Something that the record says.
     *
     * @param from which part of the record
     * @param by who said it; null when nobody did, but it was seen
     * @param positions of the events that say it
     */
    public record Statement(
            String from, String text, Instant at, @Nullable String by, List<Long> positions) {
        public Statement {
            positions = List.copyOf(positions);
        }
    }

    /** Who has to draw it up, by what the register says of the system. */
    public static String asked(AiSystem system) {
        AiSystems.Classified classified = system.classified();
        RiskClass risk = classified == null
                ? RiskClass.UNCLASSIFIED
                : classified.verdict().risk();
        boolean provider = system.facts().roles().contains(AiRole.PROVIDER);
        if (risk == RiskClass.HIGH_RISK) {
            return provider
                    ? "Art. 11 asks this of us: the system is high-risk and we provide it."
                    : "Art. 11 asks this of the provider, "
                            + system.description().provider()
                            + "; the system is high-risk, and we have what the record has.";
        }
        return risk == RiskClass.UNCLASSIFIED
                ? "Nobody has classified the system, so whether Art. 11 asks this is not known. Classify it with POST /api/systems/"
                        + system.system() + "/classification."
                : "Art. 11 asks this for high-risk systems; this one is classified as " + risk + ".";
    }

    /**
     * The points of Annex IV in their order.
     *
     * @param scope of the pack; null when the dossier is of all that concerns the system
     */
    public static List<Point> points(AiSystem system, Dossier dossier, @Nullable Scope scope) {
        return new TechnicalDocumentation(system, dossier, scope).all();
    }

    private final AiSystem system;
    private final Dossier dossier;
    private final @Nullable Scope scope;
    private final SortedMap<String, List<Statement>> statements = new TreeMap<>();

    private TechnicalDocumentation(AiSystem system, Dossier dossier, @Nullable Scope scope) {
        this.system = system;
        this.dossier = dossier;
        this.scope = scope;
    }

    private List<Point> all() {
        for (AiSystems.Documented said : system.documentation()) {
            if (!said.text().isBlank()) {
                say(said.point(), BY_PEOPLE, said.text(), said.mark());
            }
        }
        description();
        parts();
        instructions();
        registration();
        people();
        risks();
        tests();
        metrics();
        changes();
        market();
        return AnnexFour.ALL.stream().map(this::point).toList();
    }

    private Point point(AnnexFour.Point point) {
        List<Statement> all = statements.getOrDefault(point.point(), List.of());
        List<Statement> found = listed(all);
        boolean said = found.stream().anyMatch(each -> each.from().equals(BY_PEOPLE)) || suffices(point.point(), found);
        String missing = said
                ? null
                : missing(point.point())
                        + " Enter it with POST /api/systems/" + system.system() + "/annex-iv under point "
                        + point.point() + also(point.point()) + ".";
        String notInScope = notInScope(point.point());
        return new Point(
                point.point(),
                point.title(),
                said
                        ? Standing.ON_RECORD
                        : !found.isEmpty()
                                ? Standing.IN_PART
                                : notInScope == null ? Standing.MISSING : Standing.NOT_IN_SCOPE,
                found,
                all.size() - found.size(),
                missing,
                notInScope);
    }

    /** Of the parts of the system, what is in streams that the scope does not have. */
    private @Nullable String notInScope(String point) {
        List<Matter> matters = new ArrayList<>();
        if (point.equals("1(c)") || point.equals("6")) {
            if (hasPart(SystemPart.Kind.MODEL)) {
                matters.add(Matter.MODEL_VERSIONS);
            }
            if (hasPart(SystemPart.Kind.WORKFLOW)) {
                matters.add(Matter.POLICIES);
            }
            if (point.equals("6") && hasPart(SystemPart.Kind.WORKFLOW)) {
                matters.add(Matter.CHANGES);
            }
        }
        String said =
                matters.stream().flatMap(matter -> matter.notIn(scope).stream()).collect(Collectors.joining(" "));
        return said.isEmpty()
                ? null
                : said + " So has GET /api/systems/" + system.system() + "/annex-iv, as of when it is asked.";
    }

    /** Of each origin the last ones, each in its place. */
    private static List<Statement> listed(List<Statement> all) {
        SortedMap<String, Integer> later = new TreeMap<>();
        List<Statement> listed = new ArrayList<>();
        for (Statement statement : all.reversed()) {
            if (later.merge(statement.from(), 1, Integer::sum) <= LISTED) {
                listed.add(statement);
            }
        }
        return listed.reversed();
    }

    /** Points that the register has fields of its own for. */
    private static boolean suffices(String point, List<Statement> found) {
        return !found.isEmpty()
                && switch (point) {
                    case "1(h)", "2(f)", "5", "8" -> true;
                    default -> false;
                };
    }

    private static String missing(String point) {
        return switch (point) {
            case "1(a)" -> "The version of the system, and how it relates to earlier ones, was not said.";
            case "1(b)" -> "How the system interacts with what is no part of it was not said.";
            case "1(c)" -> "Versions of software other than the models, and what updates they need, were not said.";
            case "1(h)" -> "No instructions for use are on record.";
            case "2(a)" -> "Methods and steps of the development were not said.";
            case "2(b)" -> "The design, its choices and trade-offs were not said.";
            case "2(c)" -> "The architecture in words, and the computing resources, were not said.";
            case "2(d)" -> "Datasheets of the data were not said.";
            case "2(e)" -> "An assessment of the oversight measures was not said.";
            case "2(f)" -> "Whether changes were determined beforehand was not said.";
            case "2(g)" ->
                "Procedures of validation and testing, with reports that are dated and signed, were not said.";
            case "2(h)" -> "Cybersecurity measures were not said.";
            case "3" -> "Capabilities and limits in words, with the accuracy for groups of persons, were not said.";
            case "4" -> "Why the metrics are appropriate was not said.";
            case "5" -> "The risk register has no entry.";
            case "6" -> "Whether further changes were made was not said.";
            case "7" -> "Which standards are applied, or what stands in their place, was not said.";
            case "8" -> "A copy of the EU declaration of conformity is not on record.";
            case "9" -> "How the performance is evaluated on the market was not said.";
            default -> "Nothing is on record.";
        };
    }

    private String also(String point) {
        String here = "/api/systems/" + system.system();
        return switch (point) {
            case "1(h)", "2(f)" -> ", or with POST " + here + "/instructions";
            case "2(e)" -> ", and who oversees it with POST " + here + "/oversight";
            case "2(g)" ->
                ", tests of measures with POST " + here + "/risks, checks for bias with POST /api/bias/checks";
            case "5" -> ", or each hazard with POST " + here + "/risks";
            case "8" -> ", or with POST " + here + "/registration as point 11 of section A";
            case "9" ->
                ", and the plan with POST /api/obligations/" + system.system() + "/performed as MONITORING_PLAN";
            default -> "";
        };
    }

    private void description() {
        Mark described = system.described();
        say("1(a)", "description", "Name: " + system.description().name() + " (" + system.system() + ")", described);
        say("1(a)", "description", "Intended purpose: " + system.description().purpose(), described);
        say("1(a)", "description", "Provider: " + system.description().provider(), described);
        say("1(a)", "status", "Status: " + system.status(), system.statusSince());
        if (!system.description().memberStates().isEmpty()) {
            say(
                    "1(d)",
                    "description",
                    "On the market or in service in: "
                            + String.join(", ", system.description().memberStates()),
                    described);
        }
    }

    private void parts() {
        List<SystemPart> parts = system.description().parts();
        if (!parts.isEmpty()) {
            String text = "Made of: "
                    + String.join("; ", parts.stream().map(SystemPart::toString).toList());
            say("1(b)", "description", text, system.described());
            say("2(c)", "description", text, system.described());
        }
        for (ModelVersions.Version version : dossier.modelVersions().values().stream()
                .filter(v -> hasPart(SystemPart.Kind.MODEL, v.deployment()))
                .toList()) {
            String text = "Deployment " + version.deployment() + " reported version " + version.modelVersion();
            see("1(c)", "models in use", text, version.firstSeen(), version.position());
            see("6", "models in use", text, version.firstSeen(), version.position());
        }
        dossier.policy().ifPresent(policy -> {
            if (hasPart(SystemPart.Kind.WORKFLOW)) {
                see("1(c)", "policy", "Rules in force: policy " + policy.key(), policy.at(), policy.position());
            }
        });
        for (SystemPart part : parts) {
            if (part.kind() == SystemPart.Kind.MODEL) {
                say(
                        "2(a)",
                        "description",
                        "Uses the pre-trained model behind deployment " + part.id(),
                        system.described());
            }
        }
    }

    private boolean hasPart(SystemPart.Kind kind) {
        return system.description().parts().stream().anyMatch(part -> part.kind() == kind);
    }

    private boolean hasPart(SystemPart.Kind kind, String id) {
        return system.description().parts().contains(new SystemPart(kind, id));
    }

    private void instructions() {
        AiSystems.Instructed instructed = system.instructions();
        if (instructed == null) {
            return;
        }
        Instructions instructions = instructed.instructions();
        Mark mark = instructed.mark();
        String where = instructions.reference() == null
                ? ""
                : ", " + instructions.reference()
                        + (instructions.sha256() == null ? "" : " (SHA-256 " + instructions.sha256() + ")");
        say(
                "1(h)",
                "instructions for use",
                "Version " + instructed.version() + " of " + instructions.on() + where,
                mark);
        for (NumberedText field : instructions.fields()) {
            for (String point : underAnnexFour(field.point())) {
                say(point, "instructions for use, Art. 13(3) point " + field.point(), field.text(), mark);
            }
        }
    }

    /** Where of Annex IV a point of Art. 13(3) belongs. */
    private static List<String> underAnnexFour(String point) {
        return switch (point) {
            case "a" -> List.of("1(a)");
            case "b.i" -> List.of("1(h)");
            case "b.ii" -> List.of("2(h)", "3", "4");
            case "b.iii", "b.iv", "b.v", "b.vii" -> List.of("3");
            case "b.vi" -> List.of("2(d)", "3");
            case "c" -> List.of("2(f)");
            case "d" -> List.of("2(e)", "3");
            case "e" -> List.of("1(c)", "1(e)");
            case "f" -> List.of("9");
            default -> List.of();
        };
    }

    private void registration() {
        for (AiSystems.Field field : system.registration()) {
            if (field.text().isBlank() || field.section() != AnnexEight.A) {
                continue;
            }
            String from = "registration, Annex VIII section A point " + field.point();
            switch (field.point()) {
                case "6" -> say("2(b)", from, field.text(), field.mark());
                case "8" -> say("7", from, field.text(), field.mark());
                case "11" -> say("8", from, field.text(), field.mark());
                case "12" -> say("1(h)", from, field.text(), field.mark());
                default -> {}
            }
        }
    }

    private void people() {
        for (AiSystems.Overseer overseer : system.overseers()) {
            String text = overseer.assignment().person() + " oversees it from "
                    + overseer.assignment().from()
                    + (overseer.relieved() == null
                            ? ""
                            : " to " + overseer.relieved().on())
                    + "; competence: " + overseer.assignment().competence()
                    + "; authority: " + overseer.assignment().authority();
            say("2(e)", "oversight", text, overseer.mark());
            say("3", "oversight", text, overseer.mark());
        }
        AiSystems.Impact impact = system.impact();
        if (impact != null) {
            say(
                    "2(e)",
                    "fundamental rights impact assessment, item (e)",
                    impact.items().oversight(),
                    impact.mark());
        }
    }

    private void risks() {
        for (AiSystems.Risk risk : system.risks()) {
            RiskEntry entry = risk.entry();
            say(
                    "5",
                    "risk register, version " + risk.version(),
                    "Hazard " + entry.hazard() + ": " + entry.description() + " Endangers: " + entry.interest()
                            + "; likelihood " + entry.likelihood() + ", severity " + entry.severity() + "; measure ("
                            + entry.kind() + "): " + entry.measure() + "; residual " + entry.residual()
                            + (entry.acceptableBy() == null
                                    ? ", accepted by nobody"
                                    : ", accepted by " + entry.acceptableBy()),
                    risk.mark());
            RiskEntry.Test test = entry.test();
            if (test != null) {
                say(
                        "2(g)",
                        "risk register, test of hazard " + entry.hazard(),
                        "Metric " + test.metric() + ", threshold " + test.threshold() + ", defined on "
                                + test.definedOn()
                                + (test.runOn() == null
                                        ? "; not run"
                                        : "; run on " + test.runOn() + ": " + test.result()
                                                + (Boolean.TRUE.equals(test.passed()) ? ", passed" : ", not passed")),
                        risk.mark());
            }
        }
    }

    private void tests() {
        for (BiasChecks.Check check : dossier.biasChecks().values().stream()
                .filter(each -> concerns(each.checked().facts().subject()))
                .toList()) {
            String text = "Check for bias " + check.checked().check() + " of "
                    + check.checked().facts().subject() + ": "
                    + check.checked().results().size() + " results; in documents/bias.json";
            Mark mark = new Mark(check.position(), check.at(), check.checked().by());
            say("2(g)", "checks for bias", text, mark);
            say("3", "checks for bias", text, mark);
        }
        for (BiasFindings.Finding finding : dossier.biasFindings().values().stream()
                .filter(each -> concerns(each.opened().subject()))
                .toList()) {
            BiasFindingClosed closed = finding.closed();
            see(
                    "3",
                    "findings of bias",
                    finding.opened().metric() + " of " + finding.opened().attribute() + " "
                            + finding.opened().group()
                            + (closed == null
                                    ? ", open, due " + finding.opened().due()
                                    : ", closed as " + closed.outcome() + ": " + closed.reason()),
                    finding.at(),
                    finding.position());
        }
    }

    private boolean concerns(BiasSubject subject) {
        return subject.kind() == BiasSubject.Kind.SYSTEM
                ? subject.id().equals(system.system())
                : hasPart(SystemPart.Kind.WORKFLOW, subject.id());
    }

    private void metrics() {
        Duties.Standing duties = dossier.duties().get(system.system());
        Declared declared = duties == null ? null : duties.declared();
        if (declared != null) {
            String text = "Declared: " + declared.metric() + " of at least " + declared.minimum();
            see("2(g)", "declared quality", text, declared.at(), declared.position());
            see("4", "declared quality", text, declared.at(), declared.position());
        }
    }

    private void changes() {
        if (system.described().position() != system.registered().position()) {
            say("6", "description", "It was described anew", system.described());
        }
        dossier.modifications().values().stream()
                .filter(said -> hasPart(
                        SystemPart.Kind.WORKFLOW, said.event().workflow().value()))
                .forEach(said -> say(
                        "6",
                        "assessments of changes",
                        said.event().kind() + " of workflow "
                                + said.event().workflow().value() + ", assessed as "
                                + (said.event().substantial()
                                        ? "a substantial modification"
                                        : "no substantial modification")
                                + ": " + said.event().reason(),
                        new Mark(said.position(), said.at(), said.event().by())));
        for (Gates.OfWorkflow gates : dossier.gates().values()) {
            if (hasPart(SystemPart.Kind.WORKFLOW, gates.workflow())) {
                gates.moves().forEach(move -> {
                    GateTransitioned moved = move.moved();
                    if (moved != null) {
                        say(
                                "6",
                                "gates",
                                "The gate of workflow " + gates.workflow() + " moved from " + moved.from() + " to "
                                        + moved.to() + ": " + moved.reason(),
                                new Mark(move.position(), move.at(), moved.actor()));
                    }
                });
            }
        }
        if (hasPart(SystemPart.Kind.WORKFLOW)) {
            for (Policies.Entry policy : dossier.policies().values().stream()
                    .filter(entry -> !entry.key().equals(Policies.REJECTED))
                    .sorted((one, other) -> Long.compare(one.position(), other.position()))
                    .toList()) {
                see("6", "policy", "Policy " + policy.key() + " came into force", policy.at(), policy.position());
            }
        }
    }

    private void market() {
        Duties.Standing duties = dossier.duties().get(system.system());
        if (duties != null) {
            duties.performed().stream()
                    .filter(performed -> performed.duty() == RecordedDuty.MONITORING_PLAN)
                    .forEach(performed -> see(
                            "9",
                            "duties",
                            "Plan of Art. 72(3): " + performed.reference() + ", " + performed.on(),
                            performed.at(),
                            performed.position()));
        }
        for (Incident incident : dossier.incidents().values().stream()
                .filter(each -> each.links().systems().contains(system.system()))
                .toList()) {
            see(
                    "9",
                    "incidents",
                    "Serious incident " + incident.incident() + ", " + (incident.closing() == null ? "open" : "closed")
                            + "; in documents/incidents.json",
                    incident.clocks().getFirst().at(),
                    incident.clocks().getFirst().position());
        }
    }

    private void say(String point, String from, String text, Mark mark) {
        add(point, new Statement(from, text, mark.at(), mark.by(), List.of(mark.position())));
    }

    private void see(String point, String from, String text, Instant at, long position) {
        add(point, new Statement(from, text, at, null, List.of(position)));
    }

    private void add(String point, Statement statement) {
        statements.computeIfAbsent(point, none -> new ArrayList<>()).add(statement);
    }
}
