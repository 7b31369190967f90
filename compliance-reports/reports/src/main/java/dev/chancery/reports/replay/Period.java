package dev.chancery.reports.replay;

import dev.chancery.contracts.log.EventLog;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of the log.
 *
 * @param from first position
 * @param to position after the last
 * @param quarter as {@code 2026-Q4}; null where it was not asked for as one
 */
record Period(long from, long to, @Nullable String quarter) {

    private static final Pattern QUARTER = Pattern.compile("([0-9]{4})-Q([1-4])");

    /**
     * What is asked for.
     *
     * @param from position, day (UTC) or instant; null for the beginning
     * @param to position, day or instant that is no longer part; null for all that there is
     * @param quarter in the place of both
     * @param now an instant or a quarter that begins later is in the future
     * @throws BadPeriod when there is no such part of the log
     */
    static Period of(@Nullable String from, @Nullable String to, @Nullable String quarter, EventLog log, Instant now) {
        long size = log.size();
        if (quarter == null) {
            long first = from == null ? 0 : position("from", from, log, size, now);
            long end = to == null ? size : position("to", to, log, size, now);
            if (first > end) {
                throw new BadPeriod("'from' comes after 'to'. Exchange them.");
            }
            return filled(first, end, null, size);
        }
        if (from != null || to != null) {
            throw new BadPeriod("Give a 'quarter', or 'from' and 'to', not both.");
        }
        Matcher parts = QUARTER.matcher(quarter);
        if (!parts.matches()) {
            throw new BadPeriod("A quarter is written as 2026-Q4.");
        }
        LocalDate begins =
                LocalDate.of(Integer.parseInt(parts.group(1)), Month.of(Integer.parseInt(parts.group(2)) * 3 - 2), 1);
        Instant start = begins.atStartOfDay(ZoneOffset.UTC).toInstant();
        if (start.isAfter(now)) {
            throw new BadPeriod("The quarter " + quarter + " is in the future. Give one that has begun.");
        }
        Instant end = begins.plusMonths(3).atStartOfDay(ZoneOffset.UTC).toInstant();
        return filled(
                log.firstAtOrAfter(start, size),
                end.isAfter(now) ? size : log.firstAtOrAfter(end, size),
                quarter,
                size);
    }

    private static Period filled(long from, long to, @Nullable String quarter, long size) {
        if (from >= to) {
            throw new BadPeriod("There is no event in that period. The log has " + size
                    + " events; give a 'from' below 'to', or another quarter.");
        }
        return new Period(from, to, quarter);
    }

    private static long position(String member, String text, EventLog log, long size, Instant now) {
        if (text.matches("[0-9]{1,18}")) {
            long position = Long.parseLong(text);
            if (position > size) {
                throw new BadPeriod("'" + member + "' is " + position + ", but the log has " + size
                        + " events. Give a position up to that, or leave '" + member + "' out.");
            }
            return position;
        }
        Instant instant = instant(member, text);
        if (instant.isAfter(now)) {
            throw new BadPeriod(
                    "'" + member + "' is " + instant + ", which is in the future. Give one that has passed.");
        }
        return log.firstAtOrAfter(instant, size);
    }

    private static Instant instant(String member, String text) {
        try {
            return text.length() == "2026-10-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadPeriod("'" + member + "' is neither a position in the log, nor a day, nor an instant such as"
                    + " 2026-10-01T00:00:00Z.");
        }
    }

    long events() {
        return to - from;
    }

    /** For people. */
    String words() {
        return (quarter == null ? "the events" : "the quarter " + quarter + ", events") + " " + from + " to "
                + (to - 1);
    }
}
