package dev.chancery.query.web;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.query.contracts.SystemView;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule sets by which AI systems are classified. A version that there is none of is an {@link IllegalArgumentException}. */
public interface RiskRules {

    /**
     * A rule set.
     *
     * @param digest lower-case hex SHA-256 of its text
     */
    record Version(String version, String title, String note, List<String> sources, String digest) {}

    /** All of them, the oldest first. */
    List<Version> versions();

    /** A rule set in full, as JSON. */
    String text(String version);

    /** The points of Art. 5(1) that it has. */
    List<String> practices(String version);

    /** What it says of a system on a day. */
    RiskVerdict classify(SystemFacts facts, String version, LocalDate on);

    /** What is to be entered in the EU database about a system that is classified; nothing for others. */
    List<Section> registration(SystemView system, RiskVerdict verdict, String version);

    /** The points of Annex IV, each with what is said under it. */
    List<NumberedText> annexFour();

    /**
     * A section of Annex VIII that applies.
     *
     * @param article that asks for it
     * @param restricted whether it goes into the part that is not public, with fewer points, Art. 49(4)
     */
    record Section(AnnexEight section, String article, boolean restricted, List<Line> points) {}

    /**
     * A point.
     *
     * @param title as the Act words it
     * @param value null when it is missing
     * @param derived whether the value follows from what the register says anyway
     * @param optional whether it need not be said, or only where it applies
     */
    record Line(String point, String title, @Nullable String value, boolean derived, boolean optional) {}
}
