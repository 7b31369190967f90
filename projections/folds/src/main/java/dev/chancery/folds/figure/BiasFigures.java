package dev.chancery.folds.figure;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.folds.Step;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What checks for bias found; what they computed is in their events. */
final class BiasFigures extends Computation {

    private static final int LONGEST = 200;

    /** The largest difference of the newest check that has one with an interval, by subject. */
    private final SortedMap<String, BiasResult> newest = new TreeMap<>();

    private long checks;

    BiasFigures(FigureQuery query) {
        super(query);
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(new FoldVersion("figures-bias", 1));
    }

    @Override
    void take(Step step) {
        switch (step.recorded().event()) {
            case BiasChecked e -> checked(step, e.facts().subject(), e.results());
            case BiasPairsChecked e -> checked(step, e.facts().subject(), e.results());
            default -> {}
        }
    }

    private void checked(Step step, BiasSubject subject, List<BiasResult> results) {
        checks += isInPeriod(step) ? 1 : 0;
        BiasResult largest = largest(results);
        if (isBeforeEnd(step) && largest != null) {
            newest.put(subject.toString(), largest);
        }
    }

    /** Metrics are not compared with each other: of the first that has an interval, in the order of {@link BiasMetric}. */
    private static @Nullable BiasResult largest(List<BiasResult> results) {
        List<BiasResult> told = results.stream().filter(BiasFigures::isTold).toList();
        BiasMetric first = told.stream()
                .map(BiasResult::metric)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return told.stream()
                .filter(result -> result.metric() == first)
                .max(Comparator.comparingDouble(BiasFigures::size))
                .orElse(null);
    }

    private static boolean isTold(BiasResult result) {
        BiasResult.Interval interval = result.interval();
        return result.value() != null
                && interval != null
                && Stream.of(result.value(), interval.low(), interval.high()).allMatch(Double::isFinite);
    }

    private static double size(BiasResult result) {
        double value = result.value() == null ? 0 : result.value();
        return result.metric().isRatio() ? -value : Math.abs(value);
    }

    @Override
    void tell(Sheet sheet) {
        sheet.count(Measure.BIAS_CHECKS, "checks", checks);
        newest.forEach((subject, result) -> {
            Double value = result.value();
            BiasResult.Interval interval = result.interval();
            if (value != null && interval != null) {
                String unit = result.metric().isRatio() ? "ratio" : "difference";
                String[] which = {
                    "subject", subject,
                    "metric", result.metric().name(),
                    "attribute", plain(result.attribute()),
                    "group", plain(result.group())
                };
                sheet.number(Measure.BIAS_VALUE, unit, value, which);
                sheet.number(Measure.BIAS_LOW, unit, interval.low(), which);
                sheet.number(Measure.BIAS_HIGH, unit, interval.high(), which);
            }
        });
    }

    /** Names of groups are what people called them. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints()
                .limit(LONGEST)
                .map(c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE
                        ? 0xFFFD
                        : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
