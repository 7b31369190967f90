package dev.chancery.reports.replay;

import dev.chancery.contracts.Micros;
import dev.chancery.record.RecordJson;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.print.Attachment;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Figure;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart.Bar;
import dev.chancery.reports.print.Chart.Bars;
import dev.chancery.reports.print.Chart.Divided;
import dev.chancery.reports.print.Chart.Shares;
import dev.chancery.reports.print.Chart.Value;
import dev.chancery.reports.print.PrintDocument;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.State;
import dev.chancery.verifier.check.WhatIf;
import dev.chancery.verifier.check.WhatIf.Affected;
import dev.chancery.verifier.check.WhatIf.Cost;
import dev.chancery.verifier.check.WhatIf.Course;
import dev.chancery.verifier.check.WhatIf.Reason;
import dev.chancery.verifier.check.WhatIf.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The report of a simulation. */
final class WhatIfReport {

    /** Rows that are printed of a list; all are in the attached JSON. */
    private static final int ROWS = 20;

    private static final List<String> PARTS = List.of("delivered", "held", "shadowed", "refused", "other");
    private static final List<String> TOOL_PARTS = List.of("permitted", "held", "denied");

    private WhatIfReport() {}

    static PrintDocument of(
            WhatIf.Result result,
            List<Affected> printed,
            byte[] json,
            Period period,
            DraftPolicy draft,
            Checkpoint head,
            Instant at,
            String seal) {
        List<Section> sections = new ArrayList<>();
        sections.add(overview(result, period, draft));
        sections.add(courses(result));
        sections.add(money(result));
        sections.add(elsewhere(result));
        sections.add(Section.of("How far to trust it", trust(result)));
        if (!printed.isEmpty()) {
            sections.add(new Section("Tasks that would have come to something else", true, tasks(result, printed)));
        }
        return new PrintDocument(
                WhatIf.TITLE,
                "What " + period.words()
                        + " of the log would have come to under another policy. Nothing of it happened.",
                "log " + head.origin() + ", " + number(head.size()) + " events, root "
                        + HexFormat.of().formatHex(head.rootHash()),
                at.atZone(ZoneOffset.UTC),
                seal,
                sections,
                json.length > 8_000_000
                        ? List.of()
                        : List.of(new Attachment(
                                WhatIfWork.RESULT,
                                "application/json",
                                "everything that this report shows, for programs",
                                Attachment.Relationship.DATA,
                                json)));
    }

    private static Section overview(WhatIf.Result result, Period period, DraftPolicy draft) {
        return Section.of(
                "What was tried",
                new Note(
                        "A simulation",
                        "Each task of " + period.words()
                                + " was decided again, alone, under another policy than the one that it was decided under. Nothing was"
                                + " sent, held, refused or charged by this."),
                new Paragraph("The policy that was tried: " + draft.name() + ", version "
                        + result.policy().value() + "."),
                new KeyFigures(List.of(
                        key("Tasks", number(result.tasks()), "opened in the period"),
                        key(
                                "Would have come to something else",
                                number(result.affected()),
                                share(result.affected(), result.tasks())),
                        key(
                                "Decisions that come out otherwise",
                                number(result.decidedOtherwise()),
                                "of " + number(result.decisions())),
                        key(
                                "Served by another model",
                                number(sum(result.rerouted().stream()
                                        .map(WhatIf.Rerouted::tasks)
                                        .toList())),
                                "tasks"),
                        key("Would have been refused", number(total(result.refused())), "and were not"),
                        key("Would have been held", number(total(result.held())), "and were not"))));
    }

    private static KeyFigure key(String label, String value, String remark) {
        return new KeyFigure(label, value, remark, State.NONE, "");
    }

