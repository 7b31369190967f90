package dev.chancery.reports.board;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three months.
 *
 * @param number 1 to 4
 */
record Quarter(int year, int number) implements Comparable<Quarter> {

    private static final Pattern FORM = Pattern.compile("([0-9]{4})-Q([1-4])");
    private static final int FIRST_YEAR = 1971;
    private static final int LAST_YEAR = 9998;

    /** @throws BadBoardRequest when it is none */
    static Quarter parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (parts.matches()) {
            int year = Integer.parseInt(parts.group(1));
            if (year >= FIRST_YEAR && year <= LAST_YEAR) {
                return new Quarter(year, Integer.parseInt(parts.group(2)));
            }
        }
        throw new BadBoardRequest("A quarter is written as a year and Q1 to Q4, such as \"2026-Q4\".");
    }

    static Quarter of(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        return new Quarter(there.getYear(), (there.getMonthValue() - 1) / 3 + 1);
    }

    Quarter before() {
        return number == 1 ? new Quarter(year - 1, 4) : new Quarter(year, number - 1);
    }

    Quarter after() {
        return number == 4 ? new Quarter(year + 1, 1) : new Quarter(year, number + 1);
    }

    Instant from(ZoneId zone) {
        return LocalDate.of(year, number * 3 - 2, 1).atStartOfDay(zone).toInstant();
    }

    /** The first instant that is no longer part of it. */
    Instant to(ZoneId zone) {
        return after().from(zone);
    }

    @Override
    public int compareTo(Quarter other) {
        return Comparator.comparingInt(Quarter::year)
                .thenComparingInt(Quarter::number)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return year + "-Q" + number;
    }
}
