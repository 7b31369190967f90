package dev.chancery.query.web.register;

import dev.chancery.contracts.command.SystemCommand.AssessDerogation;
import dev.chancery.contracts.command.SystemCommand.AssessImpact;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.AssignOverseer;
import dev.chancery.contracts.command.SystemCommand.ChangeSystemStatus;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.DescribeSystem;
import dev.chancery.contracts.command.SystemCommand.EnterDatabase;
import dev.chancery.contracts.command.SystemCommand.NotifyImpact;
import dev.chancery.contracts.command.SystemCommand.RecordDocumentation;
import dev.chancery.contracts.command.SystemCommand.RecordInstructions;
import dev.chancery.contracts.command.SystemCommand.RecordRegistration;
import dev.chancery.contracts.command.SystemCommand.RecordRisk;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.RelieveOverseer;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.query.contracts.SystemQuery.FindAdoptedRules;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemQuery.FindUnclassified;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemView.ClassifiedView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.UnclassifiedView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.RiskRules;
import dev.chancery.query.web.RiskRules.Section;
import dev.chancery.query.web.exports.Tabled;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where the API and the console do something to the register of AI systems; each act is answered with all that is known about the system. */
@Component
public final class SystemDesk {

    private static final int MOST = 500;

    private final Desk desk;
    private final RiskRules rules;

    SystemDesk(Desk desk, RiskRules rules) {
        this.desk = desk;
        this.rules = rules;
    }

    public SystemsView systems(@Nullable String after, int limit) {
        return desk.ask(new FindSystems(after, limit));
    }

    public UnclassifiedView unclassified() {
        return desk.ask(new FindUnclassified());
    }

    public SystemView system(String id) {
        return desk.find(new FindSystem(id)).orElseThrow(() -> Problem.notFound("AI system", id));
    }

    /** A part. */
    public record PartBody(
            SystemPart.@Nullable Kind kind, @Nullable String id) {}

    /** A system to register. */
    public record NewSystem(
            @Nullable String system,
            @Nullable String name,
            @Nullable String purpose,
            @Nullable List<AiRole> roles,
            @Nullable String owner,
            @Nullable String provider,
            @Nullable SystemStatus status,
            @Nullable List<String> memberStates,
            @Nullable List<PartBody> parts) {}

    public SystemView register(NewSystem body, String by) {
        String id = desk.newId("system", body.system());
        if (id.equals("unclassified")) {
            throw Problem.invalid("'unclassified' is no id: a path of this API has that name. Choose another.");
        }
        SystemStatus status = given("status", body.status());
        desk.act(new RegisterSystem(
                id,
                description(
                        body.name(),
                        body.purpose(),
                        body.roles(),
                        body.owner(),
                        body.provider(),
                        body.memberStates(),
                        body.parts()),
                status,
                by));
        return system(id);
    }

    /** A description in place of the one that there is, and why. */
    public record Described(
            @Nullable String name,
            @Nullable String purpose,
            @Nullable List<AiRole> roles,
            @Nullable String owner,
            @Nullable String provider,
            @Nullable List<String> memberStates,
            @Nullable List<PartBody> parts,
            @Nullable String reason) {}

    public SystemView describe(String id, Described body, String by) {
        desk.act(new DescribeSystem(
                id,
                description(
                        body.name(),
                        body.purpose(),
                        body.roles(),
                        body.owner(),
                        body.provider(),
                        body.memberStates(),
                        body.parts()),
                desk.reason(body.reason()),
                by));
        return system(id);
    }

    private SystemDescription description(
            @Nullable String name,
            @Nullable String purpose,
            @Nullable List<AiRole> roles,
            @Nullable String owner,
            @Nullable String provider,
            @Nullable List<String> memberStates,
            @Nullable List<PartBody> parts) {
        return new SystemDescription(
                desk.plain("name", name),
                desk.text("purpose", purpose),
                list("roles", roles),
                desk.plain("owner", owner),
                desk.plain("provider", provider),
                list("memberStates", memberStates),
                list("parts", parts).stream()
                        .map(part ->
                                new SystemPart(given("parts.kind", part.kind()), desk.plain("parts.id", part.id())))
                        .toList());
    }

    /** A status, and why. */
    public record StatusBody(
            @Nullable SystemStatus to, @Nullable String reason) {}

    public SystemView status(String id, StatusBody body, String by) {
        desk.act(new ChangeSystemStatus(id, given("to", body.to()), desk.reason(body.reason()), by));
        return system(id);
    }

    /** What was found about a practice. */
    public record PracticeBody(
            @Nullable String practice,
            @Nullable Verdict verdict,
            @Nullable String exception,
            @Nullable String evidence) {}

