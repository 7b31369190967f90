package dev.chancery.reports.print;

import java.text.Normalizer;

/**
 * Makes texts from anywhere fit to be printed: bounded, and without what cannot be seen. What is not in the font, what turns the
 * direction of writing, control characters and heaps of accents become U+FFFD, and it is counted that they did.
 */
final class Legible {

    static final int REPLACEMENT = 0xFFFD;

    private static final int MOST_MARKS = 2;
    private static final String ELLIPSIS = "…";

    private int replaced;
    private int cut;

    /** Characters that were replaced so far. */
    int replaced() {
        return replaced;
    }

    /** Texts that were cut so far. */
    int cut() {
        return cut;
    }

    /**
     * @param text from anywhere
     * @param most code points that are printed
     */
    String text(String text, int most) {
        String bounded = text.codePointCount(0, text.length()) > most ? beginning(text, most) : text;
        StringBuilder out = new StringBuilder(bounded.length());
        int marks = 0;
        for (int codePoint :
                Normalizer.normalize(bounded, Normalizer.Form.NFC).codePoints().toArray()) {
            if (Character.isWhitespace(codePoint)) {
                out.append(' ');
                marks = 0;
                continue;
            }
            marks = isMark(codePoint) ? marks + 1 : 0;
            if (marks <= MOST_MARKS && isVisible(codePoint)) {
                out.appendCodePoint(codePoint);
            } else {
                out.appendCodePoint(REPLACEMENT);
                replaced++;
            }
        }
        return out.toString();
    }

    private String beginning(String text, int most) {
        cut++;
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + ELLIPSIS;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> Typeface.REGULAR.has(codePoint) && Typeface.BOLD.has(codePoint);
        };
    }
}
