package dev.chancery.reports.document;

import java.util.regex.Pattern;

/** Texts of the record where they stand among ours: they may hold anything. */
final class Plain {

    /** Control and format characters, direction marks among them, line breaks, and halves of surrogate pairs. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private static final Pattern UNSEEN_BUT_BREAKS =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\n\\t]]");

    /** In code points: a title in a pack has 200 characters. */
    private static final int BRIEF = 60;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private static final Pattern MARKDOWN = Pattern.compile("([\\\\`*_{}\\[\\]<>()#+!|~^-])");

    private Plain() {}

    /** On one line, without what is not seen; {@code -} when nothing remains. */
    static String line(String text) {
        String line = SPACE.matcher(UNSEEN.matcher(text).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        return line.isEmpty() ? "-" : line;
    }

    /** On one line, the beginning of what is long. */
    static String brief(String text) {
        String line = line(text);
        int end = line.offsetByCodePoints(0, Math.min(BRIEF, line.codePointCount(0, line.length())));
        return end == line.length() ? line : line.substring(0, end) + "…";
    }

    /** With its line breaks, without what else is not seen. */
    static String lines(String text) {
        return UNSEEN_BUT_BREAKS.matcher(text).replaceAll(" ");
    }

    /** For HTML, in an element. */
    static String html(String text) {
        return lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** On one line, so that no reader of Markdown takes any of it for a mark. */
    static String markdown(String text) {
        return MARKDOWN.matcher(line(text)).replaceAll("\\\\$1");
    }
}
