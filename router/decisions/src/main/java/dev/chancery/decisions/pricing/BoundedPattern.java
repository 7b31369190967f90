package dev.chancery.decisions.pricing;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression from a file: looked at short texts only, and given up after so many steps, as it may be made to last. */
final class BoundedPattern {

    private static final int MOST_CHARACTERS = 200;
    private static final int MOST_STEPS = 20_000;

    private BoundedPattern() {}

    /** Whether it can be used. */
    static boolean isValid(String regex) {
        try {
            return regex.length() <= MOST_CHARACTERS && Pattern.compile(regex) != null;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Whether it occurs in a text; not when that takes too long to say. */
    static boolean occurs(String regex, String text) {
        try {
            return text.length() <= MOST_CHARACTERS
                    && Pattern.compile(regex).matcher(new Stepped(text)).find();
        } catch (TooLong e) {
            return false;
        }
    }

    /** Whether a text begins with it; not when that takes too long to say. */
    static boolean begins(String regex, String text) {
        try {
            return text.length() <= MOST_CHARACTERS
                    && Pattern.compile(regex).matcher(new Stepped(text)).lookingAt();
        } catch (TooLong e) {
            return false;
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super(null, null, false, false);
        }
    }

    private static final class Stepped implements CharSequence {
        private final String text;
        private int steps;

        Stepped(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
