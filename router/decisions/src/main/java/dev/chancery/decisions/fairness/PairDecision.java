package dev.chancery.decisions.fairness;

import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasNoiseCount;
import dev.chancery.contracts.fact.BiasPairCount;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.OpenBiasFinding;
import dev.chancery.decisions.fairness.Counterfactuals.Paired;
import dev.chancery.decisions.fairness.Counterfactuals.Template;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run of counterfactual prompts says. Each value is compared with the reference in two ways, each held against its bound:
 *
 * <ul>
 *   <li>the difference, which has a direction: beyond the bound it is a finding when McNemar's exact test, after Holm, is significant
 *       and the interval by resampling whole templates has 0 outside
 *   <li>the rate of flips, which has none: beyond the bound it is a finding when it is significantly above the noise floor, the rate
 *       at which answers flip between paraphrases with the same value. Without paraphrases there is no floor, and no verdict.
 * </ul>
 */
public final class PairDecision {

    static final String MC_NEMAR = "McNemar exact";
    static final String ABOVE_NOISE = " against the flips of paraphrases";
    static final String TEMPLATES_RESAMPLED = "bootstrap of templates";

    private static final Comparator<BiasPrompt> ORDER = Comparator.comparingInt(BiasPrompt::template)
            .thenComparingInt(BiasPrompt::wording)
            .thenComparingInt(BiasPrompt::repeat)
            .thenComparing(BiasPrompt::value);

    private PairDecision() {}

    /** A metric of a value, before it is held against its bound. */
    private record Compared(
            BiasMetric metric,
            String value,
            long pairs,
            long against,
            @Nullable Double measured,
            BiasResult.@Nullable Interval interval,
            String method,
            @Nullable Double p,
            boolean isEnough,
            boolean standsOut) {}

    /**
     * Decides a run.
     *
     * @param by who asked for it
     * @return what was compared, and the findings that it opens
     * @throws IllegalArgumentException when the rules are of another version than these
     */
    public static List<BiasEvent> decide(String run, BiasPairFacts facts, String by) {
        if (!facts.rules().version().equals(BiasPairRules.VERSION)) {
            throw new IllegalArgumentException("These are the rules " + BiasPairRules.VERSION + ", not "
                    + facts.rules().version() + ": use the version of Chancery that has them");
        }
        SortedMap<BiasPrompt, BiasReading> readings = readings(facts);
        List<BiasPairCount> counts = counts(facts, readings);
        List<BiasNoiseCount> noise = noise(readings, facts.templates());
        List<Compared> compared = new ArrayList<>();
        for (String value : facts.values().subList(1, facts.values().size())) {
            compared.addAll(compare(
                    value,
                    counts.stream().filter(count -> count.value().equals(value)).toList(),
                    noise,
                    facts.rules()));
        }
        List<Double> adjusted = adjusted(compared);
        List<BiasResult> results = new ArrayList<>();
        List<BiasEvent> events = new ArrayList<>();
        for (int i = 0; i < compared.size(); i++) {
            results.add(result(run, compared.get(i), adjusted.get(i), facts, events));
        }
        long undecided = readings.values().stream()
                .filter(reading -> !reading.isDecided())
                .count();
        events.addFirst(new BiasPairsChecked(run, facts, counts, noise, undecided, results, by));
        return events;
    }

    // Counting

    private static SortedMap<BiasPrompt, BiasReading> readings(BiasPairFacts facts) {
        SortedMap<BiasPrompt, BiasReading> readings = new TreeMap<>(ORDER);
        for (BiasAnswer answer : facts.answers()) {
            if (readings.put(answer.prompt(), answer.reading()) != null) {
                throw new IllegalArgumentException("A prompt was answered twice: " + answer.prompt());
            }
        }
        return readings;
    }

    private static List<BiasPairCount> counts(BiasPairFacts facts, SortedMap<BiasPrompt, BiasReading> readings) {
        String reference = facts.values().getFirst();
        List<BiasPairCount> counts = new ArrayList<>();
        for (String value : facts.values().subList(1, facts.values().size())) {
            for (int template = 0; template < facts.templates(); template++) {
                Flips flips = new Flips();
                for (Map.Entry<BiasPrompt, BiasReading> each : readings.entrySet()) {
                    BiasPrompt prompt = each.getKey();
                    if (prompt.template() == template && prompt.value().equals(value)) {
                        flips.add(
                                each.getValue(),
                                readings.get(new BiasPrompt(template, prompt.wording(), reference, prompt.repeat())));
                    }
                }
                counts.add(new BiasPairCount(template, value, flips.pairs, flips.onlyOne, flips.onlyOther));
            }
        }
        return counts;
    }

    private static List<BiasNoiseCount> noise(SortedMap<BiasPrompt, BiasReading> readings, int templates) {
        List<BiasNoiseCount> noise = new ArrayList<>();
        for (int template = 0; template < templates; template++) {
            Flips flips = new Flips();
            boolean paraphrased = false;
            for (Map.Entry<BiasPrompt, BiasReading> each : readings.entrySet()) {
                BiasPrompt prompt = each.getKey();
                if (prompt.template() == template && prompt.wording() > 0) {
                    paraphrased = true;
                    flips.add(
                            each.getValue(),
                            readings.get(new BiasPrompt(template, 0, prompt.value(), prompt.repeat())));
                }
            }
            if (paraphrased) {
                noise.add(new BiasNoiseCount(template, flips.pairs, flips.onlyOne + flips.onlyOther));
            }
        }
        return noise;
    }

    private static final class Flips {
        private long pairs;
        private long onlyOne;
        private long onlyOther;

