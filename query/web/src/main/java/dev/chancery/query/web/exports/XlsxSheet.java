package dev.chancery.query.web.exports;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A workbook with the rows on its first sheet and what is known of them on its second. Texts are texts, whatever they begin with; days
 * and instants (UTC) are dates. A number of more digits than a spreadsheet keeps is written as a text.
 */
final class XlsxSheet implements Sheet {

    /** Most rows of a sheet, with the header. */
    static final int ROWS = 1_048_576;

    /** Most characters of a cell. */
    static final int LONGEST = 32_767;

    private static final int DIGITS = 15;
    private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final int FLUSHED_EACH = 200;
    private static final String DAY = "yyyy\\-mm\\-dd";
    private static final String INSTANT = "yyyy\\-mm\\-dd\\Thh:mm:ss\\Z";
    private static final String MONEY = "0.00####";

    private final Workbook book;
    private final Worksheet rows;
    private int next;

    XlsxSheet(OutputStream out, String name) {
        this.book = new Workbook(out, "Chancery", "1.0");
        this.rows = book.newWorksheet(name.isBlank() ? "rows" : name);
    }

    @Override
    public void header(List<String> names) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            rows.width(i, Math.min(40, Math.max(12, names.get(i).length() + 2)));
            rows.inlineString(0, i, names.get(i));
            rows.style(0, i).bold().set();
        }
        rows.freezePane(0, 1);
        next = 1;
    }

    @Override
    public void row(List<@Nullable Object> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            write(rows, next, i, cells.get(i));
        }
        next++;
        if (next % FLUSHED_EACH == 0) {
            rows.flush();
        }
    }

    @Override
    public void note(String text) throws IOException {
        rows.inlineString(next, 0, text);
        rows.style(next, 0).bold().set();
        next++;
    }

    @Override
    public void end(List<Map.Entry<String, Object>> about) throws IOException {
        rows.finish();
        Worksheet second = book.newWorksheet("about");
        second.width(0, 24);
        second.width(1, 80);
        for (int i = 0; i < about.size(); i++) {
            second.inlineString(i, 0, about.get(i).getKey());
            second.style(i, 0).bold().set();
            write(second, i, 1, about.get(i).getValue());
        }
        book.finish();
    }

    private static void write(Worksheet sheet, int row, int column, @Nullable Object value) {
        if (value instanceof Boolean bool) {
            sheet.value(row, column, bool);
        } else if (value instanceof Number number && isKept(number)) {
            sheet.value(row, column, number);
            if (number instanceof BigDecimal) {
                sheet.style(row, column).format(MONEY).set();
            }
        } else if (value instanceof LocalDate day && isKept(day)) {
            sheet.value(row, column, day);
            sheet.style(row, column).format(DAY).set();
        } else if (value instanceof Instant instant && isKept(instant)) {
            sheet.value(row, column, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            sheet.style(row, column).format(INSTANT).set();
        } else if (value != null) {
            sheet.inlineString(row, column, text(value));
        }
    }

    private static boolean isKept(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return Double.isFinite(number.doubleValue());
        }
        BigDecimal exact = number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
        return exact.stripTrailingZeros().precision() <= DIGITS;
    }

    private static boolean isKept(LocalDate day) {
        return !day.isBefore(FIRST) && !day.isAfter(LAST);
    }

    private static boolean isKept(Instant instant) {
        return !instant.isBefore(FIRST.atStartOfDay().toInstant(ZoneOffset.UTC))
                && instant.isBefore(LAST.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static String text(Object value) {
        String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        if (text.length() <= LONGEST) {
            return text;
        }
        String cut =
                " … (cut off: " + text.length() + " characters, and a cell holds " + LONGEST + "; the CSV has them)";
        int end = LONGEST - cut.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + cut;
    }
}
