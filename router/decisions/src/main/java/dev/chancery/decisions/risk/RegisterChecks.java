package dev.chancery.decisions.risk;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be said about an AI system. Each check throws {@link IllegalArgumentException} with what to do instead. */
public final class RegisterChecks {

    /** Most parts of a system, points of an assessment and entries of a list. */
    public static final int MOST = 500;

    /** ISO 3166 codes of the Member States. */
    public static final List<String> MEMBER_STATES = List.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    /** Points of Art. 13(3). */
    private static final List<String> INSTRUCTIONS =
            List.of("a", "b.i", "b.ii", "b.iii", "b.iv", "b.v", "b.vi", "b.vii", "c", "d", "e", "f");

    private RegisterChecks() {}

    /** A description. */
    public static void description(SystemDescription description) {
        if (description.roles().isEmpty()) {
            throw wrong("Give 'roles': PROVIDER, DEPLOYER, both, IMPORTER or DISTRIBUTOR.");
        }
        distinct("roles", description.roles());
        distinct("memberStates", description.memberStates());
        distinct("parts", description.parts());
        for (String state : description.memberStates()) {
            if (!MEMBER_STATES.contains(state)) {
                throw wrong(
                        "'" + state + "' is no Member State of the Union. Give 'memberStates' as codes of ISO 3166: "
                                + String.join(", ", MEMBER_STATES) + "; Greece is GR.");
            }
        }
    }

    /** Where a status may lead; what is decommissioned stays so. */
    public static void status(SystemStatus from, SystemStatus to) {
        boolean mayBe = switch (from) {
            case PLANNED, IN_TESTING -> to != SystemStatus.SUSPENDED && to != from;
            case IN_SERVICE -> to == SystemStatus.SUSPENDED || to == SystemStatus.DECOMMISSIONED;
            case SUSPENDED -> to == SystemStatus.IN_SERVICE || to == SystemStatus.DECOMMISSIONED;
            case DECOMMISSIONED -> false;
        };
        if (!mayBe) {
            throw new IllegalStateException("The system is " + from + " and cannot become " + to + "."
                    + (from == SystemStatus.DECOMMISSIONED ? " Register what takes its place." : ""));
        }
    }

    /** A screening, by one rule set. */
    public static void screening(List<ScreenedPractice> practices, RuleSet rules) {
        if (practices.isEmpty()) {
            throw wrong("Give 'practices': what was found about each point of Art. 5(1), of which there are "
                    + rules.practices().stream().map(RuleSet.Practice::point).toList() + ".");
        }
        distinct("practices", practices.stream().map(ScreenedPractice::practice).toList());
        for (ScreenedPractice each : practices) {
            if (!rules.hasPractice(each.practice())) {
                throw wrong("Art. 5(1) has no point '" + each.practice() + "' in " + rules.version()
                        + "; its points are "
                        + rules.practices().stream()
                                .map(RuleSet.Practice::point)
                                .toList() + ".");
            }
            if ((each.verdict() == ScreenedPractice.Verdict.EXCEPTED) != (each.exception() != null)) {
                throw wrong("Name the 'exception' of practice " + each.practice()
                        + " when the verdict is EXCEPTED, and none when it is not.");
            }
            List<String> exceptions = rules.practices().stream()
                    .flatMap(practice -> practice.exceptions().stream())
                    .map(RuleSet.Exclusion::name)
                    .distinct()
                    .toList();
            if (each.exception() != null && !exceptions.contains(each.exception())) {
                throw wrong("'exception' is one of " + exceptions + ".");
            }
        }
    }

    /** What a system is used for: every point is one of some version of the Act. */
    public static void use(UseFacts use) {
        points(
                use.annexThree(),
                "annexThree",
                known(rules -> rules.annexThree().points().stream().map(RuleSet.Point::point)),
                known(rules -> rules.annexThree().points().stream()
                        .flatMap(point -> point.exclusions().stream())
                        .map(RuleSet.Exclusion::name)));
        points(
                use.transparency(),
                "transparency",
                known(rules -> rules.transparency().stream().map(RuleSet.Transparency::point)),
                known(rules -> rules.transparency().stream()
                        .flatMap(point -> point.exclusions().stream())
                        .map(RuleSet.Exclusion::name)));
        AnnexOneUse one = use.annexOne();
        if (one != null) {
            List<String> items =
                    known(rules -> rules.annexOne().items().stream().map(RuleSet.Legislation::item));
            if (one.item() == null ? one.thirdParty() : !items.contains(one.item())) {
                throw wrong("'annexOne.item' is one of " + items + ", or absent when it is under none of them.");
            }
        }
    }

