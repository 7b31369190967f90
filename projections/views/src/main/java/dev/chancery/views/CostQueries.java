package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.folds.Baselines;
import dev.chancery.folds.PriceImports;
import dev.chancery.folds.Qualities;
import dev.chancery.folds.SpendAnomalies;
import dev.chancery.folds.SpendDays.Dimension;
import dev.chancery.folds.WorkflowWorth;
import dev.chancery.query.contracts.BaselinesView;
import dev.chancery.query.contracts.BaselinesView.WorkflowBaselines;
import dev.chancery.query.contracts.CostQuery.FindBaselines;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindPriceImports;
import dev.chancery.query.contracts.CostQuery.FindQualities;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindUses;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.CostsView.CostLine;
import dev.chancery.query.contracts.PriceImportsView;
import dev.chancery.query.contracts.PriceImportsView.PriceImport;
import dev.chancery.query.contracts.QualitiesView;
import dev.chancery.query.contracts.QualitiesView.QualityLine;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.SpendAnomaliesView.Anomaly;
import dev.chancery.query.contracts.SpendAnomaliesView.Insufficient;
import dev.chancery.query.contracts.SpendAnomaliesView.Measure;
import dev.chancery.query.contracts.SpendAnomaliesView.Of;
import dev.chancery.query.contracts.UsesView;
import dev.chancery.query.contracts.UsesView.Use;
import dev.chancery.query.contracts.ValueView;
import dev.chancery.query.contracts.ValueView.WorkflowValue;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers what AI costs and what that is worth, from the totals of days. */
public final class CostQueries {

    /** Workflows times labels times deployments that are looked at. */
    private static final int MOST_QUALITIES = 20_000;

    private static final int MOST_LINES = 10_000;

    /** Rows that are in memory at once. */
    private static final int FETCHED = 5_000;

    private static final String SUMS = """
            sum(tasks)::bigint, sum(delivered)::bigint, sum(rejected)::bigint, sum(failed)::bigint, sum(abandoned)::bigint,
            sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(cache_read_tokens)::bigint,
            sum(cache_write_tokens)::bigint, sum(amount)::bigint AS cost, sum(judging)::bigint, sum(revising)::bigint,
            sum(failing)::bigint, sum(undelivered)::bigint, sum(saved)::bigint, sum(reviews)::bigint,
            sum(timed_reviews)::bigint, sum(review_millis)::bigint
            """;

    private static final String OF_PERIOD = " FROM views.spend_day WHERE dimension = ? AND day BETWEEN ? AND ?";

    private final Views views;

    public CostQueries(Views views) {
        this.views = views;
    }

    @QueryHandler
    public CostsView handle(FindCosts query) {
        // All days, and the totals, are the same in each dimension; there are few tiers.
        boolean days = query.by() == FindCosts.By.DAY;
        Dimension dimension = switch (query.by()) {
            case AGENT -> Dimension.AGENT;
            case WORKFLOW -> Dimension.WORKFLOW;
            case MODEL -> Dimension.DEPLOYMENT;
            case TIER, DAY -> Dimension.TIER;
        };
        int most = days ? MOST_LINES : Query.PAGE_LIMIT;
        return views.read(Generation.SPEND_DAYS, connection -> {
            List<CostLine> lines = lines(
                    connection.prepareStatement("SELECT " + (days ? "day::text" : "id") + ", currency, " + SUMS
                            + OF_PERIOD + " GROUP BY 1, 2 ORDER BY " + (days ? "1, 2" : "cost DESC, 1") + " LIMIT "
                            + most),
                    dimension,
                    query.from(),
                    query.to());
            List<CostLine> totals = lines(
                    connection.prepareStatement(
                            "SELECT 'total', currency, " + SUMS + OF_PERIOD + " GROUP BY 2 ORDER BY 2"),
                    Dimension.TIER,
                    query.from(),
                    query.to());
            return new CostsView(query.by(), query.from(), query.to(), lines, totals, notes(lines, most));
        });
    }

