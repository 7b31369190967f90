package dev.chancery.query.web.console;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;

/** What has changed between two texts, line by line. */
final class LineDiff {

    /** Most lines of a text that are compared; one that is longer is shown as gone and come. */
    private static final int MOST = 4_000;

    private LineDiff() {}

    /** What became of a line. */
    enum Kind {
        SAME,
        GONE,
        NEW
    }

    /** A line. */
    record Line(Kind kind, String text) {}

    /** The lines in their order; those that are gone before those that are new in their place. */
    static List<Line> between(String before, String after) {
        List<String> was = before.lines().toList();
        List<String> is = after.lines().toList();
        List<Line> lines = new ArrayList<>();
        if (Math.max(was.size(), is.size()) > MOST) {
            add(lines, Kind.GONE, was);
            add(lines, Kind.NEW, is);
            return lines;
        }
        int at = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(was, is).getDeltas()) {
            add(lines, Kind.SAME, was.subList(at, delta.getSource().getPosition()));
            add(lines, Kind.GONE, delta.getSource().getLines());
            add(lines, Kind.NEW, delta.getTarget().getLines());
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        add(lines, Kind.SAME, was.subList(at, was.size()));
        return lines;
    }

    private static void add(List<Line> lines, Kind kind, List<String> texts) {
        texts.forEach(text -> lines.add(new Line(kind, text)));
    }
}
