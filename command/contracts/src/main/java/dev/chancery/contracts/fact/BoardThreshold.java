package dev.chancery.contracts.fact;

import java.util.regex.Pattern;

/**
 * From where on an indicator of the board's report is amber or red.
 *
 * @param indicator its id, such as {@code clocks-missed}
 * @param worse which side is the worse one
 * @param amber a decimal number
 * @param red likewise, not better than amber
 */
public record BoardThreshold(String indicator, Worse worse, String amber, String red) {

    /** What is written, with {@code amber} and {@code red}. */
    public static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,6})?");

    /** Which values are worse. */
    public enum Worse {
        /** This value and those above. */
        FROM,
        /** Those below this value. */
        BELOW
    }

    public BoardThreshold {
        if (!NUMBER.matcher(amber).matches() || !NUMBER.matcher(red).matches()) {
            throw new IllegalArgumentException("A threshold is a decimal number");
        }
    }
}
