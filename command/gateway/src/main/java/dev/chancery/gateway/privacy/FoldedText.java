package dev.chancery.gateway.privacy;

import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as the recognisers see it: digits of every script are ASCII, exotic spaces and dashes are plain, full-width forms are
 * narrow, invisible characters are gone, accents are composed. Nobody evades a recogniser by spelling; offsets lead back to
 * the original.
 */
final class FoldedText {

    /** Stands for a character that is not seen at all. */
    private static final char NOTHING = '\uFFFF';

    private static final char[] FOLD = table();

    final char[] chars;
    final int length;
    private final int @Nullable [] starts;
    private final int @Nullable [] ends;

    private FoldedText(char[] chars, int length, int @Nullable [] starts, int @Nullable [] ends) {
        this.chars = chars;
        this.length = length;
        this.starts = starts;
        this.ends = ends;
    }

    static FoldedText of(String text) {
        char[] original = text.toCharArray();
        for (char c : original) {
            if (FOLD[c] != c) {
                return folded(original);
            }
        }
        return new FoldedText(original, original.length, null, null);
    }

    /** Offset in the original text of the folded character. */
    int start(int index) {
        return starts == null ? index : starts[index];
    }

    /** Offset in the original text behind the last of the folded characters before the index. */
    int end(int indexBehind) {
        return ends == null ? indexBehind : ends[indexBehind - 1];
    }

    @Override
    public String toString() {
        return "FoldedText(" + length + " characters)";
    }

    private static FoldedText folded(char[] original) {
        char[] chars = new char[original.length];
        int[] starts = new int[original.length];
        int[] ends = new int[original.length];
        int n = 0;
        for (int i = 0; i < original.length; i++) {
            char c = original[i];
            char seen = FOLD[c];
            int width = 1;
            if (Character.isHighSurrogate(c) && i + 1 < original.length && Character.isLowSurrogate(original[i + 1])) {
                int codePoint = Character.toCodePoint(c, original[i + 1]);
                int digit = digit(codePoint);
                seen = digit >= 0
                        ? (char) ('0' + digit)
                        : Character.getType(codePoint) == Character.FORMAT ? NOTHING : c;
                width = seen == c ? 1 : 2;
            } else if (Character.isSurrogate(c)) {
                seen = c;
            } else if (seen == NOTHING && isMark(c) && n > 0) {
                // An accent joins its letter where Unicode knows the two as one.
                String composed = Normalizer.normalize(new String(new char[] {chars[n - 1], c}), Normalizer.Form.NFC);
                if (composed.length() == 1) {
                    chars[n - 1] = composed.charAt(0);
                    ends[n - 1] = i + 1;
                }
            }
            if (seen != NOTHING) {
                chars[n] = seen;
                starts[n] = i;
                ends[n++] = i + width;
            }
            i += width - 1;
        }
        return new FoldedText(chars, n, Arrays.copyOf(starts, n), Arrays.copyOf(ends, n));
    }

    private static boolean isMark(char c) {
        return c >= '\u0300' && c <= '\u036F';
    }

    private static int digit(int codePoint) {
        if (Character.isDigit(codePoint)) {
            return Character.digit(codePoint, 10);
        }
        if (Character.getType(codePoint) != Character.OTHER_NUMBER) {
            return -1;
        }
        // Raised, lowered and circled digits.
        String plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC);
        return plain.length() == 1 && DigitGroups.isDigit(plain.charAt(0)) ? plain.charAt(0) - '0' : -1;
    }

    private static char[] table() {
        char[] fold = new char[Character.MAX_VALUE + 1];
        for (int c = 0; c < fold.length; c++) {
            fold[c] = fold((char) c);
        }
        return fold;
    }

    private static char fold(char c) {
        if (Character.isSurrogate(c)) {
            // Never equal to itself, so that a text with a pair takes the careful way.
            return NOTHING;
        }
        int digit = digit(c);
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        if (c >= '\uFF01' && c <= '\uFF5E') {
            return (char) (c - 0xFEE0);
        }
        return switch (c) {
            case '\t', '\n', '\u000B', '\f', '\r' -> c;
            case '\u0085', '\u2028', '\u2029' -> '\n';
            case '\u2018', '\u2019', '\u02BC' -> '\'';
            case '\u2024', '\u3002', '\uFF61', '\uFE52' -> '.';
            case '\u2212', '\u2043' -> '-';
            case '\u2044', '\u2215' -> '/';
            case '\uFE6B' -> '@';
            case '\uFE55' -> ':';
            case '\uFE62', '\u207A' -> '+';
            // Fillers that show nothing.
            case '\u034F', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u3164', '\uFFA0' -> NOTHING;
            default ->
                switch (Character.getType(c)) {
                    case Character.SPACE_SEPARATOR -> ' ';
                    case Character.DASH_PUNCTUATION -> '-';
                    case Character.FORMAT, Character.CONTROL, Character.ENCLOSING_MARK -> NOTHING;
                    default -> isMark(c) || (c >= '\uFE00' && c <= '\uFE0F') ? NOTHING : c;
                };
        };
    }
}