    private static Section courses(WhatIf.Result result) {
        List<Block> blocks = new ArrayList<>();
        List<Long> was = outputs(result.was());
        List<Long> would = outputs(result.would());
        if (sum(was) + sum(would) > 0) {
            blocks.add(new Figure(new Shares(
                    "Outputs: as decided, and as they would have been",
                    "tasks",
                    PARTS,
                    List.of(divided("As decided", was), divided("Simulated", would)))));
        }
        List<Long> wasTools = tools(result.was());
        List<Long> wouldTools = tools(result.would());
        if (sum(wasTools) + sum(wouldTools) > 0) {
            blocks.add(new Figure(new Shares(
                    "Calls of tools: as decided, and as they would have been",
                    "calls",
                    TOOL_PARTS,
                    List.of(divided("As decided", wasTools), divided("Simulated", wouldTools)))));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Course course : Course.values()) {
            long then = result.was().getOrDefault(course, 0L);
            long now = result.would().getOrDefault(course, 0L);
            if (then + now > 0) {
                rows.add(List.of(
                        Cell.of(words(course)),
                        Cell.of(number(then)),
                        Cell.of(number(now)),
                        Cell.of(signed(now - then))));
            }
        }
        blocks.add(new Table(
                "Tasks by what became of them",
                List.of(
                        new Column("What", 40, false),
                        new Column("As decided", 20, true),
                        new Column("Simulated", 20, true),
                        new Column("Change", 20, true)),
                rows));
        return new Section("What would have become of them", false, blocks);
    }

    private static List<Long> outputs(SortedMap<Course, Long> by) {
        long other = by.getOrDefault(Course.FAILED, 0L)
                + by.getOrDefault(Course.UNKNOWN, 0L)
                + by.getOrDefault(Course.COMPARED, 0L);
        return List.of(
                by.getOrDefault(Course.DELIVERED, 0L),
                by.getOrDefault(Course.HELD, 0L),
                by.getOrDefault(Course.SHADOWED, 0L),
                by.getOrDefault(Course.REFUSED, 0L),
                other);
    }

    private static List<Long> tools(SortedMap<Course, Long> by) {
        return List.of(
                by.getOrDefault(Course.TOOL_PERMITTED, 0L),
                by.getOrDefault(Course.TOOL_HELD, 0L),
                by.getOrDefault(Course.TOOL_DENIED, 0L));
    }

    private static Divided divided(String label, List<Long> values) {
        return new Divided(
                label,
                values.stream().map(value -> new Value(value, number(value))).toList());
    }

    private static Section money(WhatIf.Result result) {
        List<Block> blocks = new ArrayList<>();
        if (result.costs().isEmpty()) {
            blocks.add(new Paragraph("No task of the period has a recorded cost."));
        }
        for (Cost cost : result.costs()) {
            blocks.add(new Figure(new Bars(
                    "Cost of " + number(cost.compared()) + " tasks of which both are known",
                    cost.currency(),
                    List.of(new Bar("As decided", value(cost.was())), new Bar("Simulated", value(cost.would()))))));
            if (cost.unknown() > 0) {
                blocks.add(new Note(
                        "Not known",
                        "What " + number(cost.unknown())
                                + " tasks would have cost is not known: no tokens were counted for the call that would have been made,"
                                + " or the policy has another currency. They are in neither bar; in fact they cost "
                                + cost.wasOfUnknown() + "."));
            }
        }
        return new Section("What it would have cost", false, blocks);
    }

    private static Value value(Micros money) {
        return new Value(money.amount() / 1e6, money.toString());
    }

    private static Section elsewhere(WhatIf.Result result) {
        List<Block> blocks = new ArrayList<>();
        List<List<Cell>> ways = result.rerouted().stream()
                .limit(ROWS)
                .map(way -> List.of(
                        Cell.of(way.from() == null ? "others" : way.from()),
                        Cell.of(way.to() == null ? "others" : way.to()),
                        Cell.of(number(way.tasks()))))
                .toList();
        if (ways.isEmpty()) {
            blocks.add(new Paragraph("No task would have been served by another model."));
        } else {
            blocks.add(new Table(
                    "Served by another model",
                    List.of(new Column("From", 40, false), new Column("To", 40, false), new Column("Tasks", 20, true)),
                    ways));
        }
        reasons(blocks, "Would have been refused, and were not", result.refused());
        reasons(blocks, "Were refused, and would not have been", result.permitted());
        reasons(blocks, "Would have been held, and were not", result.held());
        reasons(blocks, "Were held, and would not have been", result.heldNoLonger());
        if (!result.tools().isEmpty()) {
            blocks.add(new Table(
                    "Calls of tools that would have been decided otherwise",
                    List.of(
                            new Column("Tool", 40, false),
                            new Column("As decided", 20, false),
                            new Column("Simulated", 25, false),
                            new Column("Calls", 15, true)),
                    result.tools().stream()
                            .limit(ROWS)
                            .map(row -> List.of(
                                    Cell.of(row.tool() == null ? "others" : row.tool()),
                                    Cell.of(words(row.was())),
                                    Cell.of(words(row.would()) + (row.because() == null ? "" : ", " + row.because())),
                                    Cell.of(number(row.calls()))))
                            .toList()));
        }
        return new Section("What would have changed", false, blocks);
    }

