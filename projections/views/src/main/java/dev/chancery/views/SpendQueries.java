package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.folds.SpendDays;
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
        SpendDays.Dimension dimension = switch (query.by()) {
            case AGENT -> SpendDays.Dimension.AGENT;
            case WORKFLOW -> SpendDays.Dimension.WORKFLOW;
            case TIER -> SpendDays.Dimension.TIER;
            case MODEL -> SpendDays.Dimension.DEPLOYMENT;
        };
        return views.read(Generation.SPEND_DAYS, connection -> {
            List<SpendLine> lines = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT id, currency, sum(tasks)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint,
                           sum(amount)::bigint AS cost
                    FROM views.spend_day WHERE dimension = ? AND day BETWEEN ? AND ?
                    GROUP BY id, currency ORDER BY cost DESC, id LIMIT %d
                    """.formatted(Query.PAGE_LIMIT))) {
                select.setString(1, dimension.name());
                select.setObject(2, query.from());
                select.setObject(3, query.to());
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