    /**
     * A screening.
     *
     * @param othersAbsent whether the system does nothing of what is not named
     */
    public record Screening(
            @Nullable List<PracticeBody> practices,
            @Nullable Boolean othersAbsent) {}

    public SystemView screen(String id, Screening body, String by) {
        String version = adopted();
        List<ScreenedPractice> practices = new ArrayList<>();
        for (PracticeBody each : list("practices", body.practices())) {
            practices.add(new ScreenedPractice(
                    given("practices.practice", each.practice()),
                    given("practices.verdict", each.verdict()),
                    each.exception(),
                    optional("practices.evidence", each.evidence())));
        }
        if (Boolean.TRUE.equals(body.othersAbsent())) {
            rules.practices(version).stream()
                    .filter(point -> practices.stream()
                            .noneMatch(named -> named.practice().equals(point)))
                    .map(point -> new ScreenedPractice(point, Verdict.ABSENT, null, null))
                    .forEach(practices::add);
        }
        desk.act(new ScreenPractices(id, practices, version, by));
        return system(id);
    }

    /** A point that fits, and what takes the use out of it. */
    public record PointBody(
            @Nullable String point, @Nullable String exclusion) {}

    /** Legislation of Annex I. */
    public record ProductBody(
            @Nullable String item, @Nullable Boolean thirdParty) {}

    /** What it is used for; what is not said stays unknown. */
    public record UseBody(
            @Nullable List<PointBody> annexThree,
            @Nullable Boolean profiling,
            @Nullable ProductBody annexOne,
            @Nullable List<PointBody> transparency,
            @Nullable DeployerKind deployer,
            @Nullable Boolean lawEnforcement,
            @Nullable LocalDate placedOnMarket,
            @Nullable LocalDate significantlyChanged) {}

    public SystemView use(String id, UseBody body, String by) {
        ProductBody product = body.annexOne();
        desk.act(new AssessUse(
                id,
                new UseFacts(
                        points("annexThree", body.annexThree()),
                        body.profiling(),
                        product == null
                                ? null
                                : new AnnexOneUse(product.item(), Boolean.TRUE.equals(product.thirdParty())),
                        points("transparency", body.transparency()),
                        body.deployer(),
                        body.lawEnforcement(),
                        body.placedOnMarket(),
                        body.significantlyChanged()),
                by));
        return system(id);
    }

    private static @Nullable List<UsePoint> points(String name, @Nullable List<PointBody> points) {
        return points == null
                ? null
                : list(name, points).stream()
                        .map(each -> new UsePoint(given(name + ".point", each.point()), each.exclusion()))
                        .toList();
    }

    /** An assessment under Art. 6(3); of today unless it says otherwise, and by whoever sends it. */
    public record DerogationBody(
            @Nullable List<String> conditions,
            @Nullable Boolean significantRisk,
            @Nullable String reasoning,
            @Nullable String assessor,
            @Nullable LocalDate decidedOn) {}

    public SystemView derogate(String id, DerogationBody body, String by) {
        desk.act(new AssessDerogation(
                id,
                new Derogation(
                        list("conditions", body.conditions()),
                        given("significantRisk", body.significantRisk()),
                        desk.text("reasoning", body.reasoning()),
                        body.assessor() == null ? by : desk.plain("assessor", body.assessor()),
                        body.decidedOn() == null ? today() : body.decidedOn()),
                by));
        return system(id);
    }

    /** For which day; today unless it says otherwise. */
    public record Classifying(@Nullable LocalDate on) {}

    public SystemView classify(String id, @Nullable Classifying body, String by) {
        LocalDate on = body == null || body.on() == null ? today() : body.on();
        desk.act(new ClassifySystem(id, adopted(), on, by));
        return system(id);
    }

    /** The six items of Art. 27(1), and a data protection impact assessment that they refer to. */
    public record Impact(
            @Nullable String processes,
            @Nullable String periodAndFrequency,
            @Nullable String persons,
            @Nullable String risks,
            @Nullable String oversight,
            @Nullable String measures,
            @Nullable String dataProtection) {}

    public SystemView assess(String id, Impact body, String by) {
        desk.act(new AssessImpact(
                id,
                new ImpactItems(
                        desk.text("processes", body.processes()),
                        desk.text("periodAndFrequency", body.periodAndFrequency()),
                        desk.text("persons", body.persons()),
                        desk.text("risks", body.risks()),
                        desk.text("oversight", body.oversight()),
                        desk.text("measures", body.measures())),
                optional("dataProtection", body.dataProtection()),
                by));
        return system(id);
    }

    /** Who was notified, and when; today unless it says otherwise. */
    public record Notification(
            @Nullable String authority, @Nullable LocalDate on) {}

