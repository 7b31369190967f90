package dev.chancery.reports.schedule;

import dev.chancery.contracts.fact.ScheduleTime;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * When something is due, on the clocks of its zone. What falls into an hour that is left out when clocks go forward is due at the
 * end of that hour; an hour that clocks repeat counts once.
 */
public final class Timetable {

    /** A pack each minute would be a mistake. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** So many in a row are looked at to find two that are too close. */
    private static final int LOOKED_AT = 100;

    /** So many missed ones are counted. */
    private static final int COUNTED = 10_000;

    /** Whatever is due more seldom has no one before. */
    private static final Duration LONGEST = Duration.ofDays(366 * 8);

    private final ScheduleTime time;
    private final CronExpression cron;
    private final ZoneId zone;

    /** The latest that is due, and how many before it were missed. */
    public record Due(Instant at, int missed) {}

    /** From its first instant to the instant at which it is over. */
    public record Period(Instant from, Instant to) {}

    /** @throws IllegalArgumentException with a sentence when it says no time */
    public Timetable(ScheduleTime time) {
        this.time = time;
        this.zone = zone(time.zone());
        this.cron = cron(time);
        demandRoom();
    }

    private static ZoneId zone(String name) {
        try {
            if (ZoneId.getAvailableZoneIds().contains(name)) {
                return ZoneId.of(name);
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new IllegalArgumentException("'zone' is none that IANA knows. Give one such as Europe/Berlin or UTC.");
    }

    private static CronExpression cron(ScheduleTime time) {
        if ((time.every() == null) == (time.cron() == null) || (time.hour() == null) != (time.every() == null)) {
            throw new IllegalArgumentException(
                    "Give either 'every' (day, week, month or quarter) with an 'hour', or 'cron'.");
        }
        if (time.every() == null) {
            try {
                return CronExpression.parse(String.valueOf(time.cron()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'cron' has six fields: second, minute, hour, day of the month, month, day of the week;"
                                + " such as 0 30 5 * * MON-FRI.");
            }
        }
        int hour = time.hour() == null ? -1 : time.hour();
        if (hour < 0 || hour > 23) {
            throw new IllegalArgumentException("'hour' is from 0 to 23.");
        }
        return CronExpression.parse("0 0 " + hour
                + switch (time.every()) {
                    case DAY -> " * * *";
                    case WEEK -> " * * MON";
                    case MONTH -> " 1 * *";
                    case QUARTER -> " 1 1,4,7,10 *";
                });
    }

    private void demandRoom() {
        LocalDateTime before = cron.next(LocalDateTime.of(2000, 1, 1, 0, 0));
        if (before == null) {
            throw new IllegalArgumentException("'cron' is of a time that never comes.");
        }
        for (int i = 0; i < LOOKED_AT; i++) {
            LocalDateTime next = cron.next(before);
            if (next == null) {
                return;
            }
            if (Duration.between(before, next).compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException(
                        "'cron' is due twice within an hour. Leave an hour at least in between.");
            }
            before = next;
        }
    }

    /** The first after an instant; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        LocalDateTime local = cron.next(after.atZone(zone).toLocalDateTime());
        while (local != null) {
            Instant at = local.atZone(zone).toInstant();
            if (at.isAfter(after)) {
                return Optional.of(at);
            }
            local = cron.next(local);
        }
        return Optional.empty();
    }

    /** The last one after an instant that is due now; empty when none is. */
    public Optional<Due> due(Instant since, Instant now) {
        Instant last = null;
        int missed = -1;
        Optional<Instant> next = next(since);
        while (next.isPresent() && !next.get().isAfter(now) && missed < COUNTED) {
            last = next.get();
            missed++;
            next = next(last);
        }
        return last == null ? Optional.empty() : Optional.of(new Due(last, missed));
    }

    /** The day, week, month or quarter before; with a cron expression what lies between the one before and this one. */
    public Period period(Instant due) {
        if (time.every() == null) {
            return new Period(before(due), due);
        }
        LocalDate day = LocalDate.ofInstant(due, zone);
        return switch (time.every()) {
            case DAY -> of(day.minusDays(1), day);
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield of(monday.minusWeeks(1), monday);
            }
            case MONTH -> of(day.withDayOfMonth(1).minusMonths(1), day.withDayOfMonth(1));
            case QUARTER -> {
                LocalDate first = firstOfQuarter(day);
                yield of(first.minusMonths(3), first);
            }
        };
    }

    /** The last quarter that was over by then, such as {@code 2026-Q4}. */
    public String quarter(Instant due) {
        LocalDate last = firstOfQuarter(LocalDate.ofInstant(due, zone)).minusDays(1);
        return last.getYear() + "-Q" + last.get(IsoFields.QUARTER_OF_YEAR);
    }

    private static LocalDate firstOfQuarter(LocalDate day) {
        return day.with(IsoFields.DAY_OF_QUARTER, 1);
    }

    private Period of(LocalDate from, LocalDate to) {
        return new Period(
                from.atStartOfDay(zone).toInstant(), to.atStartOfDay(zone).toInstant());
    }

    private Instant before(Instant due) {
        for (Duration back = SHORTEST; back.compareTo(LONGEST) < 0; back = back.multipliedBy(2)) {
            @Nullable Instant last = null;
            Optional<Instant> next = next(due.minus(back));
            while (next.isPresent() && next.get().isBefore(due)) {
                last = next.get();
                next = next(last);
            }
            if (last != null) {
                return last;
            }
        }
        return due.minus(LONGEST);
    }
}
