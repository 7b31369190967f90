package dev.chancery.verifier.pack;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The disclosed events of one family as CSV (RFC 4180), for who reads them in a spreadsheet. It says nothing that {@code events.jsonl} does
 * not, and every table follows from that. A spreadsheet must not take a text of an event for a formula, whether it splits at
 * commas, semicolons or tabs: what would begin one gets an apostrophe before it, or within JSON its escape.
 */
public final class EventTable {

    /** So that spreadsheets read UTF-8. */
    private static final byte[] HEAD =
            "\uFEFFposition,id,stream,sequence,name,revision,instant,payload\r\n".getBytes(StandardCharsets.UTF_8);

    private static final Pattern FAMILY = Pattern.compile("([a-z][a-z0-9-]{0,63})\\..*");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private EventTable() {}

    /** The first part of a stored name; {@code other} where it has none. */
    public static String family(String storedName) {
        Matcher matcher = FAMILY.matcher(storedName);
        return matcher.matches() ? matcher.group(1) : "other";
    }

    /** The entry with the events of a family. */
    public static String entry(String family) {
        return PackFormat.TABLES + family + ".csv";
    }

    /** The family whose events an entry has. */
    public static String familyOf(String entry) {
        return entry.substring(PackFormat.TABLES.length(), entry.length() - ".csv".length());
    }

    /** What a table is, for people. */
    public static String title(String family) {
        return "Events of the family " + family + ", as a table";
    }

    /** The first row, and what stands before it. */
    public static byte[] head() {
        return HEAD.clone();
    }

    /** An event as a row, with its end. */
    public static byte[] row(StoredEvent event) {
        ByteArrayOutputStream row = new ByteArrayOutputStream(event.payload().length + 256);
        plain(row, event.position());
        text(row, event.id(), ',');
        text(row, event.stream(), ',');
        plain(row, event.sequence());
        text(row, event.name(), ',');
        plain(row, event.revision());
        row.writeBytes((RecordJson.text(event.at()) + ",").getBytes(StandardCharsets.UTF_8));
        quoted(row, event.payload(), true);
        row.write('\r');
        row.write('\n');
        return row.toByteArray();
    }

    private static void plain(ByteArrayOutputStream row, long number) {
        row.writeBytes((number + ",").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream row, String text, char end) {
        quoted(row, text.getBytes(StandardCharsets.UTF_8), false);
        row.write(end);
    }

    private static void quoted(ByteArrayOutputStream row, byte[] text, boolean isJson) {
        row.write('"');
        int done = 0;
        int before = -1;
        for (int at = 0; at < text.length; at++) {
            int c = text[at];
            boolean isFormula = mayBegin(before) && begins(c);
            if (c == '"' || isFormula) {
                row.write(text, done, at - done);
                done = at + 1;
                if (c == '"') {
                    row.write('"');
                    row.write('"');
                } else if (isJson && before == ';') {
                    // JSON has a semicolon only within a string.
                    row.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 0xF]});
                } else {
                    row.write('\'');
                    row.write(c);
                }
            }
            before = c;
        }
        row.write(text, done, text.length - done);
        row.write('"');
    }

    /** Whether what follows may be the first of a cell. */
    private static boolean mayBegin(int before) {
        return before == -1 || before == ';' || before == '\t' || before == '\n' || before == '\r';
    }

    private static boolean begins(int c) {
        return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
    }
}
