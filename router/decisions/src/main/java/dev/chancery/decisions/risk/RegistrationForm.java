package dev.chancery.decisions.risk;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.RiskVerdict.Basis;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be entered in the EU database about a system, point by point: Art. 49 and Annex VIII. */
public final class RegistrationForm {

    /** Areas whose entries are not public, where the use is in law enforcement or migration, Art. 49(4). */
    private static final List<String> RESTRICTED_AREAS = List.of("1", "6", "7");

    private static final String CRITICAL_INFRASTRUCTURE = "2";

    private RegistrationForm() {}

    /**
     * A section that is to be filled in.
     *
     * @param article that asks for it
     * @param restricted whether it goes into the part that is not public, with fewer points
     */
    public record Section(AnnexEight section, String article, boolean restricted, List<Line> lines) {}

    /**
     * A point.
     *
     * @param title as the Act words it
     * @param value null when it is missing
     * @param derived whether the value follows from what the register says anyway
     * @param optional whether it need not be said, or only where it applies
     */
    public record Line(String point, String title, @Nullable String value, boolean derived, boolean optional) {}

    /**
     * What there is to say.
     *
     * @param recorded what people said, by section
     */
    public record Known(
            String system,
            SystemDescription description,
            SystemStatus status,
            SystemFacts facts,
            List<Said> recorded) {}

    /** What people said under a point of a section. */
    public record Said(AnnexEight section, NumberedText text) {}

    /** The sections that apply by the class of a system; none when it need not be in the database. */
    public static List<Section> sections(RiskVerdict verdict, Known known, RuleSet rules) {
        List<Section> sections = new ArrayList<>();
        boolean listed = verdict.basis().contains(Basis.ANNEX_III);
        boolean restricted = restricted(known.facts().use());
        boolean national = infrastructureAlone(known.facts().use());
        List<AiRole> roles = known.facts().roles();
        if (listed && verdict.risk() == RiskClass.HIGH_RISK && !national) {
            if (roles.contains(AiRole.PROVIDER)) {
                sections.add(section(AnnexEight.A, "Art. 49(1)", restricted, known, rules));
            }
            if (roles.contains(AiRole.DEPLOYER) && servesThePublic(known.facts().use())) {
                sections.add(section(AnnexEight.C, "Art. 49(3)", restricted, known, rules));
            }
        }
        if (verdict.risk() == RiskClass.EXEMPT_CLAIMED && roles.contains(AiRole.PROVIDER)) {
            sections.add(section(AnnexEight.B, "Art. 49(2)", restricted, known, rules));
        }
        return sections;
    }

    /** A system of point 2 alone is registered at national level, Art. 49(5). */
    public static boolean infrastructureAlone(@Nullable UseFacts use) {
        List<UsePoint> points = use == null ? null : use.annexThree();
        return points != null
                && !points.isEmpty()
                && points.stream().allMatch(point -> point.point().equals(CRITICAL_INFRASTRUCTURE));
    }

    /** Whether a point is of an area whose entries are not public in law enforcement and migration. */
    static boolean isRestricted(String point) {
        return RESTRICTED_AREAS.contains(point.substring(0, 1));
    }

    private static boolean servesThePublic(@Nullable UseFacts use) {
        return use != null && use.deployer() == DeployerKind.PUBLIC_AUTHORITY;
    }

    private static boolean restricted(@Nullable UseFacts use) {
        List<UsePoint> points = use == null ? null : use.annexThree();
        return use != null
                && Boolean.TRUE.equals(use.lawEnforcement())
                && points != null
                && points.stream().map(UsePoint::point).anyMatch(RegistrationForm::isRestricted);
    }

    private static Section section(AnnexEight section, String article, boolean restricted, Known known, RuleSet rules) {
        return new Section(
                section,
                article,
                restricted,
                rules.annexEight().stream()
                        .filter(entry -> entry.section() == section && (!restricted || entry.restricted()))
                        .map(entry -> line(entry, known))
                        .toList());
    }

    private static Line line(RuleSet.Entry entry, Known known) {
        String said = known.recorded().stream()
                .filter(each -> each.section() == entry.section()
                        && each.text().point().equals(entry.point())
                        && !each.text().text().isBlank())
                .map(each -> each.text().text())
                .findFirst()
                .orElse(null);
        String value = said == null ? derived(entry, known) : said;
        return new Line(entry.point(), entry.text(), value, said == null && value != null, entry.optional());
    }

    /** The provider's and deployer's address is nowhere else, so those points are always said by a person. */
    private static @Nullable String derived(RuleSet.Entry entry, Known known) {
        String at = entry.section() + entry.point();
        SystemDescription description = known.description();
        return switch (at) {
            case "A4", "B4" -> description.name() + " (" + known.system() + ")";
            case "A5", "B5" -> description.purpose();
            case "A7", "B8" -> status(known.status());
            case "A10", "B9" ->
                description.memberStates().isEmpty() ? null : String.join(", ", description.memberStates());
            case "B6" -> conditions(known.facts().derogation());
            case "B7" -> {
                Derogation derogation = known.facts().derogation();
                yield derogation == null ? null : derogation.reasoning();
            }
            default -> null;
        };
    }

    private static @Nullable String conditions(@Nullable Derogation derogation) {
        return derogation == null || derogation.conditions().isEmpty()
                ? null
                : "Art. 6(3), second subparagraph, point (" + String.join("), (", derogation.conditions()) + ")";
    }

    /** The statuses of Annex VIII; it knows none before the market. */
    private static @Nullable String status(SystemStatus status) {
        return switch (status) {
            case PLANNED, IN_TESTING -> null;
            case IN_SERVICE -> "on the market, or in service";
            case SUSPENDED, DECOMMISSIONED -> "no longer placed on the market/in service";
        };
    }
}
