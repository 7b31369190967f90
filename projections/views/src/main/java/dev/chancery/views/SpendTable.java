package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Total;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Totals of spend. */
final class SpendTable implements Table<Cell, Total> {

    /** Stands for a tier that is not known. */
    static final String NO_TIER = "none";

    @Override
    public Map<Cell, Total> load(Connection connection, String schema, Collection<Cell> keys) throws SQLException {
        Map<Cell, Total> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT s.* FROM %s.spend s
                JOIN unnest(?::date[], ?, ?, ?, ?, ?) AS k (day, agent, workflow, deployment, tier, currency)
                USING (day, agent, workflow, deployment, tier, currency)
                """.formatted(schema))) {
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
                                    tier.equals(NO_TIER) ? null : Tier.valueOf(tier),
                                    currency),
                            new Total(
                                    rows.getLong("tasks"),
                                    rows.getLong("input_tokens"),
                                    rows.getLong("output_tokens"),
                                    new Micros(rows.getLong("amount"), currency)));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Cell, Total>> states) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.spend
                SELECT * FROM unnest(?::date[], ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (day, agent, workflow, deployment, tier, currency) DO UPDATE
                SET tasks = excluded.tasks, input_tokens = excluded.input_tokens,
                    output_tokens = excluded.output_tokens, amount = excluded.amount
                """.formatted(schema))) {
            keys(upsert, states.stream().map(Entry::getKey).toList());
            Table.column(upsert, 7, "bigint", states, e -> e.getValue().tasks());
            Table.column(upsert, 8, "bigint", states, e -> e.getValue().inputTokens());
            Table.column(upsert, 9, "bigint", states, e -> e.getValue().outputTokens());
            Table.column(
                    upsert, 10, "bigint", states, e -> e.getValue().amount().amount());
            upsert.executeUpdate();
        }
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
        return cell.tier() == null ? NO_TIER : cell.tier().name();
    }
}
