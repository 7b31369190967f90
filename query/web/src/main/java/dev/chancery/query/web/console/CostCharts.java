package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.CostsView.CostLine;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.chart.Chart.Bar;
import dev.chancery.query.web.chart.Chart.Bars;
import dev.chancery.query.web.chart.Chart.Lines;
import dev.chancery.query.web.chart.Chart.Point;
import dev.chancery.query.web.chart.Chart.Series;
import dev.chancery.query.web.chart.Slots;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Charts of costs. Currencies are never added. */
final class CostCharts {

    private static final int MOST_LINES = 15;

    private CostCharts() {}

    /** Costs by day; of a long period the last days. */
    static Chart days(String id, CostsView costs) {
        int all = (int) Math.min(ChronoUnit.DAYS.between(costs.from(), costs.to()) + 1, Chart.MOST_SLOTS);
        LocalDate first = costs.to().minusDays(all - 1L);
        Map<String, Micros> cells = new TreeMap<>();
        costs.lines().forEach(line -> cells.put(line.cost().currency() + " " + line.key(), line.cost()));
        List<Currency> currencies = costs.totals().stream()
                .map(line -> line.cost().currency())
                .limit(Chart.MOST_SERIES)
                .toList();
        return new Lines(
                id,
                "Cost per day",
                currencies.size() == 1 ? currencies.getFirst().getCurrencyCode() : "",
                true,
                Slots.over(first.atStartOfDay(ZoneOffset.UTC).toInstant(), Duration.ofDays(1), all),
                currencies.stream()
                        .map(currency -> new Series(
                                currency.getCurrencyCode(),
                                IntStream.range(0, all)
                                        .mapToObj(i -> point(cells, currency, first.plusDays(i)))
                                        .toList()))
                        .toList());
    }

    private static Point point(Map<String, Micros> cells, Currency currency, LocalDate day) {
        Micros cost = cells.getOrDefault(currency + " " + day, Micros.zero(currency));
        return Point.of(OperationsCharts.money(cost).at(), Said.SAID.money(cost));
    }

    /** The dearest lines, in the currency of the dearest. */
    static Chart bars(String id, String by, List<CostLine> lines) {
        return new Bars(
                id,
                "Cost by " + by,
                "",
                lines.stream()
                        .filter(line -> line.cost()
                                .currency()
                                .equals(lines.getFirst().cost().currency()))
                        .limit(MOST_LINES)
                        .map(line -> new Bar(
                                line.key() + ", n " + Said.SAID.count(line.tasks()),
                                OperationsCharts.money(line.cost())))
                        .toList());
    }
}
