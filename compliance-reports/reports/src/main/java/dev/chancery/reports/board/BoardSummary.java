package dev.chancery.reports.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Printed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the first page of a report says, for programs: {@code summary.json}. Every number is a figure and names its place in
 * {@code figures.json}, counted from 1.
 *
 * @param quarter such as {@code 2026-Q4}
 * @param partial whether the quarter was not over
 * @param from its first instant
 * @param to the first that is no longer part of what is told
 * @param size events of the log that were known
 * @param currency of which money is told first; empty where there is none
 * @param thresholds which ones hold, in a sentence
 * @param keys the key figures
 * @param charts figures by quarter or by kind
 * @param decisions requested
 * @param known what the last report told and when, in a sentence; null when the log knows of no quarter before
 * @param restated figures of the quarter before that are others now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BoardSummary(
        int format,
        String quarter,
        String zone,
        boolean partial,
        Instant from,
        Instant to,
        Instant asked,
        String origin,
        long size,
        String currency,
        String thresholds,
        List<Key> keys,
        List<Series> charts,
        List<Decision> decisions,
        @Nullable String known,
        List<Change> restated) {

    /** The shape of the file. */
    static final int FORMAT = 1;

    /**
     * A key figure.
     *
     * @param indicator by which thresholds name it
     * @param value for people
     * @param state GREEN, AMBER, RED or NONE, when nobody set a threshold or there is nothing to measure
     * @param remark what it is of, and how it changed
     * @param worse whether more or less is worse; null without a threshold
     * @param amber from or below which it is; null without a threshold
     * @param figure its place; null when nothing of the kind is on record
     * @param quarters the same in each quarter that is told, the oldest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Key(
            String indicator,
            String label,
            String value,
            String state,
            String remark,
            @Nullable String worse,
            @Nullable String amber,
            @Nullable String red,
            @Nullable String figure,
            List<Point> quarters) {}

    /**
     * A number of a chart.
     *
     * @param at where it is drawn, shares in percent; null when there is nothing of the kind
     * @param text for people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Point(String label, @Nullable Double at, String text) {}

    /** A chart. */
    record Series(String title, List<Point> points) {}

    /** Something that somebody has to decide. */
    record Decision(String rule, String what, String why, String decides) {}

    /** A figure as it was known then and as it is known now. */
    record Change(String figure, String then, String now, String reason) {}

    static BoardSummary of(BoardReport report) {
        BoardFacts facts = report.facts();
        BoardOrder order = facts.order();
        BoardFacts.Then then = facts.then();
        return new BoardSummary(
                FORMAT,
                order.quarter().toString(),
                order.zone().getId(),
                order.partial(),
                order.from(),
                order.to(),
                order.asked(),
                facts.head().origin(),
                facts.head().size(),
                facts.currency(),
                facts.thresholds().said(),
                keys(report),
                charts(report),
                report.requests().stream()
                        .map(each -> new Decision(each.rule(), each.what(), report.because(each), each.decides()))
                        .toList(),
                then == null ? null : BoardPages.source(then),
                report.restated().stream()
                        .map(each -> new Change(
                                BoardPages.title(each.figure()),
                                text(report, each.then()),
                                text(report, each.now()),
                                each.reason()))
                        .toList());
    }

    byte[] json() {
        return JsonMapper.shared().writeValueAsBytes(this);
    }

    private static String text(BoardReport report, @Nullable Figure figure) {
        return figure == null ? Printed.NONE : report.index().print(figure).text();
    }

    private static List<Key> keys(BoardReport report) {
        List<KeyFigure> told = BoardPages.keys(report);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            Indicator indicator = BoardPages.KEYS.get(i).indicator();
            KeyFigure key = told.get(i);
            BoardThreshold limit = report.facts().thresholds().of(indicator).orElse(null);
            keys.add(new Key(
                    indicator.id(),
                    key.label(),
                    key.value(),
                    key.state().name(),
                    key.remark(),
                    limit == null ? null : limit.worse().name(),
                    limit == null ? null : limit.amber(),
                    limit == null ? null : limit.red(),
                    key.source().isEmpty() ? null : key.source(),
                    quarters(
                            report,
                            sheet -> indicator.figure(sheet, report.facts().currency()))));
        }
        return keys;
    }

    private interface Finder {
        Optional<Figure> find(FigureSheet sheet);
    }

    /** The oldest first. */
    private static List<Point> quarters(BoardReport report, Finder finder) {
        List<Point> points = new ArrayList<>();
        for (FigureSheet sheet : report.facts().quarters().reversed()) {
            points.add(point(report, name(report, sheet), finder.find(sheet)));
        }
        return points;
    }

    private static Point point(BoardReport report, String label, Optional<Figure> figure) {
        Optional<Printed> printed = figure.map(report.index()::print);
        OptionalDouble at = printed.map(Printed::at).orElse(OptionalDouble.empty());
        return new Point(
                label,
                at.isPresent() ? (Double) at.getAsDouble() : null,
                printed.map(Printed::text).orElse(Printed.NONE));
    }

    private static String name(BoardReport report, FigureSheet sheet) {
        return Quarter.of(sheet.query().from(), report.facts().order().zone()).toString();
    }

    private static List<Series> charts(BoardReport report) {
        FigureSheet now = report.facts().now();
        String currency = report.facts().currency();
        List<Series> charts = new ArrayList<>();
        if (!currency.isEmpty()) {
            charts.add(new Series(
                    "Spend by quarter", quarters(report, sheet -> sheet.find(Measure.COST, "currency", currency))));
        }
        charts.add(new Series("Tasks by quarter", quarters(report, sheet -> sheet.find(Measure.TASKS_OPENED))));
        charts.add(new Series(
                "AI systems in use by class of risk", kinds(report, now, Measure.SYSTEMS_BY_CLASS, "class")));
        charts.add(new Series(
                "Serious incidents by what became of their clocks",
                kinds(report, now, Measure.INCIDENTS_BY_CLOCK, "clock")));
        return charts;
    }

    private static List<Point> kinds(BoardReport report, FigureSheet sheet, Measure measure, String parameter) {
        return sheet.all(measure).stream()
                .map(figure -> point(
                        report,
                        figure.parameters()
                                .getOrDefault(parameter, "")
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '),
                        Optional.of(figure)))
                .toList();
    }
}
