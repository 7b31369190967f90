package dev.chancery.reports.packreport;

import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.Printed;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** For whoever has never seen a pack. */
final class WhatThisIs {

    private static final Map<String, String> ALWAYS = fixed();

    private WhatThisIs() {}

    private static Map<String, String> fixed() {
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put(PackFormat.README, "what a pack is and how to check it");
        files.put(PackFormat.REPORT, "this report");
        files.put(PackFormat.MANIFEST, "which part of the log this is");
        files.put(
                PackFormat.EVENTS,
                "the events, one line for each position of the part, or the hash of what is withheld");
        files.put(PackFormat.CHECKPOINT, "the signed tree head of the whole log");
        files.put(PackFormat.KEY, "the key that signed it");
        files.put("proofs/", "the hashes that lead from the events to the tree head, and who else vouches for it");
        files.put("policies/", "the rules under which was decided; a file's name is its SHA-256");
        files.put(PackFormat.TABLES, "the disclosed events as tables, for spreadsheets");
        files.put(PackFormat.PAGE, "the verifier for a browser; to judge the pack take it from its publisher");
        files.put("META-INF/", "the hash of each file, and the signature of these hashes (ASiC-E)");
        return files;
    }

    static List<Section> of(Sources sources) {
        PackSubject subject = sources.subject();
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Paragraph("A company keeps a log of what its AI systems do: what was asked for, which rules decided"
                        + " about it, what was permitted, what came of it, what people decided and what it cost. This pack is a"
                        + " part of that log. Of each event of the part it has the event itself, or only its hash where it is"
                        + " withheld; the hashes lead to a head of the whole log that the company signed. So an event that is"
                        + " changed, left out or put in, by whomever, is found."));
        blocks.add(about(subject));
        blocks.add(new Note("Who signs this report", sources.statement()));
        return List.of(
                new Section("What this is", false, blocks),
                proof(sources),
                new Section("What is in the pack", false, List.of(files(subject))));
    }

    private static Table about(PackSubject subject) {
        Scope scope = subject.range().scope();
        return keyed(
                "Which part of which log",
                List.of(
                        row("Log", subject.head().origin()),
                        row(
                                "Part",
                                "positions " + subject.range().from() + " to "
                                        + (subject.range().to() - 1) + ", counted from 0"),
                        row(
                                "Time",
                                "first event recorded " + Words.of(subject.first()) + ", last one "
                                        + Words.of(subject.last()) + "; clocks and deadlines are told as of "
                                        + Words.of(subject.asOf())),
                        row(
                                "Scope",
                                scope == null
                                        ? "everything that happened in this part"
                                        : "what belongs to the " + scope + "; all else is withheld"),
                        row("Disclosed", counted(subject.disclosed())),
                        row(
                                "Withheld",
                                subject.withheld() == 0
                                        ? "0 events"
                                        : counted(subject.withheld()) + ", of which the pack has the hash"),
                        row(
                                "Signed tree head",
                                "of " + counted(subject.head().size()) + ", root hash "
                                        + HexFormat.of()
                                                .formatHex(subject.head().rootHash()))));
    }

    private static String counted(long events) {
        return events + (events == 1 ? " event" : " events");
    }

    private static Section proof(Sources sources) {
        boolean figures = !sources.subject().figures().isEmpty();
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Paragraph("With Java 25 and the file chancery-verifier.jar, taken from its publisher and not from"
                        + " the company, two commands check it; PACK is this pack, KEYFILE has the company's public key, obtained some"
                        + " other way:"));
        blocks.add(new Bullets(List.of(
                "java -jar chancery-verifier.jar verify PACK --key KEYFILE",
                "java -jar chancery-verifier.jar " + (figures ? "figures PACK" : "replay PACK"))));
        blocks.add(new Paragraph(
                figures
                        ? "The first says whether the events are those that were signed. The second counts each figure of"
                                + " this report again from the events, and says which agree."
                        : "The first says whether the events are those that were signed. The second decides again what was"
                                + " decided, by the recorded facts and rules, and says what is otherwise."));
        blocks.add(new Paragraph("What a verified pack proves:"));
        blocks.add(new Bullets(List.of(
                "The events are those that the log's key signed, in this order, and none between them is missing.",
                "What was decided follows from the rules and facts that are recorded with it (command replay).",
                figures
                        ? "The figures of this report follow from the events, whatever this report says of them."
                        : "The counts of this page are those of the events that were signed.")));
        blocks.add(new Paragraph("What it does not prove:"));
        blocks.add(new Bullets(List.of(
                "That what was recorded was so in the world, or that a figure is a fair measure.",
                "That nothing happened past the gateway that keeps this log.",
                "Whose key it is, unless you compare it with one that you got another way.",
                "When the log was signed, unless there is a time stamp; that nobody was shown another history, unless"
                        + " witnesses saw it grow (see Log integrity).",
                "What is in events that are withheld.",
                "This report itself: its words are the company's. Where it and the events differ, the events count.")));
        blocks.add(new Note(figures ? "How numbers are printed" : "No figures", numbers(sources)));
        return new Section("How to check it, and what that proves", false, blocks);
    }

    private static String numbers(Sources sources) {
        String told = sources.subject().figures().isEmpty()
                ? "This pack tells no figures: nothing of this report is counted but the events above. To have figures, ask for"
                        + " a pack with 'figures'."
                : "Figures are of the period " + periods(sources) + ". " + Printed.ROUNDING
                        + " The file lies in the pack, and is attached to this document unless it is too large.";
        return told
                + " What is listed by name carries the position of its event in the log, where its texts stand in full:"
                + " here they end with an ellipsis after " + Words.LONGEST + " characters.";
    }

    private static String periods(Sources sources) {
        List<String> periods = sources.subject().figures().stream()
                .map(sheet -> Words.of(sheet.query()) + " (from the events before position "
                        + sheet.query().end() + ")")
                .toList();
        return periods.getFirst()
                + (periods.size() == 1
                        ? ""
                        : "; trends are of it and "
                                + Words.list(periods.subList(1, periods.size()), 15, "figures.json"));
    }

    private static Table files(PackSubject subject) {
        SequencedMap<String, String> files = new LinkedHashMap<>(ALWAYS);
        if (!subject.figures().isEmpty()) {
            files.put(PackFormat.FIGURES, "the exact figures of this report");
        }
        for (PackFile part : subject.parts()) {
            files.put(part.name(), part.title());
        }
        return keyed(
                "Files",
                files.entrySet().stream()
                        .map(e -> row(e.getKey(), e.getValue()))
                        .toList());
    }

    private static Table keyed(String title, List<List<Cell>> rows) {
        return new Table(title, List.of(new Column("What", 3, false), new Column("Is", 9, false)), rows);
    }

    private static List<Cell> row(String key, String value) {
        return List.of(Cell.of(key), Cell.of(value));
    }
}
