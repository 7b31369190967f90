package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.ExportView.Progress;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How values are said to people: money with its currency, times with their zone, names without underscores. */
final class Said {

    static final Said SAID = new Said();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHORT = 12;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Said() {}

    public String time(@Nullable Instant at) {
        return at == null ? "" : TIME.format(at);
    }

    public String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** At least two decimals, and no more than the amount has. */
    public String money(@Nullable Micros money) {
        if (money == null) {
            return "–";
        }
        BigDecimal exact = BigDecimal.valueOf(money.amount(), 6).stripTrailingZeros();
        return exact.setScale(Math.max(2, exact.scale())).toPlainString() + "\u00a0" + money.currency();
    }

    /** So much of an amount as can be read at a glance: two decimals, or below one unit three digits that count. */
    public String about(Micros money) {
        BigDecimal exact = BigDecimal.valueOf(money.amount(), 6);
        BigDecimal shown = exact.abs().compareTo(BigDecimal.ONE) >= 0
                ? exact.setScale(2, RoundingMode.HALF_EVEN)
                : exact.round(new MathContext(3, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return shown.setScale(Math.max(2, shown.scale())).toPlainString() + "\u00a0" + money.currency();
    }

    /** A count, its thousands apart; a dash where nothing tells. */
    public String count(@Nullable Long count) {
        return count == null ? "–" : String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
    }

    /** What remains: with its sign, and nothing as a zero. */
    public String remainder(@Nullable Long count) {
        return count != null && count > 0 ? "+" + count(count) : count(count).replace('-', '−');
    }

    /** A share in percent; a dash where there is none. */
    public String share(@Nullable Double share) {
        return share == null ? "–" : String.format(Locale.ROOT, "%.1f\u00a0%%", share * 100);
    }

    /** From -1 to 1. */
    public String kappa(@Nullable Double kappa) {
        return kappa == null ? "–" : String.format(Locale.ROOT, "%.2f", kappa);
    }

    /** What remains of money. */
    public String remainder(@Nullable Micros money) {
        return money != null && money.amount() > 0
                ? "+" + money(money)
                : money(money).replace('-', '−');
    }

    public String percent(double share) {
        return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
    }

    /** A part of a whole; a dash where there is no whole. */
    public String share(int part, int whole) {
        return whole == 0 ? "–" : part + " of " + whole + " (" + percent((double) part / whole) + ")";
    }

    public String millis(@Nullable Long millis) {
        if (millis == null) {
            return "–";
        }
        return millis < 10_000 ? millis + "\u00a0ms" : String.format(Locale.ROOT, "%.1f\u00a0s", millis / 1000.0);
    }

    /** How long something has lasted, to the two largest units; a dash where it is not known. */
    public String span(@Nullable Duration time) {
        if (time == null) {
            return "–";
        }
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        if (shown.toDays() > 0) {
            return shown.toDays() + "\u00a0d " + shown.toHoursPart() + "\u00a0h";
        }
        if (shown.toHours() > 0) {
            return shown.toHours() + "\u00a0h " + shown.toMinutesPart() + "\u00a0min";
        }
        return shown.toMinutes() > 0
                ? shown.toMinutes() + "\u00a0min " + shown.toSecondsPart() + "\u00a0s"
                : shown.toSeconds() + "\u00a0s";
    }

    /** What a person is to decide about. */
    public String waiting(Waiting waiting) {
        return switch (waiting) {
            case OUTPUT -> "Held output";
            case TOOL_CALL -> "Call of a tool";
            case TOOL_RESULT -> "Result of a tool";
            case DELIVERED -> "Delivered output";
        };
    }

    /** How long ago, as people say it. */
    public String lasted(Instant since, Instant now) {
        long seconds = Math.max(0, now.getEpochSecond() - since.getEpochSecond());
        if (seconds < 60) {
            return "under a minute";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + "\u00a0min";
        }
        return minutes < 48 * 60 ? minutes / 60 + "\u00a0h" : minutes / (24 * 60) + "\u00a0days";
    }

    public String word(@Nullable Enum<?> name) {
        return name == null ? "–" : name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The day or month of a budget, as its name has it. */
    public String period(BudgetScope scope) {
        return scope.id().substring(scope.id().lastIndexOf('/') + 1);
    }

    /** A kept conversation as people read it: who said what, and everything else by its name. Other texts stay as they are. */
    public String conversation(String kept) {
        JsonNode root;
        try {
            root = JSON.readTree(kept);
        } catch (JacksonException e) {
            return kept;
        }
        if (!root.path("messages").isArray()) {
            return kept;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode message : root.path("messages")) {
            text.append(message.path("role").asString("")).append(": ");
            text.append(message.path("content").asString("")).append('\n');
            rest(text, message, List.of("role", "content"));
            text.append('\n');
        }
        rest(text, root, List.of("messages"));
        return text.toString().strip();
    }

    /** JSON with a line for each member; what is none stays as it is. */
    public String json(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(text));
        } catch (JacksonException e) {
            return text;
        }
    }

    private static void rest(StringBuilder text, JsonNode node, List<String> said) {
        node.forEachEntry((name, value) -> {
            if (!said.contains(name)) {
                text.append(name).append(": ").append(value).append('\n');
            }
        });
    }

    /** How the state of an export is coloured, by the states of tasks. */
    public String tone(ExportState state) {
        return switch (state) {
            case REQUESTED, CANCELLED, DELETED, EXPIRED -> "OPENED";
            case READY -> "APPROVED";
            case FAILED -> "FAILED";
            case ABANDONED -> "ABANDONED";
        };
    }

    /** Of a hundred. */
    public long whole(double share) {
        return Math.round(100 * share);
    }

    /** How far an export has come. */
    public String making(Progress progress, int attempt) {
        Long left = progress.remainingSeconds();
        String how = progress.running()
                ? whole(progress.progress()) + "\u00a0%" + (left == null ? "" : ", " + left + "\u00a0s left")
                : "waits" + (progress.place() == null ? "" : ", place " + progress.place());
        return attempt > 1 ? how + "; begun again, attempt " + attempt : how;
    }

    /** A size of a file; a dash where there is none. */
    public String bytes(@Nullable Long bytes) {
        if (bytes == null || bytes < 1_000) {
            return bytes == null ? "–" : bytes + "\u00a0B";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f\u00a0kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f\u00a0MB", bytes / 1e6);
    }

    /** When something is due. */
    public String when(ScheduleTime time) {
        return time.every() == null
                ? "cron " + time.cron() + ", " + time.zone()
                : "every " + word(time.every()) + " at " + time.hour() + ":00, " + time.zone();
    }

    /** Between what a metric is to stay. */
    public String bound(@Nullable BiasBound bound) {
        return bound == null ? "–" : BiasPage.said(bound);
    }

    /** A number of three decimals; a dash where there is none. */
    public String decimal(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
    }

    /** How a verdict is coloured. */
    public String tone(BiasVerdict verdict) {
        return switch (verdict) {
            case WITHIN_BOUND -> "good";
            case BEYOND_BOUND -> "bad";
            case BEYOND_BOUND_NOT_SIGNIFICANT -> "care";
            case INSUFFICIENT_DATA, NO_BOUND -> "plain open";
        };
    }

    /** Enough of a digest to tell it from others. */
    public String digest(String hex) {
        return hex.length() > SHORT ? hex.substring(0, SHORT) + "…" : hex;
    }
}