        void add(BiasReading one, @Nullable BiasReading other) {
            if (other != null && one.isDecided() && other.isDecided()) {
                pairs++;
                onlyOne += one == BiasReading.FAVOURABLE && one != other ? 1 : 0;
                onlyOther += other == BiasReading.FAVOURABLE && one != other ? 1 : 0;
            }
        }
    }

    // Comparing

    private static List<Compared> compare(
            String value, List<BiasPairCount> counts, List<BiasNoiseCount> noise, BiasPairRules rules) {
        List<Template> templates = counts.stream()
                .filter(count -> count.pairs() > 0)
                .map(count -> new Template(
                        Integer.toString(count.template()), count.pairs(), count.onlyValue(), count.onlyReference()))
                .toList();
        List<Template> paraphrases = noise.stream()
                .filter(count -> count.pairs() > 0)
                .map(count -> new Template(Integer.toString(count.template()), count.pairs(), count.flips(), 0))
                .toList();
        long pairs = templates.stream().mapToLong(Template::pairs).sum();
        long floor = paraphrases.stream().mapToLong(Template::pairs).sum();
        if (pairs == 0) {
            return List.of(
                    nothing(BiasMetric.COUNTERFACTUAL_DIFFERENCE, value, 0),
                    nothing(BiasMetric.COUNTERFACTUAL_FLIP_RATE, value, floor));
        }
        Paired paired = Counterfactuals.compare(templates, paraphrases);
        boolean enough = pairs >= rules.minimumPairs() && templates.size() >= rules.minimumTemplates();
        Chance.Tested flips = floor == 0
                ? null
                : Chance.test(
                        new Proportion(paired.onlyOne() + paired.onlyOther(), pairs),
                        new Proportion(
                                paraphrases.stream()
                                        .mapToLong(Template::onlyOne)
                                        .sum(),
                                floor));
        return List.of(
                new Compared(
                        BiasMetric.COUNTERFACTUAL_DIFFERENCE,
                        value,
                        pairs,
                        pairs,
                        paired.difference(),
                        new BiasResult.Interval(paired.low(), paired.high(), TEMPLATES_RESAMPLED),
                        MC_NEMAR,
                        paired.mcNemar(),
                        enough,
                        paired.low() > 0 || paired.high() < 0),
                new Compared(
                        BiasMetric.COUNTERFACTUAL_FLIP_RATE,
                        value,
                        pairs,
                        floor,
                        paired.flipRate(),
                        null,
                        flips == null ? "" : flips.method() + ABOVE_NOISE,
                        flips == null ? null : (Double) flips.p(),
                        enough && floor >= rules.minimumPairs(),
                        flips != null && paired.flipRate() > paired.noise()));
    }

    private static Compared nothing(BiasMetric metric, String value, long against) {
        return new Compared(metric, value, 0, against, null, null, "", null, false, false);
    }

    /** In the order of what was compared, null where nothing is tested. */
    private static List<@Nullable Double> adjusted(List<Compared> compared) {
        List<Double> tests = compared.stream()
                .filter(each -> each.isEnough() && each.p() != null)
                .map(Compared::p)
                .toList();
        List<Double> holm = Chance.holm(tests);
        List<@Nullable Double> adjusted = new ArrayList<>();
        int next = 0;
        for (Compared each : compared) {
            adjusted.add(each.isEnough() && each.p() != null ? holm.get(next++) : null);
        }
        return adjusted;
    }

    // Deciding

    private static BiasResult result(
            String run, Compared compared, @Nullable Double adjusted, BiasPairFacts facts, List<BiasEvent> opened) {
        BiasBound bound = facts.bounds().bounds().stream()
                .filter(each -> each.metric() == compared.metric())
                .findFirst()
                .orElse(null);
        BiasVerdict verdict = verdict(compared, adjusted, bound, facts.rules());
        Double measured = compared.measured();
        String finding = null;
        if (verdict == BiasVerdict.BEYOND_BOUND && bound != null && measured != null) {
            finding = known(compared, facts);
            if (finding == null) {
                finding = run + "-" + (opened.size() + 1);
                opened.add(new BiasFindingOpened(
                        finding,
                        run,
                        facts.subject(),
                        compared.metric(),
                        facts.attribute(),
                        compared.value(),
                        measured,
                        bound,
                        facts.bounds().owner(),
                        facts.at().plus(facts.bounds().days(), ChronoUnit.DAYS)));
            }
        }
        Double p = compared.p();
        return new BiasResult(
                compared.metric(),
                compared.metric().convention(),
                facts.attribute(),
                compared.value(),
                facts.values().getFirst(),
                compared.pairs(),
                compared.against(),
                measured,
                compared.interval(),
                p == null ? null : new BiasResult.Test(compared.method(), p, adjusted),
                null,
                List.of(),
                bound,
                verdict,
                finding);
    }

    private static BiasVerdict verdict(
            Compared compared, @Nullable Double adjusted, @Nullable BiasBound bound, BiasPairRules rules) {
        Double measured = compared.measured();
        if (!compared.isEnough() || measured == null) {
            return BiasVerdict.INSUFFICIENT_DATA;
        }
        if (bound == null) {
            return BiasVerdict.NO_BOUND;
        }
        if (bound.holds(measured)) {
            return BiasVerdict.WITHIN_BOUND;
        }
        return compared.standsOut() && adjusted != null && adjusted < rules.significance()
                ? BiasVerdict.BEYOND_BOUND
                : BiasVerdict.BEYOND_BOUND_NOT_SIGNIFICANT;
    }

    private static @Nullable String known(Compared compared, BiasPairFacts facts) {
        return facts.open().stream()
                .filter(open -> open.metric() == compared.metric()
                        && open.attribute().equals(facts.attribute())
                        && open.group().equals(compared.value()))
                .map(OpenBiasFinding::finding)
                .findFirst()
                .orElse(null);
    }
}
