package dev.chancery.decisions.fairness;

import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasCell.Counts;
import dev.chancery.contracts.fact.BiasCell.Labelled;
import dev.chancery.contracts.fact.BiasCell.Scored;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasRate.Kind;
import dev.chancery.contracts.fact.BiasResult.Interval;
import dev.chancery.contracts.fact.BiasRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the groups of one grouping. Cases of an unknown group have their rates and are compared with nobody. */
final class Comparing {

    /** A group, or several together, and one rate of it. */
    private record Side(String group, Proportion of) {}

    private final BiasGrouping grouping;
    private final BiasRules rules;

    Comparing(BiasGrouping grouping, BiasRules rules) {
        this.grouping = grouping;
        this.rules = rules;
    }

    /** Every rate that the counts give. */
    List<BiasRate> rates() {
        List<BiasRate> rates = new ArrayList<>();
        for (BiasCell cell : grouping.cells()) {
            for (Kind kind : Kind.values()) {
                proportion(kind, cell.counts()).filter(Proportion::isKnown).ifPresent(p -> {
                    Range range = p.wilson();
                    rates.add(new BiasRate(
                            kind,
                            grouping.attribute(),
                            cell.group(),
                            p.events(),
                            p.n(),
                            p.rate(),
                            range.low(),
                            range.high()));
                });
            }
        }
        return rates;
    }

    List<Measure> measures(BiasMetric metric) {
        return switch (metric) {
            case STATISTICAL_PARITY_DIFFERENCE -> withPrivileged(metric, Kind.SELECTION);
            case DISPARATE_IMPACT -> withPrivileged(metric, Kind.SELECTION);
            case EQUAL_OPPORTUNITY_DIFFERENCE -> withPrivileged(metric, Kind.TRUE_POSITIVE);
            case FALSE_POSITIVE_RATE_DIFFERENCE -> withPrivileged(metric, Kind.FALSE_POSITIVE);
            case FALSE_POSITIVE_RATE_RATIO -> withPrivileged(metric, Kind.FALSE_POSITIVE);
            case PREDICTIVE_PARITY_DIFFERENCE -> withPrivileged(metric, Kind.POSITIVE_PREDICTIVE);
            case FALSE_OMISSION_RATE_DIFFERENCE -> withPrivileged(metric, Kind.FALSE_OMISSION);
            case AVERAGE_ODDS_DIFFERENCE -> odds(metric);
            case EQUALISED_ODDS_DIFFERENCE -> odds(metric);
            case DEMOGRAPHIC_PARITY_DIFFERENCE ->
                range(metric, Kind.SELECTION).stream().toList();
            case DEMOGRAPHIC_PARITY_RATIO ->
                range(metric, Kind.SELECTION).stream().toList();
            case EQUALISED_ODDS_RANGE -> widest(metric);
            case EQUALISED_ODDS_RATIO -> widest(metric);
            case SELECTION_IMPACT_RATIO -> withHighest(metric, Kind.SELECTION);
            case SCORING_IMPACT_RATIO -> withHighest(metric, Kind.SCORING);
            case COUNTERFACTUAL_DIFFERENCE, COUNTERFACTUAL_FLIP_RATE -> List.of();
        };
    }

    // The groups and their rates

    private static Optional<Proportion> proportion(Kind kind, @Nullable Counts counts) {
        if (counts == null) {
            return Optional.empty();
        }
        Labelled l = counts.labelled();
        Scored s = counts.scored();
        return switch (kind) {
            case SELECTION -> Optional.of(new Proportion(counts.selected(), counts.n()));
            case SCORING -> s == null ? Optional.empty() : Optional.of(new Proportion(s.above(), counts.n()));
            case TRUE_POSITIVE -> labelled(l, l == null ? 0 : l.truePositives(), l == null ? 0 : l.falseNegatives());
            case FALSE_POSITIVE -> labelled(l, l == null ? 0 : l.falsePositives(), l == null ? 0 : l.trueNegatives());
            case POSITIVE_PREDICTIVE ->
                labelled(l, l == null ? 0 : l.truePositives(), l == null ? 0 : l.falsePositives());
            case FALSE_OMISSION -> labelled(l, l == null ? 0 : l.falseNegatives(), l == null ? 0 : l.trueNegatives());
        };
    }

    private static Optional<Proportion> labelled(@Nullable Labelled labelled, long events, long others) {
        return labelled == null ? Optional.empty() : Optional.of(new Proportion(events, events + others));
    }

    private Stream<BiasCell> known() {
        return grouping.cells().stream().filter(cell -> !cell.unknown());
    }

    private List<String> untold() {
        return known().filter(cell -> cell.counts() == null)
                .map(BiasCell::group)
                .toList();
    }

    private Optional<Side> side(BiasCell cell, Kind kind) {
        return proportion(kind, cell.counts()).filter(Proportion::isKnown).map(p -> new Side(cell.group(), p));
    }

