package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How days of the law, clocks and what was found are said: with what is left of them, in words. */
record Days(LocalDate today) {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    static Days now() {
        return new Days(LocalDate.now(Clock.systemUTC()));
    }

    /** Since or from when. */
    public String from(LocalDate day) {
        long left = today.until(day, ChronoUnit.DAYS);
        return left <= 0 ? "since " + day : "from " + day + ", " + in(left);
    }

    /** How long until a day, or since. */
    public String until(LocalDate day) {
        long left = today.until(day, ChronoUnit.DAYS);
        return left < 0 ? days(-left) + " ago" : in(left);
    }

    private static String in(long left) {
        return left == 0 ? "today" : "in " + days(left);
    }

    /** A number of days. */
    public static String days(long days) {
        return days == 1 ? "1 day" : "%,d days".formatted(days).replace(',', '\u202f');
    }

    /** Whether a day has come. */
    public boolean applies(List<DateReading> readings) {
        return !readings.isEmpty() && !today.isBefore(readings.getFirst().from());
    }

    /** What is left of a clock; that it ran out is said in words. */
    public String clock(@Nullable Long seconds) {
        if (seconds == null) {
            return "does not run";
        }
        return seconds < 0 ? "OVERDUE by " + time(-seconds) : time(seconds) + " left";
    }

    private static String time(long seconds) {
        if (seconds < HOUR) {
            return Math.max(1, seconds / MINUTE) + " min";
        }
        return seconds < DAY
                ? seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min"
                : days(seconds / DAY, "day") + " " + seconds % DAY / HOUR + " h";
    }

    private static String days(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    /** How urgent a clock is, as a tone. */
    public String urgency(@Nullable Long seconds) {
        if (seconds == null) {
            return "plain";
        }
        return seconds < 0 ? "bad" : (seconds < 3 * DAY ? "care" : "good");
    }

    /** How grave a class is, as a tone; its name is said beside it. */
    public String tone(RiskClass risk) {
        return switch (risk) {
            case PROHIBITED -> "bad";
            case HIGH_RISK, EXEMPT_CLAIMED -> "care";
            case LIMITED, MINIMAL -> "good";
            case UNCLASSIFIED -> "plain open";
        };
    }

    /** What a control found, as a tone. */
    public String tone(ControlState state) {
        return switch (state) {
            case SATISFIED -> "good";
            case FAILING -> "bad";
            case STALE -> "care";
            case NO_EVIDENCE -> "care open";
            case NOT_APPLICABLE -> "plain open";
        };
    }

    /** What became of a clock, as a tone. */
    public String tone(ReportingState state) {
        return switch (state) {
            case NOT_REQUIRED, SUPERSEDED -> "plain open";
            case OPEN -> "care";
            case MET -> "good";
            case MISSED -> "bad";
        };
    }
}
