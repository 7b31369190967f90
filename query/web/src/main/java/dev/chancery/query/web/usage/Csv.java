package dev.chancery.query.web.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Comma-separated values (RFC 4180) with a header. */
final class Csv {

    /** Most rows of an export. */
    static final int MAX_ROWS = 100_000;

    /**
     * A row.
     *
     * @param number of its first line, from 1
     */
    record Row(int number, SortedMap<String, String> values) {

        /** The value of a column that the header has. */
        String get(String column) {
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
    record Table(List<String> header, List<Row> rows) {}

    /**
     * Reads a table.
     *
     * @throws BadExport when it is none, or too long
     */
    static Table parse(String text) {
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
