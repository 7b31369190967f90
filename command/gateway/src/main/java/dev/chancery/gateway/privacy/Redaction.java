package dev.chancery.gateway.privacy;

import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.TypeCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;

/** Replaces personal data in the texts of one request or of one output, and counts it. For one thread. */
public final class Redaction {

    private static final int LONGEST_LABEL = 60;

    private final SessionVault vault;
    private final PersonalDataScanner scanner;
    private final boolean screening;
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final SortedSet<String> used = new TreeSet<>();

    Redaction(SessionVault vault, PersonalDataScanner scanner, boolean screening) {
        this.vault = vault;
        this.scanner = scanner;
        this.screening = screening;
    }

    /** The text with placeholders. */
    public String sanitise(String text) {
        return sanitised("", text).text();
    }

    /**
     * JSON with placeholders in its strings and property names, all else as it was written. The property's name tells what a value is,
     * as in {@code {"phone": "467 3395"}}. A whole number that is personal data becomes a string. Text that is no JSON is sanitised as
     * text.
     */
    public String sanitiseJson(String json) {
        TreeMap<String, Integer> before = new TreeMap<>(counts);
        try {
            return JsonStrings.rewrite(
                    json, (name, value) -> sanitised(label(name), value).text());
        } catch (JacksonException cut) {
            counts.clear();
            counts.putAll(before);
            return sanitise(json);
        }
    }

    /** What was found so far, by type; in an output only what was new to the session. */
    public RedactionFacts facts() {
        List<TypeCount> found = new ArrayList<>();
        counts.forEach((type, count) -> found.add(new TypeCount(type, count)));
        return new RedactionFacts(scanner.version(), found);
    }

    /** Which placeholders were put in so far, for {@link SessionVault#values}. */
    public SortedSet<String> used() {
        return Collections.unmodifiableSortedSet(used);
    }

    /** A name of a property as words, so that it is read like "Phone number: ". */
    private static String label(String name) {
        if (name.isEmpty()) {
            return "";
        }
        StringBuilder words = new StringBuilder();
        for (int i = Math.max(0, name.length() - LONGEST_LABEL); i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(name.charAt(i - 1))) {
                words.append(' ');
            }
            words.append(Character.isLetter(c) ? c : ' ');
        }
        return words.append(": ").toString();
    }

    Sanitised sanitised(String label, String text) {
        List<Finding> findings = find(label, text);
        if (findings.isEmpty()) {
            return new Sanitised(text, findings);
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        List<Finding> counted = new ArrayList<>(findings.size());
        int done = 0;
        for (Finding finding : findings) {
            if (finding.type().isEmpty()) {
                continue;
            }
            String value = text.substring(finding.start(), finding.end());
            SessionVault.Issued issued = vault.placeholder(finding.type(), value);
            out.append(text, done, finding.start()).append(issued.placeholder());
            done = finding.end();
            used.add(Placeholder.key(issued.placeholder()));
            if (!finding.type().equals(Placeholder.LITERAL)) {
                counted.add(finding);
                if (issued.fresh() || !screening) {
                    counts.merge(finding.type(), 1, Integer::sum);
                }
            }
        }
        return new Sanitised(out.append(text, done, text.length()).toString(), counted);
    }

    private List<Finding> find(String label, String text) {
        FoldedText folded = FoldedText.of(text);
        List<Finding> findings = new ArrayList<>();
        if (text.indexOf('[') >= 0 || text.indexOf('\uFF3B') >= 0) {
            Predicate<String> issued = key -> screening && vault.isIssued(key);
            findings.addAll(Placeholder.literals(folded, this::isType, issued));
        }
        if (label.isEmpty()) {
            findings.addAll(scanner.scan(folded));
        } else {
            for (Finding finding : scanner.scan(label + text)) {
                if (finding.end() > label.length()) {
                    int start = Math.max(0, finding.start() - label.length());
                    int end = finding.end() - label.length();
                    findings.add(new Finding(finding.type(), start, end, finding.score(), finding.recogniser()));
                }
            }
        }
        return PersonalDataScanner.withoutOverlaps(findings);
    }

    private boolean isType(String type) {
        return type.equals(Placeholder.LITERAL) || scanner.types().contains(type) || vault.hasType(type);
    }
}
