package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Outcomes;
import dev.chancery.folds.Spend.Shares;
import dev.chancery.folds.Spend.Total;
import dev.chancery.folds.SpendDays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Totals of spend. */
final class SpendTable implements Table<Cell, Total> {

    /** A figure of a total, and its column. */
    private record Figure(String column, Function<Total, Long> of) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("tasks", Total::tasks),
            new Figure("input_tokens", Total::inputTokens),
            new Figure("output_tokens", Total::outputTokens),
            new Figure("amount", total -> total.amount().amount()),
            new Figure("delivered", total -> total.outcomes().delivered()),
            new Figure("rejected", total -> total.outcomes().rejected()),
            new Figure("failed", total -> total.outcomes().failed()),
            new Figure("abandoned", total -> total.outcomes().abandoned()),
            new Figure("reviews", total -> total.outcomes().reviews()),
            new Figure("timed_reviews", total -> total.outcomes().timedReviews()),
            new Figure("review_millis", total -> total.outcomes().reviewMillis()),
            new Figure("judging", total -> total.shares().judging()),
            new Figure("revising", total -> total.shares().revising()),
            new Figure("failing", total -> total.shares().failing()),
            new Figure("cache_read_tokens", total -> total.shares().cacheReadTokens()),
            new Figure("cache_write_tokens", total -> total.shares().cacheWriteTokens()),
            new Figure("undelivered", total -> total.shares().undelivered()),
            new Figure("saved", total -> total.shares().saved()));

    private static final String KEY = "day, agent, workflow, deployment, tier, currency";

    @Override
    public Map<Cell, Total> load(Connection connection, String schema, Collection<Cell> keys) throws SQLException {
        Map<Cell, Total> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT s.* FROM " + schema
                + ".spend s JOIN unnest(?::date[], ?, ?, ?, ?, ?) AS k (" + KEY + ") USING (" + KEY + ")")) {
            keys(select, keys);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Currency currency = Currency.getInstance(rows.getString("currency"));
                    String tier = rows.getString("tier");
                    found.put(
                            new Cell(
                                    rows.getObject("day", LocalDate.class),
                                    new AgentId(rows.getString("agent")),
                                    new WorkflowId(rows.getString("workflow")),
                                    rows.getString("deployment"),
                                    tier.equals(SpendDays.NO_TIER) ? null : Tier.valueOf(tier),
                                    currency),
                            total(rows, currency));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Cell, Total>> states) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement(upsert(schema + ".spend", KEY, "?::date[], ?, ?, ?, ?, ?"))) {
            keys(upsert, states.stream().map(Entry::getKey).toList());
            figures(upsert, 7, states);
            upsert.executeUpdate();
        }
    }

    /**
     * Writes totals over what is there.
     *
     * @param key its columns
     * @param values their parameters
     */
    static String upsert(String table, String key, String values) {
        return "INSERT INTO " + table + " (" + key + ", "
                + FIGURES.stream().map(Figure::column).collect(Collectors.joining(", ")) + ") SELECT * FROM unnest("
                + values + ", ?".repeat(FIGURES.size()) + ") ON CONFLICT (" + key + ") DO UPDATE SET "
                + FIGURES.stream()
                        .map(figure -> figure.column() + " = excluded." + figure.column())
                        .collect(Collectors.joining(", "));
    }

    /** Sets the figures as parameters, from {@code first} on. */
    static <K> void figures(PreparedStatement statement, int first, Collection<Entry<K, Total>> states)
            throws SQLException {
        int index = first;
        for (Figure figure : FIGURES) {
            Table.column(statement, index++, "bigint", states, e -> figure.of().apply(e.getValue()));
        }
    }

    static Total total(ResultSet rows, Currency currency) throws SQLException {
        return new Total(
                rows.getLong("tasks"),
                rows.getLong("input_tokens"),
                rows.getLong("output_tokens"),
                new Micros(rows.getLong("amount"), currency),
                new Outcomes(
                        rows.getLong("delivered"),
                        rows.getLong("rejected"),
                        rows.getLong("failed"),
                        rows.getLong("abandoned"),
                        rows.getLong("reviews"),
                        rows.getLong("timed_reviews"),
                        rows.getLong("review_millis")),
                new Shares(
                        rows.getLong("judging"),
                        rows.getLong("revising"),
                        rows.getLong("failing"),
                        rows.getLong("cache_read_tokens"),
                        rows.getLong("cache_write_tokens"),
                        rows.getLong("undelivered"),
                        rows.getLong("saved")));
    }

    private static void keys(PreparedStatement statement, Collection<Cell> cells) throws SQLException {
        Table.column(statement, 1, "text", cells, cell -> cell.day().toString());
        Table.column(statement, 2, "text", cells, cell -> cell.agent().value());
        Table.column(statement, 3, "text", cells, cell -> cell.workflow().value());
        Table.column(statement, 4, "text", cells, Cell::deployment);
        Table.column(statement, 5, "text", cells, SpendTable::tier);
        Table.column(statement, 6, "text", cells, cell -> cell.currency().getCurrencyCode());
    }

    private static String tier(Cell cell) {
        return cell.tier() == null ? SpendDays.NO_TIER : cell.tier().name();
    }
}
