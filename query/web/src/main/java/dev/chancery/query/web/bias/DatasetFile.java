package dev.chancery.query.web.bias;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import dev.chancery.query.web.BiasWork;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.BadExport;
import dev.chancery.query.web.usage.Csv;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads outcomes and attributes from comma-separated values. Columns that nobody named are not taken in. What is wrong is told by
 * its line and column, never by its value.
 */
public final class DatasetFile {

    /** Largest file, in bytes. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int LONGEST_VALUE = 200;

    /**
     * Which columns hold what.
     *
     * @param label null for none, as the score and the task
     */
    public record Columns(
            String outcome,
            @Nullable String label,
            @Nullable String score,
            @Nullable String task,
            List<String> attributes) {

        Stream<String> all() {
            return Stream.concat(
                    Stream.of(outcome),
                    Stream.concat(Stream.of(label, score, task).filter(column -> column != null), attributes.stream()));
        }
    }

    private DatasetFile() {}

    static List<Row> read(byte[] file, Columns columns) {
        if (file.length > MAX_BYTES) {
            throw bad("A data set has at most " + (MAX_BYTES >> 20) + " MiB. Leave out columns that are not needed.");
        }
        Csv.Table table = table(file);
        columns.all().forEach(column -> {
            long times = table.header().stream().filter(column::equals).count();
            if (times != 1) {
                throw bad("The header has " + (times == 0 ? "no column '" : "more than one column '") + column
                        + "'. Name columns that it has once.");
            }
        });
        if (table.rows().isEmpty()) {
            throw bad("There is a header and no row.");
        }
        List<Row> rows = new ArrayList<>();
        for (Csv.Row row : table.rows()) {
            rows.add(row(rows.size() + 1L, row, columns));
        }
        return rows;
    }

    private static Csv.Table table(byte[] file) {
        try {
            return Csv.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString());
        } catch (CharacterCodingException e) {
            throw bad("The file is not UTF-8. Save it as CSV in UTF-8.");
        } catch (BadExport e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static Row row(long number, Csv.Row row, Columns columns) {
        SortedMap<String, String> values = new TreeMap<>();
        values.put(BiasWork.OUTCOME, filled(row, columns.outcome()));
        if (columns.label() != null) {
            values.put(BiasWork.LABEL, filled(row, columns.label()));
        }
        if (columns.score() != null) {
            values.put(BiasWork.SCORE, number(row, columns.score()));
        }
        for (String attribute : columns.attributes()) {
            values.put(BiasWork.ATTRIBUTE + attribute, value(row, attribute));
        }
        String task = columns.task() == null ? "" : value(row, columns.task());
        if (!task.isEmpty() && !Id.isValid(task)) {
            throw bad("Line " + row.number() + " has no task id in '" + columns.task() + "'. Leave it empty for none.");
        }
        return new Row(number, task.isEmpty() ? null : task, values);
    }

    private static String value(Csv.Row row, String column) {
        String value = row.get(column).strip();
        if (value.length() > LONGEST_VALUE) {
            throw bad("Line " + row.number() + " has more than " + LONGEST_VALUE + " characters in '" + column + "'.");
        }
        return value;
    }

    private static String filled(Csv.Row row, String column) {
        String value = value(row, column);
        if (value.isEmpty()) {
            throw bad("Line " + row.number() + " has nothing in '" + column + "'. Leave out cases without outcome.");
        }
        return value;
    }

    private static String number(Csv.Row row, String column) {
        String value = filled(row, column);
        try {
            if (Double.isFinite(Double.parseDouble(value))) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw bad("Line " + row.number() + " has no number in '" + column + "'.");
    }

    private static Problem bad(String detail) {
        return Problem.of(HttpStatus.BAD_REQUEST, "bad-dataset", detail);
    }
}
