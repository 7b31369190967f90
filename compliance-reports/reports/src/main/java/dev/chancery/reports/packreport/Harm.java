package dev.chancery.reports.packreport;

import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.folds.BiasChecks.Check;
import dev.chancery.folds.BiasFindings.Finding;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart;
import dev.chancery.reports.print.Chart.Interval;
import dev.chancery.reports.print.Chart.Intervals;
import dev.chancery.reports.print.Chart.Point;
import dev.chancery.reports.print.Chart.Value;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.State;
import dev.chancery.verifier.pack.PackFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Incidents, bias, and personal data. */
final class Harm {

    private static final int MOST_ROWS = 40;
    private static final int MOST_CHARTS = 6;

    private Harm() {}

    static List<Section> of(Sources sources) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Incidents", false, incidents(sources)));
        sections.add(new Section("Bias", false, bias(sources)));
        sections.add(new Section("Personal data", false, personalData(sources)));
        return sections;
    }

    private static List<Block> incidents(Sources sources) {
        Instant now = sources.subject().asOf();
        List<Block> blocks = new ArrayList<>();
        sources.told()
                .ifPresent(told -> blocks.addAll(Told.cards(
                        told.card("Serious incidents", Measure.INCIDENTS_OPENED),
                        told.card("Of these, clocks missed", Measure.INCIDENTS_BY_CLOCK, "clock", "MISSED"),
                        told.card("Still open at the end", Measure.INCIDENTS_OPEN))));
        Collection<Incident> incidents = sources.subject().dossier().incidents().values();
        List<List<Cell>> rows = new ArrayList<>();
        for (Incident incident : incidents.stream()
                .sorted(Comparator.comparing((Incident i) -> i.closing() != null)
                        .thenComparing(i -> i.awareness().at()))
                .limit(MOST_ROWS)
                .toList()) {
            ReportingState state = incident.state(now);
            rows.add(List.of(
                    Cell.of(incident.incident() + ": " + Words.cut(incident.description())),
                    Cell.of("Art. " + incident.clock().assessment().category().article()),
                    Cell.of(Words.minute(incident.awareness().at())),
                    Cell.of(Words.minute(incident.clock().clock().due())),
                    new Cell(Words.of(state), colour(state)),
                    Cell.of(incident.closing() == null ? "open" : "closed"),
                    Cell.of(String.valueOf(incident.clocks().getFirst().position()))));
        }
        blocks.addAll(sources.listed(
                new Table(
                        "Serious incidents and the clocks of their reports, Art. 73, open ones first",
                        List.of(
                                new Column("Incident", 6, false),
                                new Column("Kind", 3, false),
                                new Column("Aware (UTC)", 5, false),
                                new Column("Report due (UTC)", 5, false),
                                new Column("Clock", 3, false),
                                new Column("State", 3, false),
                                new Column("Position", 3, true)),
                        rows),
                incidents.size(),
                MOST_ROWS,
                RecordDocuments.INCIDENTS,
                Matter.INCIDENTS));
        return blocks;
    }

    private static State colour(ReportingState state) {
        return switch (state) {
            case MET -> State.GREEN;
            case OPEN -> State.AMBER;
            case MISSED -> State.RED;
            case NOT_REQUIRED, SUPERSEDED -> State.NONE;
        };
    }

    private static List<Block> bias(Sources sources) {
        List<Block> blocks = new ArrayList<>();
        sources.told()
                .ifPresent(told -> blocks.addAll(Told.cards(
                        told.card("Findings of bias", Measure.BIAS_OPENED),
                        told.card("Open at the end", Measure.BIAS_OPEN),
                        told.card("Of these, overdue", Measure.BIAS_OVERDUE))));
        Collection<Check> checks = sources.subject().dossier().biasChecks().values();
        SortedMap<String, Check> last = new TreeMap<>();
        for (Check check : checks) {
            last.merge(
                    check.checked().facts().subject().toString(),
                    check,
                    (one, other) -> one.position() > other.position() ? one : other);
        }
        List<Check> shown = last.values().stream()
                .sorted(Comparator.comparingLong(Check::position).reversed())
                .toList();
        if (shown.isEmpty()) {
            Optional<Paragraph> outside = sources.notInScope("Checks for bias and findings", Matter.BIAS);
            if (outside.isPresent()) {
                return List.of(outside.get());
            }
            blocks.add(new Paragraph("No check for bias is on record in this part of the log."));
        }
        shown.stream()
                .flatMap(check -> charts(check).stream())
                .limit(MOST_CHARTS)
                .forEach(blocks::add);
        blocks.addAll(checks(shown, sources));
        blocks.addAll(findings(sources));
        return blocks;
    }

    /** Of each metric one; no difference is 0 for those that subtract and 1 for those that divide. */
    private static List<Block> charts(Check check) {
        List<Block> blocks = new ArrayList<>();
        for (BiasMetric metric : BiasMetric.values()) {
            List<Interval> intervals = check.checked().results().stream()
                    .filter(result -> result.metric() == metric)
                    .flatMap(result -> interval(result).stream())
                    .limit(Chart.MOST_BARS)
                    .toList();
            if (!intervals.isEmpty()) {
                blocks.add(new Block.Figure(new Intervals(
                        capital(name(metric)) + ", " + check.checked().facts().subject() + ", position "
                                + check.position(),
                        "value and 95 % interval",
                        Point.of(metric.isRatio() ? 1 : 0, "no difference"),
                        intervals)));
            }
        }
        return blocks;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static List<Interval> interval(BiasResult result) {
        Double value = result.value();
        BiasResult.Interval interval = result.interval();
        if (value == null || interval == null || !isDrawable(interval, value)) {
            return List.of();
        }
        return List.of(new Interval(
                result.attribute() + ": " + result.group(),
                value(interval.low()),
                value(value),
                value(interval.high())));
    }

    private static boolean isDrawable(BiasResult.Interval interval, double value) {
        return interval.low() <= value
                && value <= interval.high()
                && Math.max(Math.abs(interval.low()), Math.abs(interval.high())) <= Chart.MOST;
    }

    private static Value value(double number) {
        return new Value(number, Words.of(number));
    }

    private static String name(BiasMetric metric) {
        return Words.of(metric);
    }

    private static List<Block> checks(List<Check> checks, Sources sources) {
        List<List<Cell>> rows = new ArrayList<>();
        int all = 0;
        for (Check check : checks) {
            for (BiasResult result : check.checked().results()) {
                if (all++ < MOST_ROWS) {
                    rows.add(row(check, result));
                }
            }
        }
        return sources.listed(
                new Table(
                        "The last check of each workflow and system",
                        List.of(
                                new Column("Subject", 4, false),
                                new Column("Group against reference", 5, false),
                                new Column("Metric", 5, false),
                                new Column("Value and interval", 7, true),
                                new Column("Verdict", 4, false),
                                new Column("Position", 3, true)),
                        rows),
                all,
                MOST_ROWS,
                RecordDocuments.BIAS,
                Matter.BIAS);
    }

    private static List<Cell> row(Check check, BiasResult result) {
        BiasResult.Interval interval = result.interval();
        Double value = result.value();
        String printed = value == null ? "none" : Words.of(value);
        return List.of(
                Cell.of(check.checked().facts().subject().toString()),
                Cell.of(Words.cut(result.attribute() + ": " + result.group() + " against " + result.reference())),
                Cell.of(name(result.metric())),
                Cell.of(
                        interval == null
                                ? printed
                                : printed + " (" + Words.of(interval.low()) + " to " + Words.of(interval.high()) + ")"),
                new Cell(Words.of(result.verdict()), colour(result)),
                Cell.of(String.valueOf(check.position())));
    }

    private static State colour(BiasResult result) {
        return switch (result.verdict()) {
            case WITHIN_BOUND -> State.GREEN;
            case BEYOND_BOUND -> State.RED;
            case BEYOND_BOUND_NOT_SIGNIFICANT -> State.AMBER;
            case INSUFFICIENT_DATA, NO_BOUND -> State.NONE;
        };
    }

    private static List<Block> findings(Sources sources) {
        Instant now = sources.subject().asOf();
        Collection<Finding> findings =
                sources.subject().dossier().biasFindings().values();
        List<List<Cell>> rows = new ArrayList<>();
        for (Finding finding : findings.stream()
                .sorted(Comparator.comparing((Finding f) -> f.closed() != null).thenComparingLong(Finding::position))
                .limit(MOST_ROWS)
                .toList()) {
            rows.add(List.of(
                    Cell.of(finding.opened().finding()),
                    Cell.of(finding.opened().subject() + ", " + finding.opened().attribute() + " "
                            + finding.opened().group() + ", "
                            + name(finding.opened().metric()) + " "
                            + Words.of(finding.opened().value())),
                    Cell.of(Words.cut(finding.opened().owner())),
                    Cell.of(Words.minute(finding.opened().due())),
                    state(finding, now),
                    Cell.of(String.valueOf(finding.position()))));
        }
        return sources.listed(
                new Table(
                        "Findings, open ones first",
                        List.of(
                                new Column("Finding", 4, false),
                                new Column("What", 7, false),
                                new Column("Owner", 4, false),
                                new Column("Due (UTC)", 5, false),
                                new Column("State", 4, false),
                                new Column("Position", 3, true)),
                        rows),
                findings.size(),
                MOST_ROWS,
                RecordDocuments.BIAS,
                Matter.BIAS);
    }

    private static Cell state(Finding finding, Instant now) {
        if (finding.closed() != null) {
            return Cell.of(Words.of(finding.closed().outcome()));
        }
        return finding.isOverdue(now) ? new Cell("open, overdue", State.RED) : new Cell("open", State.AMBER);
    }

    private static List<Block> personalData(Sources sources) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(
                "Personal data that is found in what goes out is replaced before anything is kept or sent."
                        + " What is kept can be erased, with its key; the proofs hold without it."));
        sources.told().ifPresent(told -> {
            blocks.addAll(told.bars("Personal data that was replaced, by type", Measure.REDACTIONS, "type"));
            blocks.addAll(Told.table(
                    "Personal data, erasures and disclosures",
                    told.row("Personal data that was replaced", Measure.REDACTIONS_TOTAL),
                    told.row(Measure.ERASURES.title(), Measure.ERASURES),
                    told.row(Measure.CONTENTS_ERASED.title(), Measure.CONTENTS_ERASED),
                    told.row(Measure.CONTENTS_EXPIRED.title(), Measure.CONTENTS_EXPIRED),
                    told.row(Measure.DISCLOSURES.title(), Measure.DISCLOSURES),
                    told.row(Measure.EXPORTS.title(), Measure.EXPORTS)));
        });
        blocks.addAll(erasures(sources));
        return blocks;
    }

    private static List<Block> erasures(Sources sources) {
        Collection<Erasures.Entry> erasures =
                sources.subject().dossier().erasures().values();
        List<List<Cell>> rows = new ArrayList<>();
        for (Erasures.Entry entry : erasures.stream()
                .sorted(Comparator.comparingLong(Erasures.Entry::requested).reversed())
                .limit(MOST_ROWS)
                .toList()) {
            rows.add(List.of(
                    Cell.of(entry.erasure()),
                    Cell.of(entry.scope().toString()),
                    Cell.of(Words.cut(entry.reason())),
                    Cell.of(Words.of(entry.state())),
                    Cell.of(String.valueOf(entry.requested()))));
        }
        return sources.listed(
                new Table(
                        "Erasures that were asked for, the newest first",
                        List.of(
                                new Column("Erasure", 5, false),
                                new Column("Of what", 5, false),
                                new Column("Reason", 7, false),
                                new Column("State", 4, false),
                                new Column("Position", 3, true)),
                        rows),
                erasures.size(),
                MOST_ROWS,
                PackFormat.EVENTS,
                Matter.ERASURES);
    }
}
