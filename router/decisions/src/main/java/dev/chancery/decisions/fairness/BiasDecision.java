package dev.chancery.decisions.fairness;

import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasVerdict;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a check says: every metric between all groups, each with its interval and its test, and a finding for each that is beyond a
 * bound which people set and significant among all tests of the check.
 */
public final class BiasDecision {

    private BiasDecision() {}

    /**
     * Decides a check.
     *
     * @param check its id
     * @param by who asked for it
     * @return what was checked, and the findings that it opens
     * @throws IllegalArgumentException when the rules are of another version than these
     */
    public static List<BiasEvent> decide(String check, BiasFacts facts, String by) {
        if (!facts.rules().version().equals(BiasRules.VERSION)) {
            throw new IllegalArgumentException("These are the rules " + BiasRules.VERSION + ", not "
                    + facts.rules().version() + ": use the version of Chancery that has them");
        }
        List<BiasRate> rates = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        for (BiasGrouping grouping : facts.groupings()) {
            Comparing comparing = new Comparing(grouping, facts.rules());
            rates.addAll(comparing.rates());
            for (BiasMetric metric : facts.metrics()) {
                measures.addAll(comparing.measures(metric));
            }
        }
        SortedMap<String, Double> adjusted = adjusted(measures);
        List<BiasResult> results = new ArrayList<>();
        List<BiasEvent> events = new ArrayList<>();
        for (Measure measure : measures) {
            results.add(result(check, measure, adjusted, facts, events));
        }
        events.addFirst(new BiasChecked(check, facts, rates, results, by));
        return events;
    }

    /** Two metrics may say the same thing in two ways, and are one test then. */
    private static SortedMap<String, Double> adjusted(List<Measure> measures) {
        SortedMap<String, Double> tests = new TreeMap<>();
        for (Measure measure : measures) {
            Measure.Test test = measure.test();
            if (measure.isEnough() && test != null) {
                tests.put(test.key(), test.p());
            }
        }
        List<Double> holm = Chance.holm(List.copyOf(tests.values()));
        SortedMap<String, Double> adjusted = new TreeMap<>();
        for (String key : tests.keySet()) {
            adjusted.put(key, holm.get(adjusted.size()));
        }
        return adjusted;
    }

    private static BiasResult result(
            String check, Measure measure, SortedMap<String, Double> tests, BiasFacts facts, List<BiasEvent> opened) {
        BiasBounds bounds = facts.bounds();
        BiasBound bound = bounds == null ? null : bound(bounds, measure.metric());
        Measure.Test test = measure.test();
        Double adjusted = test == null ? null : measure.isEnough() ? tests.get(test.key()) : null;
        BiasVerdict verdict = verdict(measure, bound, adjusted, facts.rules());
        String finding = null;
        Double value = measure.value();
        if (verdict == BiasVerdict.BEYOND_BOUND && bounds != null && bound != null && value != null) {
            finding = known(measure, facts);
            if (finding == null) {
                finding = check + "-" + (opened.size() + 1);
                opened.add(new BiasFindingOpened(
                        finding,
                        check,
                        facts.subject(),
                        measure.metric(),
                        measure.attribute(),
                        measure.group(),
                        value,
                        bound,
                        bounds.owner(),
                        facts.at().plus(bounds.days(), ChronoUnit.DAYS)));
            }
        }
        return new BiasResult(
                measure.metric(),
                measure.metric().convention(),
                measure.attribute(),
                measure.group(),
                measure.reference(),
                measure.n(),
                measure.referenceN(),
                value,
                measure.interval(),
                test == null ? null : new BiasResult.Test(test.method(), test.p(), adjusted),
                (value == null || !measure.metric().isRatio()) ? null : (Boolean) (value < 0.8),
                measure.leftOut(),
                bound,
                verdict,
                finding);
    }

    private static BiasVerdict verdict(
            Measure measure, @Nullable BiasBound bound, @Nullable Double adjusted, BiasRules rules) {
        Double value = measure.value();
        if (!measure.isEnough() || value == null) {
            return BiasVerdict.INSUFFICIENT_DATA;
        }
        if (bound == null) {
            return BiasVerdict.NO_BOUND;
        }
        if (bound.holds(value)) {
            return BiasVerdict.WITHIN_BOUND;
        }
        return adjusted != null && adjusted < rules.significance()
                ? BiasVerdict.BEYOND_BOUND
                : BiasVerdict.BEYOND_BOUND_NOT_SIGNIFICANT;
    }

    private static @Nullable BiasBound bound(BiasBounds bounds, BiasMetric metric) {
        return bounds.bounds().stream()
                .filter(bound -> bound.metric() == metric)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String known(Measure measure, BiasFacts facts) {
        return facts.open().stream()
                .filter(open -> open.metric() == measure.metric()
                        && open.attribute().equals(measure.attribute())
                        && open.group().equals(measure.group()))
                .map(open -> open.finding())
                .findFirst()
                .orElse(null);
    }
}
