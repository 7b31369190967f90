package dev.chancery.reports.board;

import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.folds.WilsonInterval;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.print.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How well a company has its AI in hand, by criteria that follow from figures alone. A level is reached when all its criteria and
 * those of the levels below are met; the names of the levels are those of CMMI's staged representation (CMU/SEI-2010-TR-033), the
 * criteria are ours, and nobody has appraised them.
 *
 * @param level 1 to 4
 */
record Maturity(int level, List<Criterion> criteria) {

    static final int HIGHEST = 4;

    private static final List<String> NAMES = List.of("Initial", "Managed", "Defined", "Quantitatively managed");

    /** How good outputs are to be with a confidence of 95 %, as for an open gate. */
    private static final double GOOD = 0.9;

    /**
     * A criterion.
     *
     * @param text what is true when it is met
     * @param figures that say so; none when there is no figure of the kind, and then it is not met
     */
    record Criterion(int level, String text, boolean met, List<Figure> figures) {
        Criterion {
            figures = List.copyOf(figures);
        }
    }

    Maturity {
        criteria = List.copyOf(criteria);
    }

    String name() {
        return NAMES.get(level - 1);
    }

    List<Criterion> of(int wanted) {
        return criteria.stream().filter(each -> each.level() == wanted).toList();
    }

    static Maturity of(FigureSheet sheet, Thresholds thresholds) {
        List<Criterion> all = new ArrayList<>();
        Figure systems = sheet.get(Measure.SYSTEMS_IN_USE);
        all.add(new Criterion(2, "AI systems are registered", isAbove(systems), List.of(systems)));
        all.add(none(2, "Every workflow in use is registered", sheet.get(Measure.WORKFLOWS_UNREGISTERED)));
        all.add(none(2, "No system is unclassified", sheet, Measure.SYSTEMS_BY_CLASS, "class", RiskClass.UNCLASSIFIED));
        all.add(none(
                2,
                "No system does what is prohibited",
                sheet,
                Measure.SYSTEMS_BY_CLASS,
                "class",
                RiskClass.PROHIBITED));
        all.add(there(2, "A cap bounds what the company spends", sheet.all(Measure.COMPANY_CAP)));
        all.add(none(2, "No signed event was lost", sheet.get(Measure.LOG_LOSSES)));
        all.add(all(3, "Every high-risk system has an overseer", sheet.get(Measure.SYSTEMS_OVERSEEN)));
        all.add(none(3, "No classification is outdated", sheet.get(Measure.SYSTEMS_OUTDATED)));
        all.add(none(
                3, "No reporting clock was missed", sheet, Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.MISSED));
        all.add(none(3, "No finding of bias is overdue", sheet.get(Measure.BIAS_OVERDUE)));
        all.add(looked(sheet.get(Measure.RUBBER_STAMPS), thresholds));
        all.add(good(sheet.get(Measure.REVIEWS_APPROVED)));
        all.add(judged(sheet.get(Measure.VERDICTS_PASSED)));
        Figure checks = sheet.get(Measure.BIAS_CHECKS);
        all.add(new Criterion(4, "Groups were compared for bias", isAbove(checks), List.of(checks)));
        all.add(worth(sheet.all(Measure.WORTH_RETURN)));
        int level = 1;
        while (level < HIGHEST && isMet(all, level + 1)) {
            level++;
        }
        return new Maturity(level, all);
    }

    private static boolean isMet(List<Criterion> all, int level) {
        return all.stream().filter(each -> each.level() == level).allMatch(Criterion::met);
    }

    private static boolean isAbove(Figure figure) {
        return Indicator.value(figure).map(BigDecimal::signum).orElse(0) > 0;
    }

    private static Criterion none(
            int level, String text, FigureSheet sheet, Measure measure, String parameter, Enum<?> value) {
        return none(level, text, sheet.get(measure, parameter, value.name()));
    }

    private static Criterion none(int level, String text, Figure figure) {
        return new Criterion(level, text, Objects.requireNonNull(figure.value()).signum() == 0, List.of(figure));
    }

    private static Criterion there(int level, String text, List<Figure> figures) {
        return new Criterion(level, text, !figures.isEmpty(), figures);
    }

    /** Of none at all it is true. */
    private static Criterion all(int level, String text, Figure figure) {
        boolean met = Objects.requireNonNull(figure.value()).compareTo(Objects.requireNonNull(figure.of())) == 0;
        return new Criterion(level, text, met, List.of(figure));
    }

    private static Criterion looked(Figure figure, Thresholds thresholds) {
        State state = thresholds.state(Indicator.RUBBER_STAMPS, figure);
        return new Criterion(
                3,
                "People look before they decide (not red)",
                state != State.NONE && state != State.RED,
                List.of(figure));
    }

    private static Criterion good(Figure figure) {
        double bound = WilsonInterval.lowerBound(
                Objects.requireNonNull(figure.value()).longValueExact(),
                Objects.requireNonNull(figure.of()).longValueExact());
        return new Criterion(4, "With 95 % confidence 90 % of outputs are approved", bound >= GOOD, List.of(figure));
    }

    private static Criterion judged(Figure figure) {
        boolean any = Optional.ofNullable(figure.of()).map(BigDecimal::signum).orElse(0) > 0;
        return new Criterion(4, "Judges measure outputs", any, List.of(figure));
    }

    private static Criterion worth(List<Figure> figures) {
        return new Criterion(
                4,
                "Against people's costs, AI returns more than it costs",
                !figures.isEmpty() && figures.stream().allMatch(Maturity::isAbove),
                figures);
    }
}
