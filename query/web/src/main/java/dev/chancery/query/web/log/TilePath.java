package dev.chancery.query.web.log;

import dev.chancery.contracts.log.LogTiles;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path below {@code tile/} names, by C2SP tlog-tiles: {@code <L>/<N>[.p/<W>]}, where index 1234067 is {@code x001/x234/067}.
 *
 * @param level -1 for entries
 * @param width {@value LogTiles#WIDTH} for a full tile
 */
record TilePath(int level, long index, int width) {

    static final int ENTRIES = -1;

    private static final Pattern FORM = Pattern.compile(
            "(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    /** Empty when it is no such path, or not the one form that this tile's path has. */
    static Optional<TilePath> parse(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        int level = form.group(1).equals("entries") ? ENTRIES : Integer.parseInt(form.group(1));
        int width = form.group(3) == null ? LogTiles.WIDTH : Integer.parseInt(form.group(3));
        TilePath tile = new TilePath(level, Long.parseLong(form.group(2).replaceAll("[x/]", "")), width);
        return tile.toString().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    boolean isFull() {
        return width == LogTiles.WIDTH;
    }

    /** The path. */
    @Override
    public String toString() {
        StringBuilder groups = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return (level == ENTRIES ? "entries" : level) + "/" + groups + (isFull() ? "" : ".p/" + width);
    }
}
