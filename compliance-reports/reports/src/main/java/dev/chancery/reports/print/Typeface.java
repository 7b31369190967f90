package dev.chancery.reports.print;

import java.awt.geom.PathIterator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * A font of this module: Noto Sans, under the SIL Open Font License. Charts are lettered with its outlines, so that no font of the
 * machine is asked for, which a container need not have.
 */
final class Typeface {

    static final String FAMILY = "Noto Sans";
    static final Typeface REGULAR = new Typeface("NotoSans-Regular.ttf");
    static final Typeface BOLD = new Typeface("NotoSans-Bold.ttf");

    private final byte[] bytes;
    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unitsPerEm;

    private Typeface(String resource) {
        bytes = resource(resource);
        try {
            font = new TTFParser().parse(new RandomAccessReadBuffer(bytes));
            glyphs = font.getUnicodeCmapLookup();
            unitsPerEm = font.getUnitsPerEm();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(Typeface.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    boolean has(int codePoint) {
        return glyphs.getGlyphId(codePoint) != 0;
    }

    synchronized double width(String text, double size) {
        try {
            double units = 0;
            for (int codePoint : text.codePoints().toArray()) {
                units += font.getAdvanceWidth(glyphs.getGlyphId(codePoint));
            }
            return units * size / unitsPerEm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The longest beginning of a text that is not wider; an ellipsis says that there is more. */
    String fit(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + "…", size) > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + "…";
    }

    /** The outlines of a text, as the data of an SVG path; the baseline begins at the point. */
    synchronized String outline(String text, double x, double y, double size) {
        StringBuilder path = new StringBuilder();
        double scale = size / unitsPerEm;
        double at = x;
        try {
            for (int codePoint : text.codePoints().toArray()) {
                int glyph = glyphs.getGlyphId(codePoint);
                GlyphData data = font.getGlyph().getGlyph(glyph);
                if (data != null) {
                    trace(data, at, y, scale, path);
                }
                at += font.getAdvanceWidth(glyph) * scale;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path.toString();
    }

    private static void trace(GlyphData glyph, double x, double y, double scale, StringBuilder path) {
        double[] points = new double[6];
        for (PathIterator each = glyph.getPath().getPathIterator(null); !each.isDone(); each.next()) {
            int segment = each.currentSegment(points);
            path.append("MLQCZ".charAt(segment));
            int pairs = switch (segment) {
                case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 1;
                case PathIterator.SEG_QUADTO -> 2;
                case PathIterator.SEG_CUBICTO -> 3;
                default -> 0;
            };
            for (int i = 0; i < pairs; i++) {
                path.append(Drawing.decimal(x + points[2 * i] * scale))
                        .append(' ')
                        .append(Drawing.decimal(y - points[2 * i + 1] * scale))
                        .append(' ');
            }
        }
    }
}
