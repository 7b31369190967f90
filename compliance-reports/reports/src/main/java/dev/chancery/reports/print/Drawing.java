package dev.chancery.reports.print;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** An SVG picture in the making. Lengths are CSS pixels, y grows downwards. Everything is lines and areas, letters too. */
final class Drawing {

    static final String INK = "#1b2a41";
    static final String FAINT = "#d5d9df";
    static final String PAPER = "#ffffff";

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final double HATCH = 5;

    /** How an area is filled so that it is told from others without colour. */
    enum Fill {
        SOLID,
        RISING,
        EMPTY,
        CROSSED,
        LEVEL
    }

    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** What stands at the points of a line. */
    enum Mark {
        DISC,
        SQUARE,
        TRIANGLE,
        DIAMOND
    }

    private final Document owner;
    private final Element root;

    Drawing(Document owner, int width, int height, String alternative) {
        this.owner = owner;
        root = owner.createElementNS(NAMESPACE, "svg");
        root.setAttribute("width", Integer.toString(width));
        root.setAttribute("height", Integer.toString(height));
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        root.setAttribute("alt", alternative);
    }

    Element element() {
        return root;
    }

    static String decimal(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    private Element add(String name) {
        Element element = owner.createElementNS(NAMESPACE, name);
        root.appendChild(element);
        return element;
    }

    private Element path(String data) {
        Element path = add("path");
        path.setAttribute("d", data);
        path.setAttribute("fill", "none");
        return path;
    }

    /** @param dash as SVG writes it; empty for a solid line */
    void line(String data, String colour, double width, String dash) {
        Element path = path(data);
        path.setAttribute("stroke", colour);
        path.setAttribute("stroke-width", decimal(width));
        if (!dash.isEmpty()) {
            path.setAttribute("stroke-dasharray", dash);
        }
    }

    void line(double fromX, double fromY, double toX, double toY, String colour, double width) {
        line(segment(fromX, fromY, toX, toY), colour, width, "");
    }

    private static String segment(double fromX, double fromY, double toX, double toY) {
        return "M" + decimal(fromX) + " " + decimal(fromY) + "L" + decimal(toX) + " " + decimal(toY);
    }

    void area(double x, double y, double width, double height, Fill fill) {
        plain(x, y, width, height, fill == Fill.SOLID ? INK : PAPER);
        StringBuilder hatching = new StringBuilder();
        if (fill == Fill.RISING || fill == Fill.CROSSED) {
            diagonals(x, y, width, height, hatching);
        }
        if (fill == Fill.CROSSED) {
            falling(x, y, width, height, hatching);
        }
        if (fill == Fill.LEVEL) {
            for (double at = y + HATCH / 2; at < y + height; at += HATCH - 1) {
                hatching.append(segment(x, at, x + width, at));
            }
        }
        if (!hatching.isEmpty()) {
            line(hatching.toString(), INK, 0.7, "");
        }
        Element frame = path(rectangle(x, y, width, height));
        frame.setAttribute("stroke", INK);
        frame.setAttribute("stroke-width", "0.8");
    }

    void plain(double x, double y, double width, double height, String colour) {
        path(rectangle(x, y, width, height)).setAttribute("fill", colour);
    }

    private static String rectangle(double x, double y, double width, double height) {
        return "M" + decimal(x) + " " + decimal(y) + "H" + decimal(x + width) + "V" + decimal(y + height) + "H"
                + decimal(x) + "Z";
    }

    /** Lines x + y = c, as far as they are inside. */
    private static void diagonals(double x, double y, double width, double height, StringBuilder out) {
        for (double c = HATCH; c < width + height; c += HATCH) {
            double fromX = Math.max(0, c - height);
            double toX = Math.min(width, c);
            out.append(segment(x + fromX, y + c - fromX, x + toX, y + c - toX));
        }
    }

    /** Lines x − y = c, as far as they are inside. */
    private static void falling(double x, double y, double width, double height, StringBuilder out) {
        for (double c = HATCH - height; c < width; c += HATCH) {
            double fromX = Math.max(0, c);
            double toX = Math.min(width, c + height);
            out.append(segment(x + fromX, y + fromX - c, x + toX, y + toX - c));
        }
    }

    void mark(Mark mark, double x, double y, double radius) {
        String at = "M" + decimal(x - radius) + " ";
        String data = switch (mark) {
            case DISC -> at + decimal(y) + arc(radius, 2 * radius) + arc(radius, -2 * radius) + "Z";
            case SQUARE -> rectangle(x - radius, y - radius, 2 * radius, 2 * radius);
            case TRIANGLE ->
                at + decimal(y + radius) + "L" + decimal(x) + " " + decimal(y - radius) + "L" + decimal(x + radius)
                        + " " + decimal(y + radius) + "Z";
            case DIAMOND ->
                at + decimal(y) + "L" + decimal(x) + " " + decimal(y - radius) + "L" + decimal(x + radius) + " "
                        + decimal(y) + "L" + decimal(x) + " " + decimal(y + radius) + "Z";
        };
        Element path = path(data);
        path.setAttribute("fill", mark == Mark.DISC || mark == Mark.DIAMOND ? INK : PAPER);
        path.setAttribute("stroke", INK);
        path.setAttribute("stroke-width", "1.2");
    }

    private static String arc(double radius, double along) {
        return "a" + decimal(radius) + " " + decimal(radius) + " 0 0 1 " + decimal(along) + " 0";
    }

    void text(String text, double x, double y, double size, Anchor anchor, Typeface face, String colour) {
        double width = face.width(text, size);
        double from = switch (anchor) {
            case START -> x;
            case MIDDLE -> x - width / 2;
            case END -> x - width;
        };
        path(face.outline(text, from, y, size)).setAttribute("fill", colour);
    }
}
