package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.duties.DutyDesk;
import dev.chancery.query.web.register.SystemDesk;
import dev.chancery.query.web.register.SystemDesk.DatabaseBody;
import dev.chancery.query.web.register.SystemDesk.Described;
import dev.chancery.query.web.register.SystemDesk.DocumentationBody;
import dev.chancery.query.web.register.SystemDesk.FieldBody;
import dev.chancery.query.web.register.SystemDesk.Hazard;
import dev.chancery.query.web.register.SystemDesk.Impact;
import dev.chancery.query.web.register.SystemDesk.InstructionsBody;
import dev.chancery.query.web.register.SystemDesk.NewSystem;
import dev.chancery.query.web.register.SystemDesk.Notification;
import dev.chancery.query.web.register.SystemDesk.Oversight;
import dev.chancery.query.web.register.SystemDesk.PartBody;
import dev.chancery.query.web.register.SystemDesk.RegistrationBody;
import dev.chancery.query.web.register.SystemDesk.Relief;
import dev.chancery.query.web.register.SystemDesk.StatusBody;
import dev.chancery.query.web.register.SystemDesk.TestBody;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The forms of a system's pages: what each sends is handed to the desk that the API uses. */
@Component
final class SystemForms {

    private static final String FIELD = "field.";

    private final SystemDesk systems;
    private final DutyDesk duties;

    SystemForms(SystemDesk systems, DutyDesk duties) {
        this.systems = systems;
        this.duties = duties;
    }

    /** Registers a system, and answers its id. */
    String register(Typed typed, String by) {
        return systems.register(
                        new NewSystem(
                                typed.text("system"),
                                typed.text("name"),
                                typed.text("purpose"),
                                typed.some("roles", AiRole.class),
                                typed.text("owner"),
                                typed.text("provider"),
                                typed.one("status", SystemStatus.class),
                                typed.words("memberStates"),
                                parts(typed)),
                        by)
                .system();
    }

    /** Describes a system anew. */
    void describe(String id, Typed typed, String by) {
        systems.describe(
                id,
                new Described(
                        typed.text("name"),
                        typed.text("purpose"),
                        typed.some("roles", AiRole.class),
                        typed.text("owner"),
                        typed.text("provider"),
                        typed.words("memberStates"),
                        parts(typed),
                        typed.text("reason")),
                by);
    }

    /** Does what one of the forms asks for, and answers what to say of it. */
    String perform(String id, Typed typed, String by) {
        return switch (typed.form()) {
            case "description" -> {
                describe(id, typed, by);
                yield "The description is on record.";
            }
            case "status" -> {
                systems.status(
                        id, new StatusBody(typed.one("to", SystemStatus.class), typed.text("reason")), by);
                yield "The status is on record.";
            }
            case "risk" -> {
                systems.risk(id, hazard(typed), by);
                yield "The hazard is on record.";
            }
            case "oversight" -> {
                systems.assign(id, oversight(typed), by);
                yield "The assignment is on record.";
            }
            case "relief" -> {
                systems.relieve(
                        id,
                        typed.of("assignment"),
                        new Relief(typed.day("on"), typed.text("reason")),
                        by);
                yield "The end of the assignment is on record.";
            }
            case "impact" -> {
                systems.assess(id, impact(typed), by);
                yield "The assessment is on record.";
            }
            case "notification" -> {
                systems.notified(id, version(typed), new Notification(typed.text("authority"), typed.day("on")), by);
                yield "The notification is on record.";
            }
            default -> document(id, typed, by);
        };
    }