    private static void points(
            @Nullable List<UsePoint> points, String name, List<String> known, List<String> exclusions) {
        if (points == null) {
            return;
        }
        distinct(name, points.stream().map(UsePoint::point).toList());
        for (UsePoint each : points) {
            if (!known.contains(each.point())) {
                throw wrong("'" + name + "' has no point '" + each.point() + "'; there are " + known + ".");
            }
            if (each.exclusion() != null && !exclusions.contains(each.exclusion())) {
                throw wrong("'exclusion' of '" + name + "' is one of " + exclusions + ".");
            }
        }
    }

    /** A claim under Art. 6(3). */
    public static void derogation(Derogation derogation) {
        distinct("conditions", derogation.conditions());
        List<String> known =
                known(rules -> rules.derogation().conditions().stream().map(RuleSet.Condition::point));
        for (String condition : derogation.conditions()) {
            if (!known.contains(condition)) {
                throw wrong("Art. 6(3) has no condition '" + condition + "'; there are " + known + ".");
            }
        }
    }

    /** A hazard: what it is tested against is defined before it is tested, Art. 9(8). */
    public static void risk(RiskEntry entry) {
        RiskEntry.Test test = entry.test();
        LocalDate run = test == null ? null : test.runOn();
        if (test != null && run != null && !test.definedOn().isBefore(run)) {
            throw wrong("A test is run after the day on which its metric and threshold were defined, Art. 9(8):"
                    + " 'runOn' comes after 'definedOn'.");
        }
        if (test != null && (run == null) != (test.result() == null)) {
            throw wrong("A test that was run has 'runOn' and 'result', another neither.");
        }
    }

    /** An assignment of oversight. */
    public static void oversight(OversightAssignment assignment) {
        LocalDate until = assignment.until();
        if (until != null && until.isBefore(assignment.from())) {
            throw wrong("'until' is not before 'from'.");
        }
        if (assignment.person().equals(assignment.second())) {
            throw wrong("'second' is another person, Art. 14(5).");
        }
    }

    /** Instructions for use. */
    public static void instructions(Instructions instructions) {
        distinct(
                "fields",
                instructions.fields().stream().map(NumberedText::point).toList());
        for (NumberedText field : instructions.fields()) {
            if (!INSTRUCTIONS.contains(field.point())) {
                throw wrong("Art. 13(3) has no point '" + field.point() + "'; there are " + INSTRUCTIONS + ".");
            }
        }
        String digest = instructions.sha256();
        if (instructions.fields().isEmpty() && (instructions.reference() == null || digest == null)) {
            throw wrong("Give 'fields', or the 'reference' and 'sha256' of a document.");
        }
        if (digest != null && !digest.matches("[0-9a-f]{64}")) {
            throw wrong("'sha256' is 64 lower-case hexadecimal digits.");
        }
    }

    /** Fields of technical documentation: points of Annex IV. */
    public static void documentation(List<NumberedText> fields) {
        if (fields.isEmpty()) {
            throw wrong("Give 'fields', each with 'point' and 'text'.");
        }
        distinct("fields", fields.stream().map(NumberedText::point).toList());
        for (NumberedText field : fields) {
            if (AnnexFour.find(field.point()).isEmpty()) {
                throw wrong("Annex IV has no point '" + field.point() + "'; there are "
                        + AnnexFour.ALL.stream().map(AnnexFour.Point::point).toList() + ".");
            }
        }
    }

    /** Fields of a registration: points that the section has in some version of the Act. */
    public static void registration(AnnexEight section, List<NumberedText> fields) {
        List<String> points = known(rules -> rules.annexEight().stream()
                .filter(entry -> entry.section() == section)
                .map(RuleSet.Entry::point));
        if (fields.isEmpty()) {
            throw wrong("Give 'fields', each with 'point' and 'text'.");
        }
        distinct("fields", fields.stream().map(NumberedText::point).toList());
        for (NumberedText field : fields) {
            if (!points.contains(field.point())) {
                throw wrong("Section " + section + " of Annex VIII has no point '" + field.point() + "'; there are "
                        + points + ".");
            }
        }
    }

    /** What a rule set has. */
    private interface Points {
        Stream<String> of(RuleSet rules);
    }

    private static List<String> known(Points points) {
        return RuleSets.all().stream()
                .flatMap(shipped -> points.of(shipped.rules()))
                .distinct()
                .toList();
    }

    private static <T extends Comparable<? super T>> void distinct(String name, Collection<T> values) {
        if (new TreeSet<>(values).size() != values.size()) {
            throw wrong("'" + name + "' names something twice.");
        }
        if (values.size() > MOST) {
            throw wrong("'" + name + "' has at most " + MOST + " entries.");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what);
    }
}
