package dev.chancery.query.web.chart;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is along the lower axis of a line chart. Times are UTC. */
public final class Slots {

    private static final int MOST_TICKS = 6;
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(7),
            Duration.ofDays(14));
    private static final List<Integer> MONTHS = List.of(1, 2, 3, 6, 12, 24, 60);

    /** A Monday. */
    private static final Instant WEEK = Instant.parse("1970-01-05T00:00:00Z");

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final List<Slot> all;
    private final List<Tick> ticks;

    private Slots(List<Slot> all, List<Tick> ticks) {
        if (all.size() > Chart.MOST_SLOTS) {
            throw new IllegalArgumentException("A chart has at most " + Chart.MOST_SLOTS + " slots, not " + all.size());
        }
        this.all = List.copyOf(all);
        this.ticks = List.copyOf(ticks);
    }

    /** @param place from 0 at the left to 1 at the right */
    record Slot(String name, double place) {}

    /** A mark of the axis; what is not a main one is left out where there is little room. */
    record Tick(String label, double place, boolean main) {}

    /** Steps that are alike, as versions or quarters. */
    public static Slots of(List<String> names) {
        int every = Math.max(1, (names.size() + MOST_TICKS - 1) / MOST_TICKS);
        List<Slot> all = new ArrayList<>();
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double place = (i + 0.5) / names.size();
            all.add(new Slot(names.get(i), place));
            if (i % every == 0) {
                ticks.add(new Tick(names.get(i), place, names.size() <= 4 || ticks.size() % 2 == 0));
            }
        }
        return new Slots(all, ticks);
    }

    /** Spans of time, one after the other; a point lies in the middle of its span, its name is the span's beginning. */
    public static Slots over(Instant from, Duration step, int count) {
        DateTimeFormatter format = step.compareTo(Duration.ofDays(1)) < 0 ? MINUTE : DATE;
        return new Slots(
                IntStream.range(0, count)
                        .mapToObj(i -> new Slot(format.format(from.plus(step.multipliedBy(i))), (i + 0.5) / count))
                        .toList(),
                count == 0 ? List.of() : ticks(from, from.plus(step.multipliedBy(count))));
    }

    /** Moments. */
    public static Slots at(Instant from, Instant to, List<Instant> moments) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("Nothing is between " + from + " and " + to);
        }
        return new Slots(
                moments.stream()
                        .map(at -> new Slot(MINUTE.format(at), place(at, from, to)))
                        .toList(),
                ticks(from, to));
    }

    int size() {
        return all.size();
    }

    List<Slot> all() {
        return all;
    }

    List<Tick> ticks() {
        return ticks;
    }

    private static double place(Instant at, Instant from, Instant to) {
        double whole = Duration.between(from, to).toMillis();
        return Math.clamp(Duration.between(from, at).toMillis() / whole, 0, 1);
    }

    private static List<Tick> ticks(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        for (Duration step : STEPS) {
            if (span.compareTo(step.multipliedBy(MOST_TICKS)) <= 0) {
                return ticks(marks(from, to, step), from, to, step.compareTo(Duration.ofDays(1)) < 0 ? null : DAY);
            }
        }
        long months = ChronoUnit.MONTHS.between(local(from), local(to)) + 1;
        int step = MONTHS.stream()
                .filter(m -> months <= (long) m * MOST_TICKS)
                .findFirst()
                .orElse(MONTHS.getLast());
        return ticks(months(from, to, step), from, to, MONTH);
    }

    private static LocalDateTime local(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    }

    private static List<Instant> marks(Instant from, Instant to, Duration step) {
        List<Instant> marks = new ArrayList<>();
        long each = step.toSeconds();
        long steps = Math.ceilDiv(from.getEpochSecond() - WEEK.getEpochSecond(), each);
        for (Instant at = WEEK.plusSeconds(steps * each); !at.isAfter(to); at = at.plus(step)) {
            if (!at.isBefore(from)) {
                marks.add(at);
            }
        }
        return marks;
    }

    private static List<Instant> months(Instant from, Instant to, int step) {
        List<Instant> marks = new ArrayList<>();
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC).withDayOfMonth(1);
        first = first.withMonth((first.getMonthValue() - 1) / Math.min(step, 12) * Math.min(step, 12) + 1);
        for (LocalDate at = first;
                !at.atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(to) && marks.size() <= 2 * MOST_TICKS;
                at = at.plusMonths(step)) {
            Instant mark = at.atStartOfDay(ZoneOffset.UTC).toInstant();
            if (!mark.isBefore(from)) {
                marks.add(mark);
            }
        }
        return marks;
    }

    /** @param format of the labels; null for the hour, and the day at midnight */
    private static List<Tick> ticks(List<Instant> marks, Instant from, Instant to, @Nullable DateTimeFormatter format) {
        List<Tick> ticks = new ArrayList<>();
        for (Instant mark : marks) {
            DateTimeFormatter used = format != null ? format : isMidnight(mark) ? DAY : CLOCK;
            ticks.add(new Tick(used.format(mark), place(mark, from, to), marks.size() <= 4 || ticks.size() % 2 == 0));
        }
        return ticks;
    }

    private static boolean isMidnight(Instant at) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        return time.getHour() == 0 && time.getMinute() == 0;
    }
}