    private String document(String id, Typed typed, String by) {
        return switch (typed.form()) {
            case "instructions" -> {
                systems.instruct(
                        id,
                        new InstructionsBody(
                                fields(typed, null), typed.text("reference"), typed.text("sha256"), typed.day("on")),
                        by);
                yield "The instructions are on record.";
            }
            case "documentation" -> {
                systems.document(
                        id,
                        new DocumentationBody(List.of(new FieldBody(typed.text("point"), typed.text("text")))),
                        by);
                yield "The point is on record.";
            }
            case "registration-A", "registration-B", "registration-C" -> {
                AnnexEight section = Typed.one("section", AnnexEight.class, typed.form().substring(13));
                systems.register(id, new RegistrationBody(section, fields(typed, systems.system(id))), by);
                yield "The fields are on record.";
            }
            case "database" -> {
                systems.enter(
                        id,
                        new DatabaseBody(
                                typed.one("section", AnnexEight.class), typed.text("number"), typed.day("on")),
                        by);
                yield "The entry is on record.";
            }
            case "performed" -> {
                duties.perform(id, DutyForms.performed(typed), by);
                yield "It is on record that the duty was performed.";
            }
            case "quality" -> {
                duties.declare(id, DutyForms.declared(typed), by);
                yield "What is declared is on record.";
            }
            default -> throw Problem.invalid("No form of this page has that name. Open the page again.");
        };
    }

    /** Chosen parts, and those that are typed one a line: the kind, then the id. */
    private static List<PartBody> parts(Typed typed) {
        return Stream.concat(typed.all("parts").stream(), typed.of("more").lines().map(String::strip))
                .filter(line -> !line.isEmpty())
                .distinct()
                .map(SystemForms::part)
                .toList();
    }

    private static PartBody part(String line) {
        String[] kindAndId = line.split("\\s+", 2);
        if (kindAndId.length < 2) {
            throw Problem.invalid("Give each part as its kind and its id, such as: WORKFLOW default.");
        }
        return new PartBody(Typed.one("kind", SystemPart.Kind.class, kindAndId[0]), kindAndId[1]);
    }

    private static Hazard hazard(Typed typed) {
        boolean tested = Stream.of("metric", "threshold", "definedOn", "runOn", "result", "passed")
                .anyMatch(name -> typed.text(name) != null);
        return new Hazard(
                typed.text("hazard"),
                typed.text("description"),
                typed.text("interest"),
                typed.one("source", RiskEntry.Source.class),
                typed.one("likelihood", RiskEntry.Grade.class),
                typed.one("severity", RiskEntry.Grade.class),
                typed.text("measure"),
                typed.one("kind", RiskEntry.MeasureKind.class),
                typed.one("residual", RiskEntry.Grade.class),
                typed.text("acceptableBy"),
                typed.text("vulnerable"),
                tested
                        ? new TestBody(
                                typed.text("metric"),
                                typed.text("threshold"),
                                typed.day("definedOn"),
                                typed.day("runOn"),
                                typed.text("result"),
                                typed.flag("passed"))
                        : null,
                typed.day("reviewDue"));
    }

    private static Oversight oversight(Typed typed) {
        return new Oversight(
                typed.text("assignment"),
                typed.text("person"),
                typed.text("competence"),
                typed.text("training"),
                typed.text("authority"),
                typed.day("from"),
                typed.day("until"),
                typed.text("second"));
    }

    private static Impact impact(Typed typed) {
        return new Impact(
                typed.text("processes"),
                typed.text("periodAndFrequency"),
                typed.text("persons"),
                typed.text("risks"),
                typed.text("oversight"),
                typed.text("measures"),
                typed.text("dataProtection"));
    }

    private static int version(Typed typed) {
        try {
            return Integer.parseInt(typed.of("version"));
        } catch (NumberFormatException e) {
            throw Problem.invalid("Give 'version' as a whole number.");
        }
    }

    /** The points with a text; of a registration those alone that say something new. */
    private static List<FieldBody> fields(Typed typed, @Nullable SystemView recorded) {
        return typed.values().keySet().stream()
                .filter(name -> name.startsWith(FIELD) && typed.text(name) != null)
                .map(name -> new FieldBody(name.substring(FIELD.length()), typed.text(name)))
                .filter(field -> recorded == null
                        || recorded.registration().stream()
                                .noneMatch(said -> typed.form()
                                                .endsWith(said.section().name())
                                        && said.point().equals(field.point())
                                        && said.text().equals(field.text())))
                .toList();
    }
}
