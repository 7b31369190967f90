package dev.chancery.query.web.console;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What an edit changes of a text, word by word; line by line where there are too many words to be compared while somebody types. */
final class Edits {

    /** Most words, or lines, that differ between the parts that are the same at both ends. */
    private static final int MOST = 4_000;

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+|\\s+|.", Pattern.DOTALL);
    private static final Pattern LINES = Pattern.compile("[^\n]*\n|[^\n]+$");

    private Edits() {}

    /** What becomes of a piece. */
    enum Kind {
        SAME,
        GONE,
        NEW
    }

    /** A piece of the one text, of the other, or of both. */
    record Piece(Kind kind, String text) {}

    /** The pieces in their order; those that are gone before those that are new in their place. */
    static List<Piece> between(String before, String after) {
        List<String> was = parts(WORDS, before);
        List<String> is = parts(WORDS, after);
        if (isTooMuch(was, is)) {
            was = parts(LINES, before);
            is = parts(LINES, after);
        }
        return isTooMuch(was, is) ? List.of(new Piece(Kind.GONE, before), new Piece(Kind.NEW, after)) : pieces(was, is);
    }

    private static List<String> parts(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static boolean isTooMuch(List<String> was, List<String> is) {
        int begin = begin(was, is);
        int end = end(was, is, begin);
        return Math.max(was.size(), is.size()) - begin - end > MOST;
    }

    private static int begin(List<String> was, List<String> is) {
        int same = 0;
        while (same < was.size() && same < is.size() && was.get(same).equals(is.get(same))) {
            same++;
        }
        return same;
    }

    private static int end(List<String> was, List<String> is, int begin) {
        int same = 0;
        while (same < was.size() - begin
                && same < is.size() - begin
                && was.get(was.size() - 1 - same).equals(is.get(is.size() - 1 - same))) {
            same++;
        }
        return same;
    }

    private static List<Piece> pieces(List<String> was, List<String> is) {
        int begin = begin(was, is);
        int end = end(was, is, begin);
        List<String> from = was.subList(begin, was.size() - end);
        List<String> to = is.subList(begin, is.size() - end);
        List<Piece> pieces = new ArrayList<>();
        add(pieces, Kind.SAME, was.subList(0, begin));
        int at = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(from, to).getDeltas()) {
            add(pieces, Kind.SAME, from.subList(at, delta.getSource().getPosition()));
            add(pieces, Kind.GONE, delta.getSource().getLines());
            add(pieces, Kind.NEW, delta.getTarget().getLines());
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        add(pieces, Kind.SAME, from.subList(at, from.size()));
        add(pieces, Kind.SAME, was.subList(was.size() - end, was.size()));
        return pieces;
    }

    private static void add(List<Piece> pieces, Kind kind, List<String> parts) {
        if (!parts.isEmpty()) {
            pieces.add(new Piece(kind, String.join("", parts)));
        }
    }
}