    public SystemView notified(String id, int version, Notification body, String by) {
        desk.act(new NotifyImpact(
                id, version, desk.plain("authority", body.authority()), body.on() == null ? today() : body.on(), by));
        return system(id);
    }

    /** A test of a measure. */
    public record TestBody(
            @Nullable String metric,
            @Nullable String threshold,
            @Nullable LocalDate definedOn,
            @Nullable LocalDate runOn,
            @Nullable String result,
            @Nullable Boolean passed) {}

    /** A hazard. */
    public record Hazard(
            @Nullable String hazard,
            @Nullable String description,
            @Nullable String interest,
            RiskEntry.@Nullable Source source,
            RiskEntry.@Nullable Grade likelihood,
            RiskEntry.@Nullable Grade severity,
            @Nullable String measure,
            RiskEntry.@Nullable MeasureKind kind,
            RiskEntry.@Nullable Grade residual,
            @Nullable String acceptableBy,
            @Nullable String vulnerable,
            @Nullable TestBody test,
            @Nullable LocalDate reviewDue) {}

    public SystemView risk(String id, Hazard body, String by) {
        TestBody test = body.test();
        desk.act(new RecordRisk(
                id,
                new RiskEntry(
                        desk.newId("hazard", body.hazard()),
                        desk.text("description", body.description()),
                        desk.text("interest", body.interest()),
                        given("source", body.source()),
                        given("likelihood", body.likelihood()),
                        given("severity", body.severity()),
                        desk.text("measure", body.measure()),
                        given("kind", body.kind()),
                        given("residual", body.residual()),
                        body.acceptableBy() == null ? null : desk.plain("acceptableBy", body.acceptableBy()),
                        optional("vulnerable", body.vulnerable()),
                        test == null
                                ? null
                                : new RiskEntry.Test(
                                        desk.text("test.metric", test.metric()),
                                        desk.text("test.threshold", test.threshold()),
                                        given("test.definedOn", test.definedOn()),
                                        test.runOn(),
                                        optional("test.result", test.result()),
                                        test.passed()),
                        body.reviewDue()),
                by));
        return system(id);
    }

    /** Who oversees it; {@code person} is a role or a pseudonym. */
    public record Oversight(
            @Nullable String assignment,
            @Nullable String person,
            @Nullable String competence,
            @Nullable String training,
            @Nullable String authority,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            @Nullable String second) {}

    public SystemView assign(String id, Oversight body, String by) {
        desk.act(new AssignOverseer(
                id,
                new OversightAssignment(
                        desk.newId("assignment", body.assignment()),
                        desk.plain("person", body.person()),
                        desk.text("competence", body.competence()),
                        desk.text("training", body.training()),
                        desk.text("authority", body.authority()),
                        body.from() == null ? today() : body.from(),
                        body.until(),
                        body.second() == null ? null : desk.plain("second", body.second())),
                by));
        return system(id);
    }

    /** From when on somebody oversees it no longer, today unless it says otherwise, and why. */
    public record Relief(@Nullable LocalDate on, @Nullable String reason) {}

    public SystemView relieve(String id, String assignment, Relief body, String by) {
        desk.act(new RelieveOverseer(
                id, assignment, body.on() == null ? today() : body.on(), desk.reason(body.reason()), by));
        return system(id);
    }

    /** What is said under a point. */
    public record FieldBody(
            @Nullable String point, @Nullable String text) {}

    /** Instructions for use, by the points of Art. 13(3) or by a document. */
    public record InstructionsBody(
            @Nullable List<FieldBody> fields,
            @Nullable String reference,
            @Nullable String sha256,
            @Nullable LocalDate on) {}

    public SystemView instruct(String id, InstructionsBody body, String by) {
        desk.act(new RecordInstructions(
                id,
                new Instructions(
                        fields(body.fields()),
                        optional("reference", body.reference()),
                        body.sha256(),
                        body.on() == null ? today() : body.on()),
                by));
        return system(id);
    }

    /** Points of Annex IV. */
    public record DocumentationBody(@Nullable List<FieldBody> fields) {}

    public SystemView document(String id, DocumentationBody body, String by) {
        desk.act(new RecordDocumentation(id, fields(body.fields()), by));
        return system(id);
    }

    /** Points of a section of Annex VIII. */
    public record RegistrationBody(
            @Nullable AnnexEight section, @Nullable List<FieldBody> fields) {}

    public SystemView register(String id, RegistrationBody body, String by) {
        desk.act(new RecordRegistration(id, given("section", body.section()), fields(body.fields()), by));
        return system(id);
    }

    /** How a point of a registration stands. */
    public enum Standing {
        /** A person said it. */
        SAID,
        /** It follows from what the register says anyway. */
        DERIVED,
        /** It need not be said, or only where it applies. */
        OPTIONAL,
        /** It has to be said. */
        MISSING
    }

