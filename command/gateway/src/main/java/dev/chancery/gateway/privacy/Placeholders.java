package dev.chancery.gateway.privacy;

import dev.chancery.contracts.fact.TypeCount;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What sanitised texts tell of the personal data that they had: a placeholder names the type of what it stands for. */
public final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\[([A-Z][A-Z0-9_]{0," + (Placeholder.LONGEST_TYPE - 1)
            + "})_(\\d{1," + Placeholder.LONGEST_NUMBER + "})]");

    private Placeholders() {}

    /** How many different ones of each type there are in texts of one session, in the order of the types' names. */
    public static List<TypeCount> in(List<String> texts) {
        SortedMap<String, SortedSet<String>> found = new TreeMap<>();
        for (String text : texts) {
            for (MatchResult match : PLACEHOLDER.matcher(text).results().toList()) {
                if (!match.group(1).equals(Placeholder.LITERAL)) {
                    found.computeIfAbsent(match.group(1), type -> new TreeSet<>())
                            .add(match.group(2));
                }
            }
        }
        return found.entrySet().stream()
                .map(each -> new TypeCount(each.getKey(), each.getValue().size()))
                .toList();
    }
}
