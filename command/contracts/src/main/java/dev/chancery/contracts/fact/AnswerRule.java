package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What in an answer counts as favourable. Letters are compared without their case.
 *
 * @param version of the rules of reading, which the code gives them
 * @param favourable at least one
 * @param unfavourable none when every other answer is unfavourable; else an answer that says neither, or both, is unclear
 * @param characters so many of the answer are read
 */
public record AnswerRule(
        String version, Kind kind, List<String> favourable, List<String> unfavourable, int characters) {

    /** Of the rules that this code follows. */
    public static final String VERSION = "answers-1";

    /** So many characters are read where nobody said otherwise. */
    public static final int USUAL_CHARACTERS = 2_000;

    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_EXPRESSIONS = 20;
    private static final int LONGEST_EXPRESSION = 200;

    /** How expressions are looked for. */
    public enum Kind {
        /** It stands somewhere in the answer, as words of their own. */
        WORD,
        /** It is the answer, but for blanks, quotation marks and a full stop around it. */
        LABEL,
        /** A regular expression of RE2, which takes no more time than the answer is long, matches somewhere. */
        PATTERN
    }

    public AnswerRule {
        favourable = List.copyOf(favourable);
        unfavourable = List.copyOf(unfavourable);
        if (favourable.isEmpty()
                || favourable.size() > MOST_EXPRESSIONS
                || unfavourable.size() > MOST_EXPRESSIONS
                || !favourable.stream().allMatch(AnswerRule::isExpression)
                || !unfavourable.stream().allMatch(AnswerRule::isExpression)) {
            throw new IllegalArgumentException("What is favourable is said in 1 to " + MOST_EXPRESSIONS
                    + " expressions, what is not in as many at most, each of 1 to " + LONGEST_EXPRESSION
                    + " characters.");
        }
        if (characters < 1 || characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException("1 to " + MOST_CHARACTERS + " characters of an answer are read.");
        }
    }

    private static boolean isExpression(String text) {
        return !text.isBlank() && text.length() <= LONGEST_EXPRESSION;
    }
}