    private Optional<Side> privileged(Kind kind) {
        return known().filter(cell -> grouping.privileged().contains(cell.group()))
                .flatMap(cell -> side(cell, kind).stream())
                .reduce((a, b) -> new Side(a.group() + " + " + b.group(), a.of().plus(b.of())));
    }

    private List<BiasCell> others() {
        return known().filter(cell -> !grouping.privileged().contains(cell.group()))
                .toList();
    }

    /** A group of which hardly anybody is selected is no lack of data, so cases of either kind are counted in both together. */
    private boolean isEnough(Proportion one, Proportion other) {
        Proportion both = one.plus(other);
        return Math.min(one.n(), other.n()) >= rules.minimumGroup()
                && Math.min(both.events(), both.n() - both.events()) >= rules.minimumEvents();
    }

    // Against the privileged

    private List<Measure> withPrivileged(BiasMetric metric, Kind kind) {
        List<Measure> measures = new ArrayList<>();
        privileged(kind)
                .ifPresent(reference -> others().forEach(cell -> side(cell, kind)
                        .ifPresent(side -> measures.add(pair(metric, kind, side, reference, untold())))));
        return measures;
    }

    /** Difference or ratio of one rate in two groups. */
    private Measure pair(BiasMetric metric, Kind kind, Side side, Side reference, List<String> leftOut) {
        Chance.Tested tested = Chance.test(side.of(), reference.of());
        return new Measure(
                metric,
                grouping.attribute(),
                side.group(),
                reference.group(),
                side.of().n(),
                reference.of().n(),
                value(metric, side.of(), reference.of()),
                interval(metric, side.of(), reference.of()),
                new Measure.Test(key(kind, side.group(), reference.group()), tested.method(), tested.p()),
                isEnough(side.of(), reference.of()),
                leftOut);
    }

    private static @Nullable Double value(BiasMetric metric, Proportion one, Proportion other) {
        if (!metric.isRatio()) {
            return one.rate() - other.rate();
        }
        return other.events() == 0 ? null : one.rate() / other.rate();
    }

    private static @Nullable Interval interval(BiasMetric metric, Proportion one, Proportion other) {
        if (!metric.isRatio()) {
            return told(Intervals.newcombe(one, other), Intervals.NEWCOMBE);
        }
        Range katz = Intervals.katz(one, other);
        return katz == null ? null : told(katz, Intervals.KATZ);
    }

    private static Interval told(Range range, String method) {
        return new Interval(range.low(), range.high(), method);
    }

    private String key(Object kind, String group, String reference) {
        return grouping.attribute() + "/" + kind + "/" + group + "/" + reference;
    }

    /** True and false positive rates together. They are over different cases, so they vary independently. */
    private List<Measure> odds(BiasMetric metric) {
        List<Measure> measures = new ArrayList<>();
        Optional<Side> right = privileged(Kind.TRUE_POSITIVE);
        Optional<Side> wrong = privileged(Kind.FALSE_POSITIVE);
        if (right.isEmpty() || wrong.isEmpty()) {
            return measures;
        }
        for (BiasCell cell : others()) {
            Optional<Side> rightly = side(cell, Kind.TRUE_POSITIVE);
            Optional<Side> wrongly = side(cell, Kind.FALSE_POSITIVE);
            if (rightly.isPresent() && wrongly.isPresent()) {
                measures.add(odds(metric, rightly.get(), right.get(), wrongly.get(), wrong.get()));
            }
        }
        return measures;
    }

    private Measure odds(BiasMetric metric, Side rightly, Side right, Side wrongly, Side wrong) {
        double one = rightly.of().rate() - right.of().rate();
        double other = wrongly.of().rate() - wrong.of().rate();
        boolean mean = metric == BiasMetric.AVERAGE_ODDS_DIFFERENCE;
        Interval interval = mean
                ? told(
                        Intervals.mean(
                                one,
                                Intervals.newcombe(rightly.of(), right.of()),
                                other,
                                Intervals.newcombe(wrongly.of(), wrong.of())),
                        Intervals.MOVER)
                : null;
        Chance.Tested tested = mean
                ? new Chance.Tested("z of the sum", sum(one + other, rightly, right, wrongly, wrong))
                : either(Chance.test(rightly.of(), right.of()), Chance.test(wrongly.of(), wrong.of()));
        return new Measure(
                metric,
                grouping.attribute(),
                rightly.group(),
                right.group(),
                Math.min(rightly.of().n(), wrongly.of().n()),
                Math.min(right.of().n(), wrong.of().n()),
                mean ? (one + other) / 2 : Math.max(Math.abs(one), Math.abs(other)),
                interval,
                new Measure.Test(key(metric, rightly.group(), right.group()), tested.method(), tested.p()),
                isEnough(rightly.of(), right.of()) && isEnough(wrongly.of(), wrong.of()),
                untold());
    }

