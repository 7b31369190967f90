package dev.chancery.reports.packreport;

import dev.chancery.folds.Reconciliation.Standing;
import dev.chancery.folds.figure.Measure;
import dev.chancery.record.RecordJson;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.Vouching;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.PrintDocument.Section;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether the log is whole, and who vouches for it. */
final class Integrity {

    private static final int MOST_WITNESSES = 8;
    private static final int MOST_ROWS = 40;

    private Integrity() {}

    static Section of(Sources sources) {
        Vouching vouching = sources.subject().vouching();
        List<Block> blocks = new ArrayList<>();
        if (vouching.losses() > 0) {
            blocks.add(new Note(
                    "Events of this log were lost",
                    "The log goes on under another name after signed events were lost, or its key. What is known of it is"
                            + " in proofs/losses.json, and the verifier tells it first."));
        }
        blocks.add(new Bullets(List.of(
                "Key of the log: " + vouching.key(),
                vouching.rotations() == 0
                        ? "The log's key was never replaced."
                        : "The log's key was replaced before; proofs/rotations.json leads from the first to this one.",
                vouching.witnesses().isEmpty()
                        ? "No witness cosigned the tree head: that nobody was shown another history, only the company says."
                        : "Cosigned by the witnesses "
                                + Words.list(vouching.witnesses(), MOST_WITNESSES, "proofs/witnesses.json") + ".",
                vouching.timestamped()
                        ? "A time stamp of the tree head is in proofs/timestamp.tsr."
                        : "There is no time stamp: when the tree head was signed, only the company says.",
                vouching.losses() == 0 ? "No loss of events is on record." : "Losses are on record, see above.")));
        sources.told().ifPresent(told -> blocks.addAll(table(told)));
        sources.part(RecordDocuments.RECONCILIATION).ifPresent(file -> blocks.addAll(reconciliation(file)));
        return new Section("Log integrity", false, blocks);
    }

    /** Which days and models remain unexplained; how much remains is in the document. */
    private static List<Block> reconciliation(PackFile file) {
        List<List<Cell>> rows = new ArrayList<>();
        int all = 0;
        JsonNode document = RecordJson.mapper().readTree(file.content());
        String notInScope = document.path("notInScope").asString("");
        if (!notInScope.isEmpty()) {
            return List.of(new Paragraph("What providers say against what was recorded: " + notInScope));
        }
        for (JsonNode line : document.path("rows").path("entries")) {
            JsonNode row = line.path("row");
            if (row.path("standing").asString("").equals(Standing.UNEXPLAINED.name()) && all++ < MOST_ROWS) {
                rows.add(List.of(
                        Cell.of(row.path("day").asString("")),
                        Cell.of(Words.cut(line.path("provider").asString(""))),
                        Cell.of(Words.cut(row.path("model").asString("")))));
            }
        }
        Table table = new Table(
                "Days and models for which what providers say and what was recorded differ unexplained, how much is in "
                        + file.name(),
                List.of(
                        new Column("Day (UTC)", 3, false),
                        new Column("Provider", 4, false),
                        new Column("Model", 6, false)),
                rows);
        List<Block> blocks = new ArrayList<>(Register.listed(table, all, MOST_ROWS, file.name()));
        long leftOut = document.path("rows").path("leftOut").asLong(0);
        if (leftOut > 0) {
            blocks.add(new Paragraph("Of the days and models, " + leftOut + " are left out of " + file.name()
                    + ", which would be too large, and so of this table."));
        }
        return blocks;
    }

    private static List<Block> table(Told told) {
        return Told.table(
                "The log, counted",
                told.row(Measure.LOG_SIZE.title(), Measure.LOG_SIZE),
                told.row("Events of the period", Measure.LOG_EVENTS),
                told.row(Measure.LOG_KEYS.title(), Measure.LOG_KEYS),
                told.row(Measure.LOG_LOSSES.title(), Measure.LOG_LOSSES),
                told.row(Measure.LOG_LOST.title(), Measure.LOG_LOST),
                told.row(Measure.STREAMS_LEFT_OUT.title(), Measure.STREAMS_LEFT_OUT),
                told.rows("Acts whose outcome never came: ", Measure.ACTS_ABANDONED, "act"));
    }
}
