package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.folds.ProviderCalls.Call;
import dev.chancery.folds.ProviderCalls.Kind;
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

/** Calls by position. */
final class ProviderCallTable implements Table<Long, Call> {

    @Override
    public Map<Long, Call> load(Connection connection, String schema, Collection<Long> keys) throws SQLException {
        Map<Long, Call> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM " + schema + ".provider_call WHERE position = ANY (?)")) {
            Table.column(select, 1, "bigint", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Call call = read(rows);
                    found.put(call.position(), call);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Long, Call>> states) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO %s.provider_call
                SELECT unnest(?), unnest(?::date[]), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?),
                    unnest(?), unnest(?), unnest(?), unnest(?)
                ON CONFLICT (position) DO NOTHING
                """.formatted(schema))) {
            Collection<Call> calls = states.stream().map(Entry::getValue).toList();
            Table.column(insert, 1, "bigint", calls, Call::position);
            Table.column(insert, 2, "text", calls, call -> call.day().toString());
            Table.column(insert, 3, "text", calls, call -> call.task().value());
            Table.column(insert, 4, "text", calls, call -> call.policy().value());
            Table.column(insert, 5, "text", calls, Call::deployment);
            Table.column(insert, 6, "text", calls, Call::modelVersion);
            Table.column(insert, 7, "text", calls, call -> call.kind().name());
            Table.column(insert, 8, "bigint", calls, Call::inputTokens);
            Table.column(insert, 9, "bigint", calls, Call::outputTokens);
            Table.column(insert, 10, "boolean", calls, Call::estimated);
            Table.column(insert, 11, "bigint", calls, call -> call.amount().amount());
            Table.column(
                    insert, 12, "text", calls, call -> call.amount().currency().getCurrencyCode());
            insert.executeUpdate();
        }
    }

    /** A row of the table, whole. */
    static Call read(ResultSet row) throws SQLException {
        return new Call(
                row.getLong("position"),
                new TaskId(row.getString("task")),
                row.getObject("day", LocalDate.class),
                new PolicyVersion(row.getString("policy")),
                row.getString("deployment"),
                row.getString("model_version"),
                Kind.valueOf(row.getString("kind")),
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getBoolean("estimated"),
                new Micros(row.getLong("amount"), Currency.getInstance(row.getString("currency"))));
    }
}
