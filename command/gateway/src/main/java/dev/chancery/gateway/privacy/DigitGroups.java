package dev.chancery.gateway.privacy;

/**
 * The digits from a place on, and the groups that they are written in: {@code (602) 272-9781} has the groups 3, 3, 4. Reads no more
 * than {@value #MOST} digits, so that looking from every group of an endless run stays linear.
 */
final class DigitGroups {

    static final int MOST = 24;

    /** Separators of more than one kind, or with a parenthesis. */
    static final char MIXED = '(';

    final char[] digits = new char[MOST];
    final int[] start = new int[MOST];
    final int[] end = new int[MOST];

    /** Digits up to and with the group. */
    final int[] digitsUpTo = new int[MOST];

    /** What stands before the group; nothing (0) before the first. */
    final char[] separator = new char[MOST];

    int groups;
    int count;

    /** Whether more digits follow than were read. */
    boolean cut;

    void read(char[] text, int length, int from) {
        groups = 0;
        count = 0;
        cut = false;
        int i = from;
        char before = 0;
        while (true) {
            int begin = i;
            while (i < length && isDigit(text[i]) && count < MOST) {
                digits[count++] = text[i++];
            }
            if (i == begin) {
                cut = true;
                return;
            }
            start[groups] = begin;
            end[groups] = i;
            digitsUpTo[groups] = count;
            separator[groups++] = before;
            if (i < length && isDigit(text[i])) {
                cut = true;
                return;
            }
            int next = behindSeparator(text, length, i);
            if (next < 0) {
                return;
            }
            before = kind(text, i, next);
            i = next;
        }
    }

    int size(int group) {
        return digitsUpTo[group] - (group == 0 ? 0 : digitsUpTo[group - 1]);
    }

    /** Whether the groups begin with these sizes. */
    boolean startsWith(int... sizes) {
        if (groups < sizes.length) {
            return false;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (size(i) != sizes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether one separator stands before each of the groups from 1 to the last. */
    boolean separatedBy(char kind, int last) {
        for (int i = 1; i <= last; i++) {
            if (separator[i] != kind) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Where the next digit stands when only a separator lies between; -1 otherwise. */
    private static int behindSeparator(char[] text, int length, int from) {
        for (int i = from; i < length && i < from + 4; i++) {
            char c = text[i];
            if (isDigit(c)) {
                return i > from ? i : -1;
            }
            if (c != ' ' && c != '-' && c != '(' && c != ')' && ((c != '.' && c != '/' && c != '_') || i > from)) {
                return -1;
            }
            if (i > from && (text[from] == '.' || text[from] == '_')) {
                return -1;
            }
        }
        return -1;
    }

    private static char kind(char[] text, int from, int to) {
        char kind = ' ';
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c != ' ') {
                if (kind != ' ' && kind != c) {
                    return MIXED;
                }
                kind = c == ')' ? MIXED : c;
            }
        }
        return kind;
    }
}