    private static double sum(double sum, Side rightly, Side right, Side wrongly, Side wrong) {
        double rights = rightly.of().plus(right.of()).rate();
        double wrongs = wrongly.of().plus(wrong.of()).rate();
        double variance = rightly.of().variance(rights)
                + right.of().variance(rights)
                + wrongly.of().variance(wrongs)
                + wrong.of().variance(wrongs);
        return variance == 0 ? 1 : Chance.twoSided(sum / Math.sqrt(variance));
    }

    /** Of two tests at least one: each has half of the error. */
    private static Chance.Tested either(Chance.Tested one, Chance.Tested other) {
        Chance.Tested less = one.p() <= other.p() ? one : other;
        return new Chance.Tested("the smaller of two by " + less.method() + ", Bonferroni", Math.min(1, 2 * less.p()));
    }

    // All groups together

    /** The groups that are large enough, or all of them when fewer than two are. */
    private List<Side> sides(Kind kind) {
        List<Side> all = known().flatMap(cell -> side(cell, kind).stream()).toList();
        List<Side> large = all.stream()
                .filter(side -> side.of().n() >= rules.minimumGroup())
                .toList();
        return large.size() < 2 ? all : large;
    }

    private List<String> leftOut(List<Side> sides) {
        return known().map(BiasCell::group)
                .filter(group -> sides.stream().noneMatch(side -> side.group().equals(group)))
                .toList();
    }

    /** The lowest against the highest rate. They were picked from the data, so the test counts every pair that could have been. */
    private Optional<Measure> range(BiasMetric metric, Kind kind) {
        List<Side> sides = sides(kind);
        if (sides.size() < 2) {
            return Optional.empty();
        }
        Side lowest = sides.stream().min(BY_RATE).orElseThrow();
        Side highest = sides.stream().max(BY_RATE).orElseThrow();
        Measure pair = metric.isRatio()
                ? pair(metric, kind, lowest, highest, leftOut(sides))
                : pair(metric, kind, highest, lowest, leftOut(sides));
        Measure.Test test = Objects.requireNonNull(pair.test());
        long pairs = (long) sides.size() * (sides.size() - 1) / 2;
        return Optional.of(new Measure(
                metric,
                pair.attribute(),
                lowest.group(),
                highest.group(),
                lowest.of().n(),
                highest.of().n(),
                pair.value(),
                pair.interval(),
                new Measure.Test(
                        pairs == 1 ? key(kind, lowest.group(), highest.group()) : key(kind, "range", "" + sides.size()),
                        pairs == 1 ? test.method() : test.method() + ", Bonferroni over " + pairs + " pairs",
                        Math.min(1, pairs * test.p())),
                pair.isEnough(),
                pair.leftOut()));
    }

    private static final Comparator<Side> BY_RATE =
            Comparator.comparingDouble((Side side) -> side.of().rate()).thenComparing(Side::group);

    /** The worse of the true and of the false positive rates. */
    private List<Measure> widest(BiasMetric metric) {
        List<Measure> both = Stream.of(Kind.TRUE_POSITIVE, Kind.FALSE_POSITIVE)
                .flatMap(kind -> range(metric, kind).stream())
                .filter(measure -> measure.value() != null)
                .toList();
        if (both.size() < 2) {
            return List.of();
        }
        Comparator<Measure> byValue = Comparator.comparingDouble(measure -> Objects.requireNonNull(measure.value()));
        Measure worse = both.stream()
                .reduce((a, b) -> (byValue.compare(a, b) < 0) == metric.isRatio() ? a : b)
                .orElseThrow();
        List<Measure.Test> tests = both.stream()
                .map(measure -> Objects.requireNonNull(measure.test()))
                .toList();
        Chance.Tested tested = either(
                new Chance.Tested(tests.getFirst().method(), tests.getFirst().p()),
                new Chance.Tested(tests.getLast().method(), tests.getLast().p()));
        return List.of(new Measure(
                metric,
                worse.attribute(),
                worse.group(),
                worse.reference(),
                worse.n(),
                worse.referenceN(),
                worse.value(),
                null,
                new Measure.Test(key(BiasMetric.EQUALISED_ODDS_RANGE, "range", ""), tested.method(), tested.p()),
                both.stream().allMatch(Measure::isEnough),
                worse.leftOut()));
    }

    /** Every group against the one with the highest rate. */
    private List<Measure> withHighest(BiasMetric metric, Kind kind) {
        List<Side> sides = sides(kind);
        if (sides.size() < 2) {
            return List.of();
        }
        Side highest = sides.stream().max(BY_RATE).orElseThrow();
        return known().flatMap(cell -> side(cell, kind).stream())
                .filter(side -> !side.group().equals(highest.group()))
                .map(side -> pair(metric, kind, side, highest, untold()))
                .toList();
    }
}
