package dev.chancery.query.web.exports;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180 in UTF-8. A cell without a value is empty, an empty text is {@code ""}, and a text that a spreadsheet would take for a formula
 * begins with an apostrophe (OWASP, CSV injection).
 */
final class CsvSheet implements Sheet {

    /** Begins like a formula, also with the wide letters of East Asia, and is no number. */
    private static final Pattern FORMULA =
            Pattern.compile("(?s)(?![-+]?[0-9]+(\\.[0-9]+)?$)(\\s*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]|[\\t\\r\\n]).*");

    private static final Pattern PLAIN = Pattern.compile("[^\",;\\s]+( [^\",;\\s]+)*");

    private final Writer out;
    private int columns;

    CsvSheet(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void header(List<String> names) throws IOException {
        columns = names.size();
        row(List.copyOf(names));
    }

    @Override
    public void row(List<@Nullable Object> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            Object value = cells.get(i);
            if (value != null) {
                out.write(value instanceof String text ? quoted(text) : text(value));
            }
        }
        out.write("\r\n");
    }

    @Override
    public void note(String text) throws IOException {
        out.write(quoted(text) + ",".repeat(Math.max(0, columns - 1)) + "\r\n");
    }

    @Override
    public void end(List<Map.Entry<String, Object>> about) throws IOException {
        out.flush();
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static String quoted(String text) {
        String safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        return PLAIN.matcher(safe).matches() ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
