package dev.chancery.reports.board;

import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.LaterEvents;
import dev.chancery.folds.figure.LaterEvents.About;
import dev.chancery.folds.figure.LaterEvents.Some;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.board.BoardFacts.Then;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A figure of the quarter before that is another now.
 *
 * @param then null when there was nothing of the kind
 * @param now likewise
 * @param reason the events that came in between and changed it
 */
record Restated(@Nullable Figure then, @Nullable Figure now, String reason) {

    private static final List<String> DECIDED = List.of(
            "task.output-approved",
            "task.output-edited",
            "task.output-rejected",
            "task.output-reviewed",
            "task.human-outcome-recorded");
    private static final List<String> ENDED = List.of(
            "task.opened",
            "task.refused",
            "task.output-released",
            "task.output-held",
            "task.output-shadowed",
            "task.output-approved",
            "task.output-edited",
            "task.output-rejected",
            "task.failed",
            "task.abandoned",
            "task.pair-judged",
            "tool.call-completed",
            "tool.call-failed",
            "tool.call-held",
            "tool.call-denied",
            "tool.call-rejected",
            "tool.result-approved",
            "tool.result-rejected");
    private static final List<String> PAID = List.of(
            "task.spend-settled",
            "task.inference-completed",
            "task.attempt-failed",
            "task.judge-answered",
            "task.pair-judged",
            "tool.call-completed",
            "tool.call-failed",
            "task.abandoned",
            "task.output-approved",
            "task.output-edited",
            "task.output-rejected",
            "task.output-released");

    /** Of what the figure is; one of both is there. */
    Figure figure() {
        return now == null ? Objects.requireNonNull(then) : now;
    }

    /** Those of a quarter, in the order of {@code figures.json}. */
    static List<Restated> of(FigureSheet now, Then then) {
        FigureSheet known = then.sheet();
        if (known == null) {
            return List.of();
        }
        SortedMap<String, Figure> before = byName(known);
        SortedMap<String, Figure> after = byName(now);
        SortedMap<String, Figure> all = new TreeMap<>(before);
        all.putAll(after);
        List<Restated> restated = new ArrayList<>();
        all.forEach((name, figure) -> {
            Figure was = before.get(name);
            Figure is = after.get(name);
            // How many events the whole log has is another with every event.
            if (figure.measure() != Measure.LOG_SIZE && !alike(was, is)) {
                restated.add(new Restated(was, is, reason(figure.measure(), then.later())));
            }
        });
        return restated;
    }

    private static SortedMap<String, Figure> byName(FigureSheet sheet) {
        SortedMap<String, Figure> figures = new TreeMap<>();
        sheet.all().forEach(f -> figures.put(f.measure().id() + f.parameters(), f));
        return figures;
    }

    private static boolean alike(@Nullable Figure one, @Nullable Figure other) {
        return one != null
                && other != null
                && one.unit().equals(other.unit())
                && alike(one.value(), other.value())
                && alike(one.of(), other.of());
    }

    private static boolean alike(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.compareTo(other) == 0;
    }

    private static String reason(Measure measure, LaterEvents later) {
        SortedMap<String, Some> why = new TreeMap<>();
        for (About about : about(measure)) {
            later.about(about).forEach((name, some) -> {
                if (changes(measure, about, name)) {
                    why.merge(name, some, Restated::both);
                }
            });
        }
        if (!why.isEmpty()) {
            return String.join(", ", why.entrySet().stream().map(Restated::said).toList());
        }
        return measure == Measure.INCIDENTS_BY_CLOCK
                ? "no event: a deadline passed without a report"
                : "not explained by the events in between";
    }

    /** The same events may be found under two heads. */
    private static Some both(Some one, Some other) {
        return one.count() >= other.count() ? one : other;
    }

    private static String said(Map.Entry<String, Some> each) {
        Some some = each.getValue();
        return some.count() + " " + each.getKey()
                + (some.count() == 1
                        ? " (position " + some.first() + ")"
                        : " (positions " + some.first() + "–" + some.last() + ")");
    }

    private static Set<About> about(Measure measure) {
        if (measure.basis() != Measure.Basis.OPENED_IN_PERIOD) {
            return EnumSet.of(About.PERIOD);
        }
        return switch (family(measure)) {
            case "incidents" -> EnumSet.of(About.INCIDENT);
            case "worth" -> EnumSet.of(About.TASK, About.BASELINE);
            default -> EnumSet.of(About.TASK);
        };
    }

    private static boolean changes(Measure measure, About about, String event) {
        String family = family(measure);
        return switch (about) {
            case BASELINE -> true;
            case INCIDENT -> true;
            case TASK ->
                switch (family) {
                    case "tasks" -> ENDED.contains(event);
                    case "reviews", "outcomes" -> DECIDED.contains(event);
                    case "worth" -> PAID.contains(event) || event.equals("task.review-timed");
                    default -> PAID.contains(event);
                };
            case PERIOD ->
                switch (family) {
                    case "log" -> true;
                    case "reviews" ->
                        DECIDED.contains(event)
                                || event.equals("task.review-timed")
                                || event.startsWith("tool.call-")
                                || event.startsWith("tool.result-");
                    case "verdicts" -> event.equals("task.judge-verdict-recorded");
                    case "gates", "workflows" -> event.startsWith("workflow.");
                    case "stops" -> event.startsWith("kill-switch.");
                    case "budgets" -> event.startsWith("budget.");
                    case "systems" -> event.startsWith("ai-system.");
                    case "incidents" -> event.startsWith("incident.");
                    case "bias" -> event.startsWith("bias.");
                    case "models" -> event.startsWith("model.");
                    case "redactions" -> event.equals("task.personal-data-redacted");
                    case "erasures", "contents" -> event.startsWith("erasure.") || event.startsWith("content.");
                    case "exports" -> event.startsWith("export.");
                    case "acts" -> event.endsWith("abandoned");
                    default -> false;
                };
        };
    }

    private static String family(Measure measure) {
        return measure.id().substring(0, measure.id().indexOf('.')).toLowerCase(Locale.ROOT);
    }
}
