package dev.chancery.query.web.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Comma-separated values (RFC 4180) with a header. */
public final class Csv {

    /** Most rows of an export. */
    static final int MAX_ROWS = 100_000;

    /**
     * A row.
     *
     * @param number of its first line, from 1
     */
    public record Row(int number, SortedMap<String, String> values) {

        /** The value of a column that the header has. */
        public String get(String column) {
            return values.getOrDefault(column, "");
        }
    }

    private final String text;
    private int at;
    private int line = 1;

    private Csv(String text) {
        this.text = text;
    }

    /** Header and rows. */
    public record Table(List<String> header, List<Row> rows) {}

    /**
     * Reads a table.
     *
     * @throws BadExport when it is none, or too long
     */
    public static Table parse(String text) {
        Csv csv = new Csv(text.startsWith("\ufeff") ? text.substring(1) : text);
        List<String> header = csv.record();
        List<Row> rows = new ArrayList<>();
        while (csv.at < csv.text.length()) {
            int number = csv.line;
            List<String> values = csv.record();
            if (values.size() == 1 && values.getFirst().isEmpty()) {
                continue;
            }
            if (values.size() != header.size()) {
                throw new BadExport("Line " + number + " has " + values.size() + " values, the header " + header.size()
                        + ". Import the file as it was exported.");
            }
            if (rows.size() == MAX_ROWS) {
                throw new BadExport("An export has at most " + MAX_ROWS + " rows. Export a shorter period.");
            }
            SortedMap<String, String> byName = new TreeMap<>();
            for (int i = 0; i < values.size(); i++) {
                byName.put(header.get(i), values.get(i));
            }
            rows.add(new Row(number, byName));
        }
        return new Table(header, rows);
    }

    /** A table of any length, line by line. */
    public static final class Lines {
        private final Csv csv;
        private final List<String> header;
        private int number;

        private Lines(Csv csv) {
            this.csv = csv;
            this.header = csv.record();
        }

        /** What stands in the first line. */
        public List<String> header() {
            return header;
        }

        /** The next values, empty lines passed over; null at the end. */
        public @Nullable List<String> next() {
            while (csv.at < csv.text.length()) {
                number = csv.line;
                List<String> values = csv.record();
                if (values.size() > 1 || !values.getFirst().isEmpty()) {
                    return values;
                }
            }
            return null;
        }

        /** The number of the line that came last, from 1. */
        public int number() {
            return number;
        }
    }

    /**
     * Reads a table line by line.
     *
     * @throws BadExport there, or later, when it is none
     */
    public static Lines lines(String text) {
        return new Lines(new Csv(text.startsWith("\ufeff") ? text.substring(1) : text));
    }

    private List<String> record() {
        List<String> values = new ArrayList<>();
        do {
            values.add(value());
        } while (at < text.length() && text.charAt(at++) == ',');
        return values;
    }

    /** Ends at the comma, which is left, or after the end of the line. */
    private String value() {
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        StringBuilder value = new StringBuilder();
        for (at += quoted ? 1 : 0; at < text.length(); at++) {
            char c = text.charAt(at);
            line += c == '\n' ? 1 : 0;
            if (quoted && c == '"') {
                if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    at++;
                } else {
                    quoted = false;
                    continue;
                }
            } else if (!quoted && c == ',') {
                break;
            } else if (!quoted && c == '\n') {
                break;
            } else if (!quoted && c == '\r') {
                continue;
            }
            value.append(c);
        }
        if (quoted) {
            throw new BadExport("A quote is never closed, so the file was cut short. Export it again.");
        }
        return value.toString();
    }
}