    private static List<String> notes(List<CostLine> lines, int most) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Chancery keeps no cache of answers; what is saved is by the providers' caches, at the prices of the policy"
                        + " under which each task was decided.");
        notes.add("Tasks that are not settled yet, and refused ones, which cost nothing, are not counted.");
        if (lines.size() == most) {
            notes.add("Only the first " + most + " lines are shown; the totals are of all.");
        }
        return notes;
    }

    private static List<CostLine> lines(PreparedStatement statement, Dimension dimension, LocalDate from, LocalDate to)
            throws SQLException {
        List<CostLine> lines = new ArrayList<>();
        try (PreparedStatement select = statement) {
            period(select, 1, dimension, from, to);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lines.add(line(rows));
                }
            }
        }
        return lines;
    }

    private static void period(
            PreparedStatement statement, int first, Dimension dimension, LocalDate from, LocalDate to)
            throws SQLException {
        statement.setString(first, dimension.name());
        statement.setObject(first + 1, from);
        statement.setObject(first + 2, to);
    }

    private static CostLine line(ResultSet rows) throws SQLException {
        Currency currency = Currency.getInstance(rows.getString(2));
        long tasks = rows.getLong(3);
        long delivered = rows.getLong(4);
        long cost = rows.getLong(12);
        return new CostLine(
                rows.getString(1),
                tasks,
                delivered,
                rows.getLong(5),
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getLong(9),
                rows.getLong(10),
                rows.getLong(11),
                new Micros(cost, currency),
                each(cost, tasks, currency),
                each(cost, delivered, currency),
                new Micros(rows.getLong(13), currency),
                new Micros(rows.getLong(14), currency),
                new Micros(rows.getLong(15), currency),
                new Micros(rows.getLong(16), currency),
                new Micros(rows.getLong(17), currency),
                rows.getLong(18),
                rows.getLong(19),
                rows.getLong(20));
    }

    private static @Nullable Micros each(long cost, long count, Currency currency) {
        return count == 0 ? null : new Micros(Math.ceilDiv(cost, count), currency);
    }

    @QueryHandler
    public ValueView handle(FindValue query) {
        Map<String, Baselines.OfWorkflow> baselines = new TreeMap<>();
        views.list(Generation.BASELINES, MOST_LINES)
                .forEach(each -> baselines.put(each.workflow().value(), each));
        Map<String, List<WorkflowWorth.Day>> days = new TreeMap<>();
        views.read(Generation.SPEND_DAYS, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, currency, day, delivered, amount, reviews, timed_reviews, review_millis" + OF_PERIOD
                            + " ORDER BY 1, 2, 3")) {
                period(select, 1, Dimension.WORKFLOW, query.from(), query.to());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String key = rows.getString(1) + "\n" + rows.getString(2);
                        days.computeIfAbsent(key, k -> new ArrayList<>())
                                .add(new WorkflowWorth.Day(
                                        rows.getObject(3, LocalDate.class),
                                        rows.getLong(4),
                                        new Micros(rows.getLong(5), Currency.getInstance(rows.getString(2))),
                                        rows.getLong(6) - rows.getLong(7),
                                        rows.getLong(8)));
                    }
                }
            }
            return days;
        });
        List<WorkflowValue> values = new ArrayList<>();
        days.forEach((key, each) -> {
            String workflow = key.substring(0, key.indexOf('\n'));
            WorkflowWorth worth = WorkflowWorth.of(each, Optional.ofNullable(baselines.get(workflow)));
            values.add(new WorkflowValue(
                    workflow,
                    worth.delivered(),
                    worth.compared(),
                    worth.baselineCost(),
                    worth.cost(),
                    worth.reviewCost(),
                    worth.net(),
                    worth.percentOfCost(),
                    worth.untimedReviews(),
                    worth.baselines(),
                    worth.note()));
        });
        return new ValueView(query.from(), query.to(), values, WorkflowWorth.LEAVES_OUT);
    }

    @QueryHandler
    public BaselinesView handle(FindBaselines query) {
        return new BaselinesView(views.list(Generation.BASELINES, MOST_LINES).stream()
                .map(each -> new WorkflowBaselines(
                        each.workflow().value(),
                        each.set().stream()
                                .map(told -> new BaselinesView.Told(told.baseline(), told.by(), told.at()))
                                .toList()))
                .toList());
    }

    @QueryHandler
    public PriceImportsView handle(FindPriceImports query) {
        return new PriceImportsView(views.list(Generation.PRICE_IMPORTS, MOST_LINES).stream()
                .sorted(Comparator.comparingLong(PriceImports.Import::position).reversed())
                .limit(Query.PAGE_LIMIT)
                .map(each -> new PriceImport(each.file(), each.by(), each.at(), each.position()))
                .toList());
    }

    @QueryHandler
    public QualitiesView handle(FindQualities query) {
        return new QualitiesView(views.list(Generation.QUALITIES, MOST_QUALITIES).stream()
                .filter(each -> each.tasks() > 0)
                .map(CostQueries::line)
                .toList());
    }

    private static QualityLine line(Qualities.Quality each) {
        return new QualityLine(
                each.workflow().value(),
                each.label(),
                each.model(),
                each.deployment(),
                each.tasks(),
                each.cost(),
                each.reviewed(),
                each.approved(),
                each.judged(),
                each.passed());
    }

    @QueryHandler
    public UsesView handle(FindUses query) {
        return new UsesView(
                query.from(),
                query.to(),
                uses(Dimension.DEPLOYMENT, query),
                uses(Dimension.AGENT, query),
                uses(Dimension.WORKFLOW, query));
    }

    /** What there is, and the last day of each, come from the index; only days of the period are read. */
    private List<Use> uses(Dimension dimension, FindUses query) {
        String sql = """
                WITH RECURSIVE known AS (
                    (SELECT id, currency FROM views.spend_day WHERE dimension = ? ORDER BY id, currency LIMIT 1)
                    UNION ALL
                    SELECT n.id, n.currency FROM known k CROSS JOIN LATERAL (
                        SELECT s.id, s.currency FROM views.spend_day s
                        WHERE s.dimension = ? AND (s.id, s.currency) > (k.id, k.currency)
                        ORDER BY s.id, s.currency LIMIT 1) n),
                shown AS (SELECT * FROM known LIMIT %d),
                months AS (SELECT id, currency, sum(tasks)::bigint AS tasks, sum(amount)::bigint AS amount,
                                  max(amount) AS peak
                           FROM views.spend_day WHERE dimension = ? AND day BETWEEN ? AND ?
                           GROUP BY id, currency, date_trunc('month', day)),
                period AS (SELECT id, currency, sum(tasks)::bigint AS tasks, sum(amount)::bigint AS amount,
                                  max(peak) AS day, max(amount) AS month
                           FROM months GROUP BY id, currency)
                SELECT k.id, k.currency, coalesce(p.tasks, 0), coalesce(p.amount, 0), p.day, p.month,
                       (SELECT max(l.day) FROM views.spend_day l
                        WHERE l.dimension = ? AND l.id = k.id AND l.currency = k.currency)
                FROM shown k LEFT JOIN period p USING (id, currency) ORDER BY 1, 2
                """.formatted(MOST_LINES);
        return views.read(Generation.SPEND_DAYS, connection -> {
            List<Use> uses = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, dimension.name());
                select.setString(2, dimension.name());
                period(select, 3, dimension, query.from(), query.to());
                select.setString(6, dimension.name());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Currency currency = Currency.getInstance(rows.getString(2));
                        uses.add(new Use(
                                rows.getString(1),
                                rows.getLong(3),
                                new Micros(rows.getLong(4), currency),
                                optional(rows, 5, currency),
                                optional(rows, 6, currency),
                                rows.getObject(7, LocalDate.class)));
                    }
                }
            }
            return uses;
        });
    }

    private static @Nullable Micros optional(ResultSet rows, int column, Currency currency) throws SQLException {
        long amount = rows.getLong(column);
        return rows.wasNull() ? null : new Micros(amount, currency);
    }

    @QueryHandler
    public SpendAnomaliesView handle(FindSpendAnomalies query) {
        Anomalies found = new Anomalies(query);
        find(Of.WORKFLOW, Dimension.WORKFLOW, found);
        find(Of.AGENT, Dimension.AGENT, found);
        return new SpendAnomaliesView(
                query.from(),
                query.to(),
                SpendAnomalies.WINDOW_DAYS,
                SpendAnomalies.LEAST_DAYS,
                SpendAnomalies.THRESHOLD_TENTHS,
                List.copyOf(found.newest),
                found.insufficient);
    }

    /** Series come one after the other, and one is in memory at a time. */
    private void find(Of of, Dimension dimension, Anomalies found) {
        views.read(Generation.SPEND_DAYS, connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, currency, day, amount, tasks" + OF_PERIOD + " ORDER BY 1, 2, 3")) {
                select.setFetchSize(FETCHED);
                period(
                        select,
                        1,
                        dimension,
                        found.query.from().minusDays(SpendAnomalies.WINDOW_DAYS),
                        found.query.to());
                Series series = null;
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String id = rows.getString(1);
                        String currency = rows.getString(2);
                        if (series == null || !series.is(id, currency)) {
                            found.in(series);
                            series = new Series(of, id, Currency.getInstance(currency));
                        }
                        series.add(rows.getObject(3, LocalDate.class), rows.getLong(4), rows.getLong(5));
                    }
                }
                found.in(series);
                return found;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    /** What an agent or a workflow spent in one currency. */
    private static final class Series {
        private final Of of;
        private final String id;
        private final Currency currency;
        private final TreeMap<LocalDate, Long> spend = new TreeMap<>();
        private final TreeMap<LocalDate, Long> perTask = new TreeMap<>();
        private final TreeMap<LocalDate, Long> tasks = new TreeMap<>();

        Series(Of of, String id, Currency currency) {
            this.of = of;
            this.id = id;
            this.currency = currency;
        }

        boolean is(String other, String code) {
            return id.equals(other) && currency.getCurrencyCode().equals(code);
        }

        void add(LocalDate day, long amount, long count) {
            spend.put(day, amount);
            tasks.put(day, count);
            if (count > 0) {
                perTask.put(day, Math.ceilDiv(amount, count));
            }
        }

        Anomaly anomaly(Measure measure, SpendAnomalies.Anomaly each) {
            return new Anomaly(
                    of,
                    id,
                    each.day(),
                    measure,
                    new Micros(each.value(), currency),
                    new Micros(each.median(), currency),
                    new Micros(each.deviation(), currency),
                    each.days(),
                    tasks.getOrDefault(each.day(), 0L));
        }
    }

    /** The newest anomalies, as many as a page holds. */
    private static final class Anomalies {
        private final FindSpendAnomalies query;
        private final TreeSet<Anomaly> newest = new TreeSet<>(Comparator.comparing(Anomaly::day)
                .reversed()
                .thenComparing(Anomaly::of)
                .thenComparing(Anomaly::id)
                .thenComparing(Anomaly::measure)
                .thenComparing(each -> each.value().currency().getCurrencyCode()));
        private final List<Insufficient> insufficient = new ArrayList<>();

        Anomalies(FindSpendAnomalies query) {
            this.query = query;
        }

        void in(@Nullable Series series) {
            if (series == null) {
                return;
            }
            int without = 0;
            for (Measure measure : Measure.values()) {
                SpendAnomalies.Found found = SpendAnomalies.find(
                        measure == Measure.SPEND ? series.spend : series.perTask, query.from(), query.to());
                without = Math.max(without, found.insufficient());
                for (SpendAnomalies.Anomaly each : found.anomalies()) {
                    newest.add(series.anomaly(measure, each));
                    if (newest.size() > Query.PAGE_LIMIT) {
                        newest.removeLast();
                    }
                }
            }
            if (without > 0 && insufficient.size() < MOST_LINES) {
                insufficient.add(new Insufficient(series.of, series.id, without));
            }
        }
    }
}