    private static void reasons(List<Block> blocks, String title, List<Reason> reasons) {
        if (!reasons.isEmpty()) {
            blocks.add(new Table(
                    title,
                    List.of(new Column("Reason", 80, false), new Column("Tasks", 20, true)),
                    reasons.stream()
                            .limit(ROWS)
                            .map(row -> List.of(
                                    Cell.of(row.reason()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' ')),
                                    Cell.of(number(row.tasks()))))
                            .toList()));
        }
    }

    private static Block[] trust(WhatIf.Result result) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Bullets(result.decidedAgain()));
        blocks.add(new Paragraph("Where it is an approximation:"));
        blocks.add(new Bullets(result.approximations()));
        List<String> counts = new ArrayList<>();
        if (result.gateMoves().decided() > 0) {
            counts.add(number(result.gateMoves().decided()) + " moves of gates were decided again; "
                    + number(result.gateMoves().otherwise()) + " would have come out otherwise.");
        }
        if (result.streams() > 0) {
            counts.add(number(result.streams()) + " answers were streamed and would have been screened whole first.");
        }
        if (result.openedBefore() > 0) {
            counts.add(number(result.openedBefore()) + " tasks were opened before the period and are not simulated.");
        }
        if (result.undecidable() > 0) {
            counts.add(number(result.undecidable()) + " cannot be decided under the policy; the first: "
                    + result.undecidableFirst().getFirst().task() + ", "
                    + result.undecidableFirst().getFirst().why());
        }
        result.notDecided().forEach((what, times) -> counts.add(number(times) + " " + what + "."));
        if (!counts.isEmpty()) {
            blocks.add(new Paragraph("Counted apart:"));
            blocks.add(new Bullets(counts));
        }
        blocks.add(new Paragraph(
                "Anyone can see for himself: chancery-verifier what-if PACK --policy policy.json, with an audit pack of"
                        + " the same events, gives the same figures. Simulated by version " + result.code() + "."));
        return blocks.toArray(Block[]::new);
    }

    private static List<Block> tasks(WhatIf.Result result, List<Affected> printed) {
        return List.of(
                new Paragraph("The first " + number(printed.size()) + " of " + number(result.affected())
                        + ". All are in affected-tasks.csv and affected-tasks.xlsx."),
                new Table(
                        "Affected tasks",
                        List.of(
                                new Column("Task", 24, false),
                                new Column("Opened (UTC)", 16, false),
                                new Column("As decided", 30, false),
                                new Column("Simulated", 30, false)),
                        printed.stream()
                                .map(row -> List.of(
                                        Cell.of(row.task().value()),
                                        Cell.of(RecordJson.text(row.at())
                                                .substring(0, 16)
                                                .replace('T', ' ')),
                                        Cell.of(side(row.was())),
                                        Cell.of(side(row.would()))))
                                .toList()));
    }

    private static String side(Side side) {
        return words(side.course())
                + words(", ", side.because())
                + words(", ", side.deployment())
                + (side.cost() == null ? ", cost not known" : ", " + side.cost());
    }

    private static String words(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }

    private static String words(Course course) {
        return course.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static long total(List<Reason> reasons) {
        return sum(reasons.stream().map(Reason::tasks).toList());
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String signed(long value) {
        return value > 0 ? "+" + number(value) : number(value);
    }

    private static String share(long part, long whole) {
        return whole == 0
                ? ""
                : BigDecimal.valueOf(part * 100.0 / whole).setScale(1, RoundingMode.HALF_UP) + " % of them";
    }
}
