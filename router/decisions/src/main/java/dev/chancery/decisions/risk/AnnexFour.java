package dev.chancery.decisions.risk;

import java.util.List;
import java.util.Optional;

/** The points of Annex IV of Regulation (EU) 2024/1689: what the technical documentation of Art. 11(1) has. The titles are ours and shorter. */
public final class AnnexFour {

    /** A point; {@code 1(a)} to {@code 2(h)}, then {@code 3} to {@code 9}. */
    public record Point(String point, String title) {}

    /** In the order of the law. */
    public static final List<Point> ALL = List.of(
            new Point("1(a)", "Intended purpose, provider, version and how it relates to earlier versions"),
            new Point(
                    "1(b)", "How it interacts with hardware or software, other AI systems too, that is no part of it"),
            new Point("1(c)", "Versions of relevant software or firmware, and what updates they need"),
            new Point("1(d)", "All forms in which it is placed on the market or put into service"),
            new Point("1(e)", "The hardware on which it is intended to run"),
            new Point("1(f)", "For a component of products, photographs or illustrations of them"),
            new Point("1(g)", "The user interface for the deployer, in its basics"),
            new Point("1(h)", "Instructions for use for the deployer"),
            new Point("2(a)", "How it was developed, with pre-trained systems and tools of third parties"),
            new Point("2(b)", "Design: general logic, key choices and assumptions, what it optimises for, trade-offs"),
            new Point("2(c)", "System architecture, and computing resources to develop, train, test and validate it"),
            new Point(
                    "2(d)",
                    "Data: datasheets of training methods and data sets, provenance, selection, labelling, cleaning"),
            new Point("2(e)", "Assessment of the human oversight measures that Art. 14 needs"),
            new Point("2(f)", "Changes that were determined beforehand, and how compliance continues"),
            new Point(
                    "2(g)",
                    "Validation and testing: procedures, data, metrics, logs, and reports that are dated and signed"),
            new Point("2(h)", "Cybersecurity measures"),
            new Point(
                    "3",
                    "Monitoring, functioning and control: accuracy, for groups too, foreseeable unintended outcomes, oversight, input"),
            new Point("4", "Why the performance metrics are appropriate"),
            new Point("5", "The risk management system, Art. 9"),
            new Point("6", "Relevant changes over its lifecycle"),
            new Point("7", "Harmonised standards applied, or the solutions in their place"),
            new Point("8", "A copy of the EU declaration of conformity, Art. 47"),
            new Point("9", "How its performance is evaluated after it is on the market, with the plan of Art. 72(3)"));

    private AnnexFour() {}

    /** The point of a number; empty when there is none. */
    public static Optional<Point> find(String point) {
        return ALL.stream().filter(each -> each.point().equals(point)).findFirst();
    }
}
