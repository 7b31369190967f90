package dev.chancery.gateway.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * {@code [EMAIL_ADDRESS_1]}: what a model sees instead of a value. Read with the changes that models make to it: case, a space for
 * an underscore, Markdown's backslash before one.
 */
final class Placeholder {

    /** Of what looks like a placeholder and was typed by somebody; it has a placeholder of its own and is not counted. */
    static final String LITERAL = "LITERAL";

    static final int LONGEST_TYPE = 30;

    /** Digits of the highest number. */
    static final int LONGEST_NUMBER = 7;

    private static final int LONGEST_KEY = LONGEST_TYPE + LONGEST_NUMBER + 3;

    enum State {
        OPEN,
        CLOSED,
        BROKEN
    }

    private final StringBuilder key = new StringBuilder(LONGEST_KEY);
    private boolean space;
    private int backslashes;

    /** Begins behind the opening bracket. */
    void open() {
        key.setLength(0);
        key.append('[');
        space = false;
        backslashes = 0;
    }

    State accept(char c) {
        if (c == ' ' || c == '\\') {
            boolean second = space || (c == ' ' && backslashes > 0) || backslashes == 2;
            space |= c == ' ';
            backslashes += c == '\\' ? 1 : 0;
            return second ? State.BROKEN : State.OPEN;
        }
        if (c == ']') {
            key.append(c);
            return State.CLOSED;
        }
        boolean name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!name || (backslashes > 0 && c != '_') || key.length() + 2 > LONGEST_KEY) {
            return State.BROKEN;
        }
        if (space && key.length() > 1) {
            key.append('_');
        }
        space = false;
        backslashes = 0;
        key.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        return State.OPEN;
    }

    /** The plain lower-case form of what was read. */
    String key() {
        return key.toString();
    }

    static String of(String type, int number) {
        return "[" + type + "_" + number + "]";
    }

    static String key(String placeholder) {
        return placeholder.toLowerCase(Locale.ROOT);
    }

    /** Everything in the text that reads as a placeholder of a type, unless it is an issued one. */
    static List<Finding> literals(FoldedText text, Predicate<String> isType, Predicate<String> isIssued) {
        List<Finding> found = new ArrayList<>();
        Placeholder placeholder = new Placeholder();
        int from = -1;
        for (int i = 0; i < text.length; i++) {
            char c = text.chars[i];
            if (c == '[') {
                placeholder.open();
                from = i;
            } else if (from >= 0) {
                State state = placeholder.accept(c);
                if (state == State.CLOSED && isOfType(placeholder.key(), isType)) {
                    String type = isIssued.test(placeholder.key()) ? "" : LITERAL;
                    found.add(new Finding(type, text.start(from), text.end(i + 1), 1.0, "placeholder/1"));
                }
                from = state == State.OPEN ? from : -1;
            }
        }
        return found;
    }

    private static boolean isOfType(String key, Predicate<String> isType) {
        int underscore = key.lastIndexOf('_');
        int digits = key.length() - underscore - 2;
        if (underscore < 2 || digits < 1 || digits > LONGEST_NUMBER) {
            return false;
        }
        for (int i = underscore + 1; i < key.length() - 1; i++) {
            if (!DigitGroups.isDigit(key.charAt(i))) {
                return false;
            }
        }
        return isType.test(key.substring(1, underscore).toUpperCase(Locale.ROOT));
    }
}
