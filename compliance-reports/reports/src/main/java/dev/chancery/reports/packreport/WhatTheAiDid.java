package dev.chancery.reports.packreport;

import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Chart;
import dev.chancery.reports.print.Chart.Lines;
import dev.chancery.reports.print.Chart.Point;
import dev.chancery.reports.print.Chart.Series;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tasks, refusals and costs. */
final class WhatTheAiDid {

    private static final List<Measure> PARTS =
            List.of(Measure.COST_UNDELIVERED, Measure.COST_JUDGING, Measure.COST_REVISING, Measure.COST_FAILING);

    private WhatTheAiDid() {}

    static Section of(Sources sources, Told told) {
        List<Block> blocks = new ArrayList<>();
        blocks.addAll(Told.cards(
                told.card("Tasks asked for", Measure.TASKS_OPENED),
                told.card("Delivered", Measure.TASKS_DELIVERED),
                told.cards("Cost, settled", Measure.COST),
                told.cards("Cost per task", Measure.COST_PER_TASK),
                told.cards("Cost per delivered task", Measure.COST_PER_DELIVERED),
                told.cards("Saved by the provider's cache", Measure.CACHE_SAVED),
                told.card("Tokens given to models", Measure.TOKENS_INPUT),
                told.card("Tokens that models gave", Measure.TOKENS_OUTPUT)));
        blocks.addAll(told.bars("Tasks by what became of them", Measure.TASKS_BY_STATE, "state"));
        blocks.addAll(told.bars("Refused tasks by the code of the refusal", Measure.TASKS_REFUSED, "reason"));
        blocks.addAll(told.barsInOrder("Workflows by gate", Measure.WORKFLOWS_BY_GATE, "gate"));
        costs(blocks, told, "Cost by tier of the model", Measure.COST_BY_TIER, "tier");
        costs(blocks, told, "Cost by vendor", Measure.COST_BY_VENDOR, "vendor");
        costs(blocks, told, "Cost by workflow", Measure.COST_BY_WORKFLOW, "workflow");
        List<Told.Row> parts = new ArrayList<>();
        for (Measure measure : PARTS) {
            told.all(measure).forEach(printed -> parts.add(new Told.Row(measure.title(), printed)));
        }
        blocks.addAll(Told.table(
                "Of the cost, and limits",
                parts,
                told.row(Measure.BUDGETS_EXHAUSTED.title(), Measure.BUDGETS_EXHAUSTED),
                told.row(Measure.STOPS_PULLED.title(), Measure.STOPS_PULLED),
                told.all(Measure.COMPANY_CAP).stream()
                        .map(cap -> new Told.Row(Measure.COMPANY_CAP.title(), cap))
                        .toList()));
        blocks.addAll(trends(sources));
        return new Section("What the AI did", false, blocks);
    }

    /** A chart for each currency. */
    private static void costs(List<Block> blocks, Told told, String title, Measure measure, String parameter) {
        told.byCurrency(measure).values().forEach(costs -> blocks.addAll(told.bars(title, measure, costs, parameter)));
    }

    /** Lines over the periods, when there are several. */
    private static List<Block> trends(Sources sources) {
        List<Told> each = sources.each();
        if (each.size() < 2) {
            return List.of();
        }
        List<String> periods = each.stream().map(told -> Words.of(told.query())).toList();
        List<Block> blocks = new ArrayList<>();
        blocks.add(lines(
                "Tasks asked for, by period",
                "tasks",
                periods,
                List.of(series("asked for", each, Measure.TASKS_OPENED))));
        blocks.add(lines(
                "Delivered tasks, by period",
                "% of all",
                periods,
                List.of(series("delivered", each, Measure.TASKS_DELIVERED))));
        List<String> currencies = each.stream()
                .flatMap(told -> told.byCurrency(Measure.COST).keySet().stream())
                .distinct()
                .sorted()
                .limit(Chart.MOST_SERIES)
                .toList();
        for (String currency : currencies) {
            blocks.add(lines(
                    "Cost per task, by period",
                    currency + " per task",
                    periods,
                    List.of(series(currency, each, Measure.COST_PER_TASK, "currency", currency))));
        }
        return blocks;
    }

    private record Trend(Series series, List<Printed> printed) {}

    private static Trend series(String name, List<Told> each, Measure measure, String... parameters) {
        List<Point> points = new ArrayList<>();
        List<Printed> all = new ArrayList<>();
        for (Told told : each) {
            Optional<Printed> printed = told.find(measure, parameters);
            points.add(printed.map(Printed::point).orElse(Point.none()));
            printed.ifPresent(all::add);
        }
        return new Trend(new Series(name, points), all);
    }

    private static Block lines(String title, String unit, List<String> periods, List<Trend> trends) {
        List<Printed> all = trends.stream().flatMap(t -> t.printed().stream()).toList();
        return new Block.Figure(new Lines(
                title,
                unit + "; " + Printed.sources(all),
                periods,
                trends.stream().map(Trend::series).toList()));
    }
}
