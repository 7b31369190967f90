package dev.chancery.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Real questions of a bank's customers, each with its category; see {@code support-intents} of the shared data. */
public final class SupportIntents {

    /** In RFC 4180 with two columns, of which only the first is ever quoted. */
    private static final Pattern ROW =
            Pattern.compile("(?:\"((?:[^\"]|\"\")*+)\"|([^\",\n]*+)),([A-Za-z_?]+)\r?(?:\n|$)");

    private SupportIntents() {}

    /** A question. */
    public record Row(String text, String category) {}

    /** The 10,003 to learn from; the test is skipped where they are not. */
    public static List<Row> train() throws IOException {
        return read("train.csv");
    }

    /** The 1,540 to measure on; the test is skipped where they are not. */
    public static List<Row> test() throws IOException {
        return read("test.csv");
    }

    private static List<Row> read(String name) throws IOException {
        String named = System.getenv("CHANCERY_DATA");
        Path csv = (named == null ? ChanceryProcess.root().resolve("../shared/data") : Path.of(named))
                .resolve("support-intents")
                .resolve(name);
        Assumptions.assumeTrue(
                Files.isRegularFile(csv),
                "There is no support-intents data: set CHANCERY_DATA to the directory that has it");
        List<Row> rows = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(csv));
        for (int end = 0; row.find(end) && row.start() == end; end = row.end()) {
            String text = row.group(1) == null ? row.group(2) : row.group(1).replace("\"\"", "\"");
            rows.add(new Row(text, row.group(3)));
        }
        return rows.subList(1, rows.size());
    }
}
