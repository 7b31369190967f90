package dev.chancery.query.web.console;

import dev.chancery.query.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far back a page looks, as its address says it. Days are UTC. */
enum Range {
    HOUR("Last hour", Duration.ofHours(1), Duration.ofMinutes(1)),
    TODAY("Today", Duration.ZERO, Duration.ofMinutes(15)),
    WEEK("7 days", Duration.ofDays(6), Duration.ofHours(6)),
    MONTH("30 days", Duration.ofDays(29), Duration.ofDays(1)),
    QUARTER("91 days", Duration.ofDays(90), Duration.ofDays(1));

    private final String words;
    private final Duration back;
    private final Duration step;

    Range(String words, Duration back, Duration step) {
        this.words = words;
        this.back = back;
        this.step = step;
    }

    /** As an address says it. */
    static Range of(String name) {
        for (Range range : values()) {
            if (range.path().equals(name)) {
                return range;
            }
        }
        throw Problem.invalid(
                "'range' is " + Arrays.stream(values()).map(Range::path).collect(Collectors.joining(", ")) + ".");
    }

    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String words() {
        return words;
    }

    Duration step() {
        return step;
    }

    /** When it begins. */
    Instant from(Instant now) {
        return this == HOUR
                ? now.truncatedTo(ChronoUnit.MINUTES).minus(back).plus(step)
                : firstDay(now).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first day of which anything is in it. */
    LocalDate firstDay(Instant now) {
        return LocalDate.ofInstant(now.minus(back), ZoneOffset.UTC);
    }

    /** What a span of it is called: {@code per minute}. */
    public String each() {
        return switch (this) {
            case HOUR -> "per minute";
            case TODAY -> "per quarter of an hour";
            case WEEK -> "per 6 hours";
            case MONTH, QUARTER -> "per day";
        };
    }
}
