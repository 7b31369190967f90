package dev.chancery.decisions.fairness;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasReading;
import java.util.List;
import java.util.Locale;

/** Reads in an answer whether it is favourable. */
public final class AnswerReading {

    private static final String AROUND_A_LABEL = "\"'`*\u201c\u201d\u201e\u00ab\u00bb";

    private AnswerReading() {}

    /**
     * Throws {@link IllegalArgumentException} when a rule cannot be followed: it has a pattern that is none, or is of another version.
     */
    public static void demandReadable(AnswerRule rule) {
        if (!rule.version().equals(AnswerRule.VERSION)) {
            throw new IllegalArgumentException("These are the rules " + AnswerRule.VERSION + ", not " + rule.version()
                    + ": use the version of Chancery that has them.");
        }
        if (rule.kind() == AnswerRule.Kind.PATTERN) {
            rule.favourable().forEach(AnswerReading::pattern);
            rule.unfavourable().forEach(AnswerReading::pattern);
        }
    }

    /** What an answer says by a rule. */
    public static BiasReading read(AnswerRule rule, String answer) {
        demandReadable(rule);
        String text = answer.codePointCount(0, answer.length()) <= rule.characters()
                ? answer
                : answer.substring(0, answer.offsetByCodePoints(0, rule.characters()));
        boolean favourable = says(rule.kind(), rule.favourable(), text);
        boolean unfavourable =
                rule.unfavourable().isEmpty() ? !favourable : says(rule.kind(), rule.unfavourable(), text);
        if (favourable == unfavourable) {
            return BiasReading.UNCLEAR;
        }
        return favourable ? BiasReading.FAVOURABLE : BiasReading.UNFAVOURABLE;
    }

    private static boolean says(AnswerRule.Kind kind, List<String> expressions, String text) {
        return switch (kind) {
            case WORD -> {
                String lower = text.toLowerCase(Locale.ROOT);
                yield expressions.stream()
                        .anyMatch(word -> hasWord(lower, word.strip().toLowerCase(Locale.ROOT)));
            }
            case LABEL -> {
                String label = label(text);
                yield expressions.stream().anyMatch(each -> label(each).equals(label));
            }
            case PATTERN ->
                expressions.stream()
                        .anyMatch(each -> pattern(each).matcher(text).find());
        };
    }

    private static boolean hasWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static String label(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isAround(text.charAt(from))) {
            from++;
        }
        while (to > from && (isAround(text.charAt(to - 1)) || text.charAt(to - 1) == '.')) {
            to--;
        }
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private static boolean isAround(char c) {
        return Character.isWhitespace(c) || AROUND_A_LABEL.indexOf(c) >= 0;
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + expression + "' is no regular expression of RE2: " + e.getDescription() + ".", e);
        }
    }
}
