package dev.chancery.decisions.risk;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.RiskClass;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The AI Act as far as systems are classified by it, in one version: its words, where they are, and from when each applies. Where that is
 * disputed there are several readings, and the first is the one that is decided by.
 *
 * @param note what is to be known about this version
 * @param sources where the words are from
 * @param legacy what holds for systems that were there before, Art. 111(2)
 * @param provisions others of importance that no class follows from
 */
public record RuleSet(
        String version,
        String title,
        String note,
        List<String> sources,
        List<Practice> practices,
        AnnexOne annexOne,
        AnnexThree annexThree,
        DerogationRule derogation,
        List<Transparency> transparency,
        List<Duty> duties,
        Legacy legacy,
        List<Entry> annexEight,
        List<Provision> provisions) {

    /** What takes something out of a prohibition or a point; {@code name} is what a fact refers to. */
    public record Exclusion(String name, String text) {}

    /** A prohibited practice, Art. 5(1). */
    public record Practice(
            String point, String title, String text, List<Exclusion> exceptions, List<DateReading> readings) {}

    /** Products, Art. 6(1). */
    public record AnnexOne(String article, String text, List<DateReading> readings, List<Legislation> items) {}

    /** Legislation of Annex I; the item begins with its section. */
    public record Legislation(String item, String text) {}

    /** Uses, Art. 6(2). */
    public record AnnexThree(String article, String text, List<DateReading> readings, List<Point> points) {}

    /** A point of Annex III. */
    public record Point(String point, String area, String text, List<Exclusion> exclusions) {}

    /** Art. 6(3). */
    public record DerogationRule(
            String article, String text, List<DateReading> readings, List<Condition> conditions, String profiling) {}

    /** A condition of Art. 6(3), of which one is enough. */
    public record Condition(String point, String text) {}

    /**
     * A paragraph of Art. 50.
     *
     * @param roles whom it concerns
     * @param legacy null when nothing else holds for systems that were there before
     */
    public record Transparency(
            String point,
            String title,
            List<AiRole> roles,
            String text,
            List<Exclusion> exclusions,
            List<DateReading> readings,
            @Nullable LaterFor legacy) {}

    /** For what was placed on the market before a day, a later one. */
    public record LaterFor(LocalDate placedBefore, LocalDate from, String basis) {}

    /**
     * What follows from a class.
     *
     * @param deployers for deployers of these kinds alone; empty for all
     * @param notPoints not for systems that are of these points of Annex III alone
     * @param onlyPoints for systems of these points alone; empty for all
     * @param evenIf points for which it holds whoever the deployer is
     * @param sectionB whether it holds for products under Section B of Annex I too, Art. 2(2)
     * @param legacy whether Art. 111(2) has something to say
     * @param readings by the basis of the class, or {@code any}
     */
    public record Duty(
            String article,
            String title,
            List<RiskClass> classes,
            List<AiRole> roles,
            List<DeployerKind> deployers,
            List<String> notPoints,
            List<String> onlyPoints,
            List<String> evenIf,
            boolean sectionB,
            boolean legacy,
            SortedMap<String, List<DateReading>> readings) {}

    /**
     * Art. 111(2).
     *
     * @param before day that counts; null when it is the one from which the duty applies
     * @param publicFrom for those who serve public authorities
     */
    public record Legacy(@Nullable LocalDate before, String text, LocalDate publicFrom, String publicText) {}

    /**
     * A point of Annex VIII.
     *
     * @param optional whether it need not be said, or only where it applies
     * @param restricted whether it is in the part that is not public, too, Art. 49(4)
     */
    public record Entry(AnnexEight section, String point, String text, boolean optional, boolean restricted) {}

    /** Something that the Act says. */
    public record Provision(String article, String text) {}

    /** Whether a practice is one of this version. */
    boolean hasPractice(String point) {
        return practices.stream().anyMatch(practice -> practice.point().equals(point));
    }
}
