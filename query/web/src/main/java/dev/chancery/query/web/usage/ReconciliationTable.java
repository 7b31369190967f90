package dev.chancery.query.web.usage;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.contracts.ReconciliationView.RowView;
import dev.chancery.query.contracts.ReconciliationView.SumsView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reconciliation as CSV: one row for each day and model, empty where nothing tells. */
final class ReconciliationTable {

    private static final List<String> HEADER = List.of(
            "day",
            "model",
            "standing",
            "deployments",
            "currency",
            "recorded_requests",
            "recorded_input_tokens",
            "recorded_output_tokens",
            "recorded_cost",
            "estimated",
            "failed_attempts",
            "abandoned_tasks",
            "at_risk",
            "invoiced_requests",
            "invoiced_input_tokens",
            "invoiced_cached_tokens",
            "invoiced_output_tokens",
            "invoiced_cost",
            "remainder_requests",
            "remainder_input_tokens",
            "remainder_output_tokens",
            "remainder_cost",
            "unexplained_requests",
            "unexplained_input_tokens",
            "unexplained_output_tokens",
            "unexplained_cost",
            "sentence");

    private ReconciliationTable() {}

    static String csv(ReconciliationView view) {
        StringBuilder csv = new StringBuilder(line(HEADER));
        view.rows().forEach(row -> csv.append(line(values(row))));
        return csv.toString();
    }

    private static List<?> values(RowView row) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                row.day(),
                row.model(),
                row.standing(),
                String.join(" ", row.deployments()),
                row.atRisk().currency()));
        values.addAll(sums(row.recorded()));
        values.addAll(Arrays.asList(row.estimated(), row.failed(), row.abandoned(), money(row.atRisk())));
        values.addAll(sums(row.invoiced()));
        values.add(values.size() - 2, row.cachedTokens());
        values.addAll(sums(row.remainder()));
        values.addAll(sums(row.unexplained()));
        values.add(row.sentence());
        return values;
    }

    private static List<@Nullable Object> sums(SumsView sums) {
        return Arrays.asList(sums.requests(), sums.inputTokens(), sums.outputTokens(), money(sums.cost()));
    }

    private static @Nullable String money(@Nullable Micros money) {
        return money == null ? null : BigDecimal.valueOf(money.amount(), 6).toPlainString();
    }

    private static String line(List<?> values) {
        return values.stream().map(ReconciliationTable::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A text that a spreadsheet would take for a formula is marked as a text. */
    private static String quoted(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return value == null ? "" : value.toString();
        }
        String safe = text.matches("(?s)[=+@\t\r].*|-.*[^0-9.].*") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
