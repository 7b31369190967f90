package dev.chancery.reports.packreport;

import dev.chancery.folds.figure.FigureQuery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How instants, periods, names of states and long lists are written. */
final class Words {

    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Characters of a text of the record. */
    static final int LONGEST = 120;

    private static final int DECIMALS = 3;

    private Words() {}

    /** {@code HUMAN_IN_THE_LOOP} is {@code human in the loop}. */
    static String of(Enum<?> name) {
        return of(name.name());
    }

    static String of(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** In UTC, to the second. */
    static String of(Instant at) {
        return INSTANT.format(at);
    }

    /** To the minute, under a heading that says the zone. */
    static String minute(@Nullable Instant at) {
        return at == null ? "–" : MINUTE.format(at);
    }

    /** A sentence that may end with a full stop of its own. */
    static String sentence(String text) {
        return text.endsWith(".") || text.endsWith("…") ? text : text + ".";
    }

    /** A text of the record, whose end is left out when it is long. */
    static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /** A number of the record that is no count, to three decimals. */
    static String of(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : "–";
    }

    /** {@code 2026-Q4}, {@code 2026-11}, days or instants, whichever says all. */
    static String of(FigureQuery query) {
        ZonedDateTime from = query.from().atZone(ZoneOffset.UTC);
        ZonedDateTime to = query.to().atZone(ZoneOffset.UTC);
        boolean days = from.toLocalTime().equals(LocalTime.MIDNIGHT)
                && to.toLocalTime().equals(LocalTime.MIDNIGHT);
        if (!days) {
            return of(query.from()) + " to " + of(query.to());
        }
        LocalDate first = from.toLocalDate();
        LocalDate end = to.toLocalDate();
        if (first.getDayOfMonth() == 1 && end.equals(first.plusMonths(1))) {
            return String.format(Locale.ROOT, "%d-%02d", first.getYear(), first.getMonthValue());
        }
        if (first.getDayOfMonth() == 1 && first.getMonthValue() % 3 == 1 && end.equals(first.plusMonths(3))) {
            return first.getYear() + "-Q" + (first.getMonthValue() / 3 + 1);
        }
        LocalDate last = end.minusDays(1);
        return first.equals(last) ? first.toString() : first + " to " + last;
    }

    /**
     * The first of several, and how many more there are and where.
     *
     * @param most that are written
     * @param file that has all of them
     */
    static String list(List<String> all, int most, String file) {
        if (all.isEmpty()) {
            return "–";
        }
        String first = String.join("; ", all.subList(0, Math.min(most, all.size())));
        return all.size() <= most ? first : first + "; … and " + (all.size() - most) + " more, in " + file;
    }
}
