package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.Reporting;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.issued.ExportDesk;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page of the board: what the newest report says, from the file that was issued and from nothing else. Reading it is on record, as a
 * download is.
 */
@Controller
final class BoardPage {

    private static final String SUMMARY = "summary.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final ExportDesk exports;
    private final Reporting reporting;

    BoardPage(ExportDesk exports, Reporting reporting) {
        this.exports = exports;
        this.reporting = reporting;
    }

    /** What {@code summary.json} of a report says. */
    record Summary(
            String quarter,
            String zone,
            boolean partial,
            Instant from,
            Instant to,
            Instant asked,
            String origin,
            long size,
            String thresholds,
            List<Key> keys,
            List<Series> charts,
            List<Decision> decisions,
            @Nullable String known,
            List<Change> restated) {}

    /** A key figure. */
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
            List<Point> quarters) {

        /** In words, so that nobody needs to see the colour. */
        public String stateInWords() {
            return switch (state) {
                case "GREEN" -> "green: as agreed";
                case "AMBER" -> "amber: look at it";
                case "RED" -> "red: beyond what was agreed";
                default -> "no threshold, or nothing to measure";
            };
        }

        public String tone() {
            return switch (state) {
                case "GREEN" -> "good";
                case "AMBER" -> "care";
                case "RED" -> "bad";
                default -> "plain";
            };
        }

        /** What was agreed; empty where nothing was. */
        public String limits() {
            return amber == null
                    ? ""
                    : "FROM".equals(worse)
                            ? "amber from " + amber + ", red from " + red
                            : "amber below " + amber + ", red below " + red;
        }

        /** How it went through the quarters; null where there are not two. */
        public Chart.@Nullable Spark spark() {
            return quarters.stream().filter(point -> point.at() != null).count() < 2
                    ? null
                    : new Chart.Spark(
                            "spark-" + indicator,
                            label + " by quarter",
                            "",
                            quarters.stream().map(Point::point).toList());
        }
    }

    /** A number of a chart. */
    record Point(String label, @Nullable Double at, String text) {

        Chart.Point point() {
            return at == null ? Chart.Point.none() : Chart.Point.of(at, text);
        }
    }

    /** A chart. */
    record Series(String title, List<Point> points) {

        Chart chart(int number) {
            return new Chart.Bars(
                    "chart-" + number,
                    title,
                    "",
                    points.stream()
                            .filter(point -> point.at() != null)
                            .map(point -> new Chart.Bar(
                                    point.label(), new Chart.Value(Objects.requireNonNull(point.at()), point.text())))
                            .toList());
        }
    }

    /** Something that somebody has to decide. */
    record Decision(String rule, String what, String why, String decides) {}

    /** A figure as it was known then and as it is known now. */
    record Change(String figure, String then, String now, String reason) {}

    /** The newest report, or that of an export. */
    @GetMapping("/board")
    String newest(@RequestParam @Nullable String report, Principal person, Model page) {
        List<ExportView> all = reports();
        Optional<ExportView> shown = report == null
                ? all.stream().filter(each -> each.state() == ExportState.READY).findFirst()
                : Optional.of(board(exports.one(report)));
        return show(all, shown, person, page);
    }

    private static ExportView board(ExportView export) {
        if (export.kind() != ExportKind.BOARD_REPORT) {
            throw Problem.notFound("board report", export.export());
        }
        return export;
    }

    /** The newest report on a quarter. */
    @GetMapping("/board/{quarter}")
    String quarter(@PathVariable String quarter, Principal person, Model page) {
        if (!quarter.matches("[0-9]{4}-Q[1-4]")) {
            throw Problem.notFound("quarter", quarter);
        }
        List<ExportView> all = reports();
        page.addAttribute("quarter", quarter);
        return show(
                all,
                all.stream()
                        .filter(each -> each.state() == ExportState.READY)
                        .filter(each ->
                                Objects.requireNonNullElse(each.period(), "").startsWith(quarter))
                        .findFirst(),
                person,
                page);
    }

    private List<ExportView> reports() {
        return exports.all(ExportKind.BOARD_REPORT, null, null, null, Query.PAGE_LIMIT)
                .exports();
    }

    private String show(List<ExportView> all, Optional<ExportView> shown, Principal person, Model page) {
        page.addAttribute(
                "ready",
                all.stream().filter(each -> each.state() == ExportState.READY).toList());
        page.addAttribute(
                "making",
                all.stream()
                        .filter(each -> each.state() == ExportState.REQUESTED)
                        .toList());
        page.addAttribute("report", shown.orElse(null));
        shown.filter(export -> export.state() == ExportState.READY)
                .flatMap(export -> reporting.boardFile(export.export(), SUMMARY, person.getName()))
                .map(json -> JSON.readValue(json, Summary.class))
                .ifPresent(summary -> {
                    page.addAttribute("summary", summary);
                    page.addAttribute(
                            "charts",
                            IntStream.range(0, summary.charts().size())
                                    .mapToObj(i -> summary.charts().get(i).chart(i))
                                    .toList());
                });
        return "board";
    }
}
