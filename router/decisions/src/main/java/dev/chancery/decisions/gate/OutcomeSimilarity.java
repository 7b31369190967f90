package dev.chancery.decisions.gate;

import dev.chancery.contracts.fact.OutcomeComparison;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Compares an output with what a person did, by words alone: it knows nothing of meaning. Both are written alike (Unicode's
 * compatibility form, lower case, words and numbers only, the type of a placeholder in its place), so of two people with the same
 * type of data it cannot tell one from the other. The similarity is the coefficient of Dice over the words and the pairs of
 * neighbours, each as often as it is there: twice what both have, by what there is in all. "Not" is a word among many, so a negation
 * changes little; the share that has to agree is the policy's.
 */
public final class OutcomeSimilarity {

    /** Its name in the record. */
    public static final String MEASURE = "dice-words-and-pairs/1";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\[([A-Za-z][A-Za-z0-9_]{0,29})_[0-9]{1,7}]");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    private OutcomeSimilarity() {}

    /**
     * Compares two texts.
     *
     * @param enough from which similarity on they agree
     */
    public static OutcomeComparison compare(String output, String outcome, double enough) {
        List<String> ours = words(output);
        List<String> theirs = words(outcome);
        boolean equal = ours.equals(theirs);
        double similarity = equal ? 1 : dice(counted(ours), counted(theirs));
        return new OutcomeComparison(MEASURE, equal, similarity, agrees(equal, similarity, enough));
    }

    /** Whether it is enough; a recorded comparison is held against a policy so. */
    public static boolean agrees(boolean equal, double similarity, double enough) {
        return equal || similarity >= enough;
    }

    private static List<String> words(String text) {
        String alike = PLACEHOLDER
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll(found -> " " + found.group(1).replace("_", "") + " ")
                .toLowerCase(Locale.ROOT);
        return BETWEEN.splitAsStream(alike).filter(word -> !word.isEmpty()).toList();
    }

    private static SortedMap<String, Integer> counted(List<String> words) {
        List<String> parts = new ArrayList<>(words);
        for (int i = 1; i < words.size(); i++) {
            parts.add(words.get(i - 1) + " " + words.get(i));
        }
        SortedMap<String, Integer> counted = new TreeMap<>();
        parts.forEach(part -> counted.merge(part, 1, Integer::sum));
        return counted;
    }

    private static double dice(SortedMap<String, Integer> ours, SortedMap<String, Integer> theirs) {
        long both = 0;
        for (var part : ours.entrySet()) {
            both += Math.min(part.getValue(), theirs.getOrDefault(part.getKey(), 0));
        }
        long all = count(ours) + count(theirs);
        return all == 0 ? 0 : 2.0 * both / all;
    }

    private static long count(SortedMap<String, Integer> parts) {
        return parts.values().stream().mapToLong(Integer::longValue).sum();
    }
}