    /** A point; {@code value} is {@code missing} where there is none. */
    public record PointView(String point, String title, String value, Standing standing) {

        private boolean isSaid() {
            return standing == Standing.SAID || standing == Standing.DERIVED;
        }
    }

    /** A section that applies. */
    public record SectionView(
            AnnexEight section, String article, boolean restricted, int missing, List<PointView> points) {}

    /**
     * What is to be entered in the EU database.
     *
     * @param note what else is to be known, empty for nothing
     */
    public record Registration(
            String system,
            RiskClass risk,
            String ruleSet,
            LocalDate classifiedOn,
            String note,
            List<SectionView> sections)
            implements Tabled<RegistrationField> {

        /** Each point of each section, for the database takes them one by one. */
        @Override
        public List<RegistrationField> table() {
            return sections.stream()
                    .flatMap(section -> section.points().stream()
                            .map(point -> new RegistrationField(
                                    section.section(),
                                    section.article(),
                                    section.restricted(),
                                    point.point(),
                                    point.title(),
                                    point.isSaid() ? point.value() : null,
                                    point.standing(),
                                    point.standing() == Standing.MISSING)))
                    .toList();
        }
    }

    /**
     * A point of Annex VIII with the section that it is in.
     *
     * @param value null where there is none
     * @param missing whether it has to be said and is not
     */
    public record RegistrationField(
            AnnexEight section,
            String article,
            boolean restricted,
            String number,
            String field,
            @Nullable String value,
            Standing standing,
            boolean missing) {}

    public Registration registration(String id) {
        SystemView system = system(id);
        ClassifiedView classified = system.classified();
        if (classified == null) {
            throw Problem.conflict(
                    "not-classified",
                    "Which section of Annex VIII applies follows from the class. POST /api/systems/{id}/classification"
                            + " first.");
        }
        List<SectionView> sections = rules.registration(system, classified.verdict(), classified.ruleSet()).stream()
                .map(SystemDesk::view)
                .toList();
        return new Registration(
                id,
                classified.verdict().risk(),
                classified.ruleSet(),
                classified.on(),
                (system.outdated() ? "The class is older than the facts. Classify again. " : "")
                        + (sections.isEmpty()
                                ? "By its class and our role nothing is to be entered in the EU database."
                                : ""),
                sections);
    }

    private static SectionView view(Section section) {
        List<PointView> points = section.points().stream()
                .map(line -> {
                    String value = line.value();
                    return value == null
                            ? new PointView(
                                    line.point(),
                                    line.title(),
                                    "missing",
                                    line.optional() ? Standing.OPTIONAL : Standing.MISSING)
                            : new PointView(
                                    line.point(),
                                    line.title(),
                                    value,
                                    line.derived() ? Standing.DERIVED : Standing.SAID);
                })
                .toList();
        return new SectionView(
                section.section(),
                section.article(),
                section.restricted(),
                (int) points.stream()
                        .filter(point -> point.standing() == Standing.MISSING)
                        .count(),
                points);
    }

    /** The number in the EU database, of today unless it says otherwise. */
    public record DatabaseBody(
            @Nullable AnnexEight section,
            @Nullable String number,
            @Nullable LocalDate on) {}

    public SystemView enter(String id, DatabaseBody body, String by) {
        desk.act(new EnterDatabase(
                id,
                given("section", body.section()),
                desk.plain("number", body.number()),
                body.on() == null ? today() : body.on(),
                by));
        return system(id);
    }

    private String adopted() {
        String version = desk.ask(new FindAdoptedRules()).version();
        if (version == null) {
            throw Problem.conflict(
                    "no-rules",
                    "No rule set is adopted. GET /api/rules lists them; POST /api/rules/{version}/adoption adopts one.");
        }
        return version;
    }

    private List<NumberedText> fields(@Nullable List<FieldBody> fields) {
        return list("fields", fields).stream()
                .map(field ->
                        new NumberedText(given("fields.point", field.point()), desk.text("fields.text", field.text())))
                .toList();
    }

    private @Nullable String optional(String name, @Nullable String text) {
        return text == null || text.isBlank() ? null : desk.text(name, text);
    }

    private static <T> List<T> list(String name, @Nullable List<T> values) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > MOST || values.stream().anyMatch(value -> value == null)) {
            throw Problem.invalid("'" + name + "' has at most " + MOST + " entries, and none is null.");
        }
        return values;
    }

    private static <T> T given(String name, @Nullable T value) {
        if (value == null) {
            throw Problem.invalid("Give '" + name + "'.");
        }
        return value;
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }
}
