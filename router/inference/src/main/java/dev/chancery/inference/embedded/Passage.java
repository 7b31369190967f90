package dev.chancery.inference.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that can be quoted.
 *
 * @param origin the label of an example, the file name of a document's sentence
 */
record Passage(String text, String origin) {

    /** More than this of one file is a matter for a search engine. */
    static final int LIMIT = 100_000;

    /** Reads examples: CSV by RFC 4180 with columns {@code text} and {@code category} in its header. */
    static List<Passage> ofExamples(byte[] utf8) throws IOException {
        List<List<String>> rows = csv(new String(utf8, StandardCharsets.UTF_8));
        int text = rows.isEmpty() ? -1 : rows.getFirst().indexOf("text");
        int category = rows.isEmpty() ? -1 : rows.getFirst().indexOf("category");
        if (text < 0 || category < 0) {
            throw new IOException("The header of an examples file has the columns text and category");
        }
        List<Passage> passages = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            if (row.size() <= Math.max(text, category)) {
                throw new IOException("Row " + (passages.size() + 2) + " of the examples has too few columns");
            }
            passages.add(new Passage(row.get(text), row.get(category).strip()));
        }
        return bounded(passages);
    }

    /** Reads a document: plain text or Markdown, cut into sentences. */
    static List<Passage> ofDocument(byte[] utf8, String name) throws IOException {
        List<Passage> passages = new ArrayList<>();
        for (String paragraph :
                new String(utf8, StandardCharsets.UTF_8).split("\\R\\s*\\R|\\R(?=\\s*(?:[-*#>]|\\d+\\.)\\s)")) {
            String plain = paragraph.strip().replaceAll("\\s+", " ").replaceFirst("^(?:[-*#>]+|\\d+\\.) ", "");
            BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
            sentences.setText(plain);
            int start = sentences.first();
            for (int end = sentences.next(); end != BreakIterator.DONE; start = end, end = sentences.next()) {
                String sentence = plain.substring(start, end).strip();
                if (!sentence.isEmpty()) {
                    passages.add(new Passage(sentence, name));
                }
            }
        }
        return bounded(passages);
    }

    private static List<Passage> bounded(List<Passage> passages) throws IOException {
        if (passages.size() > LIMIT) {
            throw new IOException("The file has more than " + LIMIT + " passages");
        }
        return List.copyOf(passages);
    }

    private static List<List<String>> csv(String text) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int i = text.startsWith("\ufeff") ? 1 : 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IOException("A quoted field of the examples does not end");
        }
        if (!field.isEmpty() || !row.isEmpty()) {
            row.add(field.toString());
            rows.add(row);
        }
        return rows;
    }
}
