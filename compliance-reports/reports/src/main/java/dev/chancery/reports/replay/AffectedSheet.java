package dev.chancery.reports.replay;

import dev.chancery.contracts.Micros;
import dev.chancery.record.RecordJson;
import dev.chancery.verifier.check.WhatIf.Affected;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** The affected tasks as CSV (RFC 4180) and as XLSX, a row each, written while they come. */
final class AffectedSheet implements AutoCloseable {

    private static final List<String> HEADER = List.of(
            "position",
            "opened_at",
            "task",
            "agent",
            "workflow",
            "kind",
            "tool",
            "as_decided",
            "as_decided_model",
            "as_decided_because",
            "as_decided_cost",
            "simulated",
            "simulated_model",
            "simulated_because",
            "simulated_cost",
            "currency",
            "approximate");

    /** Rows of a sheet of XLSX, with its header and the last row that says that there are more. */
    private static final int MOST_XLSX = 1_048_576 - 2;

    /** Rows that lie in memory until they are written; texts stand in their cells, since a table of them would grow with the rows. */
    private static final int FLUSH = 1_000;

    /** Characters of a cell of XLSX. */
    private static final int LONGEST = 32_000;

    private static final Pattern FORMULA =
            Pattern.compile("(?s)(\\s*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]|[\\t\\r\\n]).*");

    private static final Pattern UNPRINTABLE = Pattern.compile(
            "[\\p{Cc}\\uFFFE\\uFFFF]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

    private final Writer csv;
    private final Workbook book;
    private final Worksheet sheet;
    private int rows;
    private long left;

    /** @param csv and {@code xlsx} are left open */
    AffectedSheet(OutputStream csv, OutputStream xlsx, String title) throws IOException {
        this.csv = new BufferedWriter(new OutputStreamWriter(csv, StandardCharsets.UTF_8));
        book = new Workbook(xlsx, "Chancery", null);
        book.properties().setTitle(title);
        sheet = book.newWorksheet("Simulation");
        sheet.freezePane(0, 1);
        row(HEADER.stream().map(name -> (Object) name).toList());
    }

    void add(Affected affected) throws IOException {
        Micros was = affected.was().cost();
        Micros would = affected.would().cost();
        Micros either = was == null ? would : was;
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(affected.position());
        cells.add(RecordJson.text(affected.at()));
        cells.add(affected.task().value());
        cells.add(affected.agent().value());
        cells.add(affected.workflow().value());
        cells.add(affected.kind().name());
        cells.add(affected.tool());
        cells.add(affected.was().course().name());
        cells.add(affected.was().deployment());
        cells.add(affected.was().because());
        cells.add(amount(was));
        cells.add(affected.would().course().name());
        cells.add(affected.would().deployment());
        cells.add(affected.would().because());
        cells.add(amount(would));
        cells.add(either == null ? null : either.currency().getCurrencyCode());
        cells.add(affected.approximate() ? "yes" : "no");
        row(cells);
    }

    private static @Nullable BigDecimal amount(@Nullable Micros money) {
        return money == null ? null : BigDecimal.valueOf(money.amount(), 6);
    }

    private void row(List<? extends @Nullable Object> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            csv.write(i == 0 ? "" : ",");
            csv.write(cell instanceof BigDecimal number ? number.toPlainString() : cell == null ? "" : text(cell));
        }
        csv.write("\r\n");
        if (rows >= MOST_XLSX) {
            left++;
            return;
        }
        for (int i = 0; i < cells.size(); i++) {
            switch (cells.get(i)) {
                case null -> {}
                case Number number -> sheet.value(rows, i, number);
                case Object other -> sheet.inlineString(rows, i, cut(other.toString()));
            }
        }
        rows++;
        if (rows % FLUSH == 0) {
            sheet.flush();
        }
    }

    private static String text(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        String text = UNPRINTABLE.matcher(value.toString()).replaceAll("\uFFFD");
        String safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String cut(String value) {
        String text = UNPRINTABLE.matcher(value).replaceAll("\uFFFD");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    @Override
    public void close() throws IOException {
        if (left > 0) {
            sheet.inlineString(rows, 0, left + " more rows are in the CSV file.");
        }
        csv.flush();
        book.finish();
    }
}
