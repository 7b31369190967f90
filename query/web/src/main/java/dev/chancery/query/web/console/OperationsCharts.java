package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.CostsView.CostLine;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.contracts.OperationsView.Settled;
import dev.chancery.query.contracts.OperationsView.Share;
import dev.chancery.query.contracts.OperationsView.Span;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.chart.Chart.Bar;
import dev.chancery.query.web.chart.Chart.Bars;
import dev.chancery.query.web.chart.Chart.Divided;
import dev.chancery.query.web.chart.Chart.Interval;
import dev.chancery.query.web.chart.Chart.Intervals;
import dev.chancery.query.web.chart.Chart.Lines;
import dev.chancery.query.web.chart.Chart.Point;
import dev.chancery.query.web.chart.Chart.Series;
import dev.chancery.query.web.chart.Chart.Shares;
import dev.chancery.query.web.chart.Chart.Value;
import dev.chancery.query.web.chart.Slots;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Charts of what went on. */
final class OperationsCharts {

    private static final double MILLION = 1e6;
    private static final int MOST_LINES = 15;

    private final OperationsView view;
    private final String each;
    private final Slots slots;

    /** @param each what a span is called, as {@code per minute} */
    OperationsCharts(OperationsView view, String each) {
        this.view = view;
        this.each = each;
        this.slots = Slots.over(view.from(), view.step(), view.spans().size());
    }

    Chart throughput() {
        return new Lines(
                "throughput",
                "Throughput",
                "tasks " + each,
                true,
                slots,
                List.of(
                        new Series("asked for", counts(Span::opened)),
                        new Series("with an output", counts(Span::outputs)),
                        new Series("refused or failed", counts(s -> s.refused() + s.failed() + s.abandoned()))));
    }

    Chart latency() {
        return new Lines(
                "latency",
                "Time from request to output",
                "ms",
                false,
                slots,
                List.of(
                        new Series("half within (p50)", times(Span::p50Millis)),
                        new Series("95 of 100 within (p95)", times(Span::p95Millis))));
    }

    Chart cost() {
        List<Currency> currencies = view.total().settled().stream()
                .map(s -> s.cost().currency())
                .limit(Chart.MOST_SERIES)
                .toList();
        return new Lines(
                "cost",
                "Cost",
                (currencies.size() == 1 ? currencies.getFirst() + " " : "") + each,
                true,
                slots,
                currencies.stream()
                        .map(currency -> new Series(currency.getCurrencyCode(), costs(currency, Settled::cost)))
                        .toList());
    }

    Chart perTask() {
        List<Currency> currencies = view.total().settled().stream()
                .map(s -> s.cost().currency())
                .limit(Chart.MOST_SERIES)
                .toList();
        return new Lines(
                "per-task",
                "Cost per task",
                currencies.size() == 1 ? currencies.getFirst().getCurrencyCode() : "",
                false,
                slots,
                currencies.stream()
                        .map(currency ->
                                new Series(currency.getCurrencyCode(), costs(currency, OperationsCharts::each)))
                        .toList());
    }

    /** What came of tasks. */
    Chart outcomes() {
        Span total = view.total();
        List<Value> parts = Stream.of(
                        total.released(),
                        total.held(),
                        total.shadowed(),
                        total.refused(),
                        total.failed() + total.abandoned())
                .map(OperationsCharts::count)
                .toList();
        long all = total.outputs() + total.refused() + total.failed() + total.abandoned();
        return new Shares(
                "outcomes",
                "What came of tasks",
                "tasks",
                List.of("released", "held for a person", "kept in shadow", "refused", "failed or abandoned"),
                all == 0 ? List.of() : List.of(new Divided("All", Said.SAID.count(all), parts)));
    }

    Chart refusals() {
        return new Bars(
                "refusals",
                "Refusals by reason",
                "tasks",
                view.total().refusals().stream()
                        .sorted((a, b) -> Long.compare(b.tasks(), a.tasks()))
                        .limit(Chart.MOST_BARS)
                        .map(r -> new Bar(r.code().replace('_', ' '), count(r.tasks())))
                        .toList());
    }

    Chart quality() {
        return new Intervals(
                "quality",
                "Quality",
                "% of those looked at, with 95 % intervals",
                Point.none(),
                Stream.of(interval("Passed by judges", view.passed()), interval("Approved as it was", view.approved()))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Optional<Interval> interval(String name, Share share) {
        Double rate = share.rate();
        return rate == null
                ? Optional.empty()
                : Optional.of(new Interval(
                        name + ", n " + Said.SAID.count(share.n()),
                        percent(Math.min(rate, share.lower())),
                        percent(rate),
                        percent(Math.max(rate, share.upper()))));
    }

    /** Cost per task of the dearest lines, in one currency. */
    static Chart perTask(String by, List<CostLine> lines) {
        return new Bars(
                "per-task-by",
                "Cost per task by " + by,
                "",
                lines.stream()
                        .filter(line -> line.cost()
                                .currency()
                                .equals(lines.getFirst().cost().currency()))
                        .flatMap(line -> {
                            var perTask = line.perTask();
                            String label = line.key() + ", n " + Said.SAID.count(line.tasks());
                            return perTask == null ? Stream.<Bar>empty() : Stream.of(new Bar(label, money(perTask)));
                        })
                        .limit(MOST_LINES)
                        .toList());
    }

    private List<Point> counts(ToLongFunction<Span> count) {
        return points(span -> {
            long n = count.applyAsLong(span);
            return Point.of((double) n, Said.SAID.count(n));
        });
    }

    private List<Point> times(Function<Span, @Nullable Long> time) {
        return points(span -> {
            Long millis = time.apply(span);
            return millis == null ? Point.none() : Point.of(millis, Said.SAID.millis(millis));
        });
    }

    private List<Point> costs(Currency currency, Function<Settled, Micros> amount) {
        return points(span -> span.settled().stream()
                .filter(s -> s.cost().currency().equals(currency))
                .findFirst()
                .map(amount)
                .map(cost -> Point.of(cost.amount() / MILLION, Said.SAID.money(cost)))
                .orElse(Point.none()));
    }

    /** What is not known, because spans so short are not kept so long, is a gap; so is what has not come. */
    private List<Point> points(Function<Span, Point> point) {
        List<Point> points = new ArrayList<>();
        for (Span span : view.spans()) {
            boolean kept = view.since() == null || !span.at().isBefore(view.since());
            points.add(kept ? point.apply(span) : Point.none());
        }
        return points;
    }

    private static Micros each(Settled settled) {
        return new Micros(
                Math.ceilDiv(settled.cost().amount(), settled.tasks()),
                settled.cost().currency());
    }

    private static Value count(long n) {
        return new Value(n, Said.SAID.count(n));
    }

    static Value money(Micros amount) {
        return new Value(amount.amount() / MILLION, Said.SAID.money(amount));
    }

    private static Value percent(double share) {
        return new Value(100 * share, Said.SAID.percent(share));
    }
}
