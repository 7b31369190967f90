package dev.chancery.gateway.privacy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds personal data: structured types by their form and arithmetic, and configured words. Immutable and thread-safe; the same text
 * gives the same findings. Names and places that no list holds are not found.
 *
 * <p>The design follows Microsoft Presidio: form, then checksum, then the words around, then a score.
 */
public final class PersonalDataScanner {

    /** Regions whose telephone numbers are known when written without a country code. */
    public static final List<String> DEFAULT_REGIONS =
            List.of("US", "GB", "DE", "FR", "IT", "ES", "NL", "BE", "AT", "CH", "SE", "IE");

    private static final List<String> STRUCTURED_TYPES =
            List.of("CREDIT_CARD", "EMAIL_ADDRESS", "IBAN_CODE", "IP_ADDRESS", "PHONE_NUMBER", "URL", "US_SSN");

    private static final Pattern TYPE =
            Pattern.compile("[A-Z](?:[A-Z0-9]|_(?=[A-Z])){0," + (Placeholder.LONGEST_TYPE - 1) + "}");

    private final WordTrie words;
    private final PhoneNumbers phones;
    private final SortedSet<String> types = new TreeSet<>(STRUCTURED_TYPES);
    private final boolean anyWords;

    /**
     * A scanner with the default regions.
     *
     * @param words words and phrases by type; matched without regard to case at word boundaries
     */
    public PersonalDataScanner(Map<String, List<String>> words) {
        this(words, DEFAULT_REGIONS);
    }

    /**
     * A scanner.
     *
     * @param words words and phrases by type
     * @param regions ISO 3166 codes of the regions whose national telephone numbers are known
     * @throws IllegalArgumentException for a type that is not in capitals, an empty or endless word, an unknown region
     */
    public PersonalDataScanner(Map<String, List<String>> words, List<String> regions) {
        for (String type : words.keySet()) {
            if (!TYPE.matcher(type).matches() || type.equals(Placeholder.LITERAL)) {
                throw new IllegalArgumentException(
                        "The type " + type + " is not a name like PERSON or US_PASSPORT of at most "
                                + Placeholder.LONGEST_TYPE + " capitals");
            }
        }
        this.words = WordTrie.of(words);
        this.anyWords = words.values().stream().anyMatch(list -> !list.isEmpty());
        this.phones = new PhoneNumbers(regions);
        this.types.addAll(words.keySet());
    }

    /** Id and version of the recognisers; written to the record with every finding. */
    public String version() {
        return anyWords ? "structured/1+words/1" : "structured/1";
    }

    /**
     * Everything found.
     *
     * @return ordered by start, none overlapping another
     */
    public List<Finding> scan(String text) {
        return scan(FoldedText.of(text));
    }

    List<Finding> scan(FoldedText text) {
        return withoutOverlaps(new TextScan(text, words, anyWords, phones).run());
    }

    /** Every type that a finding may have. */
    SortedSet<String> types() {
        return types;
    }

    /**
     * The longer of two overlapping findings stays whole, of equally long ones that with the higher score; what the other covers
     * beyond it stays found, so that no part of a name is left standing.
     */
    static List<Finding> withoutOverlaps(List<Finding> findings) {
        if (findings.size() < 2) {
            return findings;
        }
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt(Finding::start)
                .thenComparing(Comparator.comparingInt(Finding::length).reversed())
                .thenComparing(Comparator.comparingDouble(Finding::score).reversed())
                .thenComparing(Finding::type));
        List<Finding> kept = new ArrayList<>();
        for (Finding next : sorted) {
            Finding last = kept.isEmpty() ? null : kept.getLast();
            if (last == null || next.start() >= last.end()) {
                kept.add(next);
            } else if (next.end() > last.end()) {
                if (next.length() > last.length()) {
                    kept.removeLast();
                    int from = Math.max(
                            next.start(), kept.isEmpty() ? 0 : kept.getLast().end());
                    if (from > last.start()) {
                        kept.add(between(last, last.start(), from));
                    }
                    kept.add(between(next, from, next.end()));
                } else {
                    kept.add(between(next, last.end(), next.end()));
                }
            }
        }
        return kept;
    }

    private static Finding between(Finding finding, int start, int end) {
        return new Finding(finding.type(), start, end, finding.score(), finding.recogniser());
    }
}
