package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SpendView;
import dev.chancery.query.contracts.SpendView.SpendLine;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;

/** Answers what was spent. */
public final class SpendQueries {

    private final Views views;

    public SpendQueries(Views views) {
        this.views = views;
    }

    @QueryHandler
    public SpendView handle(FindSpend query) {
        String column = switch (query.by()) {
            case AGENT -> "agent";
            case WORKFLOW -> "workflow";
            case TIER -> "tier";
            case MODEL -> "deployment";
        };
        String sql = """
                SELECT %1$s, currency, sum(tasks)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint,
                       sum(amount)::bigint AS cost
                FROM views.spend WHERE day BETWEEN ? AND ?
                GROUP BY %1$s, currency ORDER BY cost DESC, %1$s LIMIT %2$d
                """.formatted(column, Query.PAGE_LIMIT);
        return views.read(Generation.SPEND, connection -> {
            List<SpendLine> lines = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setObject(1, query.from());
                select.setObject(2, query.to());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        lines.add(new SpendLine(
                                rows.getString(1),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                new Micros(rows.getLong(6), Currency.getInstance(rows.getString(2)))));
                    }
                }
            }
            return new SpendView(query.by(), query.from(), query.to(), lines);
        });
    }
}
