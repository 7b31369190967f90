package dev.chancery.query.web.exports;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dates as iCalendar, RFC 5545. */
final class Calendar {

    /** A line has at most so many octets, without its end. */
    private static final int LINE = 75;

    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Calendar() {}

    /** When something is. */
    sealed interface When {

        /** All of a day. */
        record Day(LocalDate day) implements When {}

        /** An instant, to the second. */
        record At(Instant instant) implements When {}
    }

    /**
     * A date.
     *
     * @param name that it has in every calendar, so that a later one moves it rather than repeating it
     * @param disputed whether it may be another day
     * @param alarm whether people are to be reminded a day before
     */
    record Entry(
            String name,
            When when,
            String summary,
            String description,
            String category,
            boolean disputed,
            boolean alarm) {}

    /** The calendar as it is at an instant. */
    static String of(List<Entry> entries, Instant now) {
        StringBuilder text = new StringBuilder();
        line(text, "BEGIN:VCALENDAR");
        line(text, "VERSION:2.0");
        line(text, "PRODID:-//Chancery//Obligations and reviews//EN");
        line(text, "CALSCALE:GREGORIAN");
        line(text, "METHOD:PUBLISH");
        line(text, "NAME:Chancery: obligations and reviews");
        line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
        if (entries.isEmpty()) {
            // A calendar has one component at the least.
            List.of(
                            "BEGIN:VTIMEZONE",
                            "TZID:Etc/UTC",
                            "BEGIN:STANDARD",
                            "DTSTART:19700101T000000",
                            "TZOFFSETFROM:+0000",
                            "TZOFFSETTO:+0000",
                            "END:STANDARD",
                            "END:VTIMEZONE")
                    .forEach(each -> line(text, each));
        }
        entries.stream().filter(entry -> isSayable(entry.when())).forEach(entry -> write(text, entry, now));
        line(text, "END:VCALENDAR");
        return text.toString();
    }

    /** A year has four digits there; what is later never comes. */
    private static boolean isSayable(When when) {
        return switch (when) {
            case When.Day day -> day.day().isBefore(LAST);
            case When.At at -> at.instant().isBefore(LAST.atStartOfDay().toInstant(ZoneOffset.UTC));
        };
    }

    private static void write(StringBuilder text, Entry entry, Instant now) {
        line(text, "BEGIN:VEVENT");
        line(text, "UID:" + UUID.nameUUIDFromBytes(entry.name().getBytes(StandardCharsets.UTF_8)));
        line(text, "DTSTAMP:" + INSTANT.format(now));
        switch (entry.when()) {
            case When.Day day -> {
                line(text, "DTSTART;VALUE=DATE:" + DAY.format(day.day()));
                line(text, "DTEND;VALUE=DATE:" + DAY.format(day.day().plusDays(1)));
                line(text, "TRANSP:TRANSPARENT");
            }
            case When.At at ->
                line(text, "DTSTART:" + INSTANT.format(at.instant().truncatedTo(ChronoUnit.SECONDS)));
        }
        String summary = (entry.disputed() ? "Disputed: " : "") + entry.summary();
        line(text, "SUMMARY:" + escaped(summary));
        line(text, "DESCRIPTION:" + escaped(entry.description()));
        line(text, "CATEGORIES:" + escaped(entry.category()) + (entry.disputed() ? ",DISPUTED" : ""));
        line(text, "STATUS:" + (entry.disputed() ? "TENTATIVE" : "CONFIRMED"));
        if (entry.alarm()) {
            line(text, "BEGIN:VALARM");
            line(text, "ACTION:DISPLAY");
            line(text, "TRIGGER:-P1D");
            line(text, "DESCRIPTION:" + escaped(summary));
            line(text, "END:VALARM");
        }
        line(text, "END:VEVENT");
    }

    private static String escaped(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("\\", "\\\\")
                        .replace(";", "\\;")
                        .replace(",", "\\,")
                        .replaceAll("\\r\\n|\\r|\\n", "\\\\n")
                        .replaceAll("[\\p{Cntrl}&&[^\\t]]", "");
    }

    /** A longer line goes on in others that begin with a space; no character is parted. */
    private static void line(StringBuilder text, String line) {
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            String character = Character.toString(line.codePointAt(i));
            int more = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > LINE) {
                text.append("\r\n ");
                octets = 1;
            }
            text.append(character);
            octets += more;
            i += character.length();
        }
        text.append("\r\n");
    }
}
