package dev.chancery.query.web.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** SVG in the making. Names of elements and attributes are ours; every value and every text is escaped. */
final class Svg {

    private static final int MOST_TEXT = 200;

    private final StringBuilder out = new StringBuilder();

    /** @param attributes names and values in turn; one whose value is empty is left out */
    Svg open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        return this;
    }

    Svg add(String element, String... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    Svg text(String element, String text, String... attributes) {
        return open(element, attributes).say(text).close(element);
    }

    Svg close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    private void start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            if (!attributes[i + 1].isEmpty()) {
                out.append(' ').append(attributes[i]).append("=\"");
                say(attributes[i + 1]);
                out.append('"');
            }
        }
    }

    private Svg say(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isShown(c) ? c : '\ufffd');
            }
        });
        return this;
    }

    /** Not what is no character in XML, and not what turns the direction of the text around it. */
    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> c == '\n' || c == '\t';
            case Character.FORMAT -> false;
            default -> true;
        };
    }

    /** As much of a text as there is room for. */
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    static String bounded(String text) {
        return cut(text, MOST_TEXT);
    }

    /** Two decimals are enough for a screen. */
    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** @param share from 0 to 1 */
    static String percent(double share) {
        return number(100 * share) + "%";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
