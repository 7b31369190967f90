package dev.chancery.reports.board;

import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.reports.print.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A report as a workbook. Numbers are numbers with the format of their unit; texts are texts, whatever they begin with. A number of more
 * digits than a spreadsheet keeps is a text.
 */
final class BoardWorkbook {

    private static final int DIGITS = 15;
    private static final int LONGEST = 32_000;
    private static final String COUNT = "#,##0";
    private static final String SHARE = "0.0%";
    private static final String RESULT = "0.000000";
    private static final int FLUSHED_EACH = 200;

    private final BoardReport report;
    private final Workbook book;

    private BoardWorkbook(BoardReport report, Workbook book) {
        this.report = report;
        this.book = book;
    }

    static byte[] of(BoardReport report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoardWorkbook workbook = new BoardWorkbook(report, new Workbook(out, "Chancery", "1.0"));
        workbook.summary();
        workbook.figures();
        workbook.decisions();
        workbook.restated();
        workbook.maturity();
        workbook.about();
        workbook.book.finish();
        return out.toByteArray();
    }

    private final class Page {
        private final Worksheet sheet;
        private int row;
        private int column;

        Page(String name, int[] widths, String... header) throws IOException {
            sheet = book.newWorksheet(name);
            for (int i = 0; i < widths.length; i++) {
                sheet.width(i, widths[i]);
            }
            for (String each : header) {
                sheet.inlineString(0, column, each);
                sheet.style(0, column).bold().set();
                column++;
            }
            sheet.freezePane(0, 1);
        }

        Page next() throws IOException {
            row++;
            column = 0;
            if (row % FLUSHED_EACH == 0) {
                sheet.flush();
            }
            return this;
        }

        Page text(@Nullable String text) {
            if (text != null && !text.isEmpty()) {
                sheet.inlineString(row, column, legible(text));
            }
            column++;
            return this;
        }

        Page number(@Nullable BigDecimal number, String format) {
            if (number != null && number.stripTrailingZeros().precision() > DIGITS) {
                return text(number.toPlainString());
            }
            if (number != null) {
                sheet.value(row, column, number);
                sheet.style(row, column).format(format).set();
            }
            column++;
            return this;
        }

        Page figure(@Nullable Figure figure) {
            return figure == null
                    ? text("none").text("").text("")
                    : number(figure.value(), format(dividend(figure)))
                            .number(figure.of(), format(divisor(figure)))
                            .number(
                                    Indicator.value(figure)
                                            .filter(v -> figure.of() != null)
                                            .orElse(null),
                                    quotient(figure));
        }

        void finish() throws IOException {
            sheet.finish();
        }
    }

    /** What XML cannot hold, or nobody can see, is replaced. */
    private static String legible(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            int type = Character.getType(c);
            boolean seen = c == '\n'
                    || (type != Character.CONTROL
                            && type != Character.SURROGATE
                            && type != Character.FORMAT
                            && type != Character.UNASSIGNED);
            out.appendCodePoint(seen ? c : 0xFFFD);
        });
        return out.length() <= LONGEST
                ? out.toString()
                : out.substring(0, out.offsetByCodePoints(0, LONGEST / 2)) + "…";
    }

    private static String dividend(Figure figure) {
        return figure.unit().split("/", 2)[0];
    }

    private static String divisor(Figure figure) {
        return figure.unit().substring(figure.unit().indexOf('/') + 1);
    }

    private static String format(String unit) {
        if (unit.matches("[A-Z]{3}")) {
            return "#,##0.00#### \"" + unit + "\"";
        }
        return switch (unit) {
            case "s" -> "#,##0 \"s\"";
            case "difference", "ratio" -> RESULT;
            default -> COUNT;
        };
    }

    private static String quotient(Figure figure) {
        return dividend(figure).equals(divisor(figure)) ? SHARE : format(dividend(figure));
    }

    private void summary() throws IOException {
        Page page = new Page(
                "Summary",
                new int[] {24, 46, 18, 18, 14, 10, 10, 10, 9},
                "Indicator",
                "What",
                "Value",
                "Of",
                "Quotient",
                "State",
                "Amber",
                "Red",
                "Figure");
        BoardFacts facts = report.facts();
        for (Indicator indicator : Indicator.values()) {
            Figure figure = indicator.figure(facts.now(), facts.currency()).orElse(null);
            BoardThreshold limit = facts.thresholds().of(indicator).orElse(null);
            State state = facts.thresholds().state(indicator, facts.now(), facts.currency());
            page.next()
                    .text(indicator.id())
                    .text(indicator.measure().title() + part(figure))
                    .figure(figure)
                    .text(state == State.NONE ? "" : state.name().toLowerCase(Locale.ROOT))
                    .text(limit == null ? "" : word(limit) + limit.amber())
                    .text(limit == null ? "" : word(limit) + limit.red())
                    .number(figure == null ? null : place(figure), COUNT);
        }
        page.finish();
    }

    private static String word(BoardThreshold limit) {
        return limit.worse() == BoardThreshold.Worse.FROM ? "from " : "below ";
    }

    private BigDecimal place(Figure figure) {
        return BigDecimal.valueOf(report.index().print(figure).number());
    }

    private static String part(@Nullable Figure figure) {
        return figure == null || figure.parameters().isEmpty() ? "" : " (" + values(figure) + ")";
    }

    private static String values(Figure figure) {
        return figure.parameters().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private void figures() throws IOException {
        Page page = new Page(
                "Figures",
                new int[] {8, 24, 28, 40, 60, 18, 18, 18, 14},
                "Figure",
                "Quarter",
                "Id",
                "Of which part",
                "What",
                "Unit",
                "Value",
                "Of",
                "Quotient");
        List<FigureSheet> sheets = report.facts().sheets();
        for (int i = 0; i < sheets.size(); i++) {
            for (Figure figure : sheets.get(i).all()) {
                page.next()
                        .number(place(figure), COUNT)
                        .text(quarter(i))
                        .text(figure.measure().id())
                        .text(values(figure))
                        .text(figure.measure().title())
                        .text(figure.unit())
                        .figure(figure);
            }
        }
        page.finish();
    }

    private String quarter(int sheet) {
        BoardFacts facts = report.facts();
        if (sheet == 0) {
            return facts.order().name();
        }
        Quarter quarter = facts.order().quarter().before();
        if (sheet == facts.quarters().size()) {
            return quarter + " as known then";
        }
        for (int i = 1; i < sheet; i++) {
            quarter = quarter.before();
        }
        return quarter.toString();
    }

    private void decisions() throws IOException {
        Page page = new Page(
                "Decisions",
                new int[] {20, 60, 80, 40, 30},
                "Rule",
                "What is to be decided",
                "Why",
                "Who decides",
                "Figures");
        for (DecisionRequest each : report.requests()) {
            page.next()
                    .text(each.rule())
                    .text(each.what())
                    .text(each.why())
                    .text(each.decides())
                    .text(report.sources(each.figures()));
        }
        if (report.requests().isEmpty()) {
            page.next()
                    .text("none")
                    .text("No decision is requested")
                    .text("Looked at were " + String.join(", ", DecisionRules.LOOKED_AT));
        }
        page.finish();
    }

    private void restated() throws IOException {
        Page page = new Page(
                "Restated",
                new int[] {28, 40, 50, 18, 18, 14, 18, 18, 14, 80},
                "Id",
                "Of which part",
                "What",
                "Then",
                "Then of",
                "Then quotient",
                "Now",
                "Now of",
                "Now quotient",
                "Changed by");
        for (Restated each : report.restated()) {
            page.next()
                    .text(each.figure().measure().id())
                    .text(values(each.figure()))
                    .text(each.figure().measure().title())
                    .figure(each.then())
                    .figure(each.now())
                    .text(each.reason());
        }
        page.finish();
    }

    private void maturity() throws IOException {
        Page page = new Page("Maturity", new int[] {8, 70, 12, 30}, "Level", "Criterion", "Met", "Figures");
        for (Maturity.Criterion each : report.maturity().criteria()) {
            page.next()
                    .number(BigDecimal.valueOf(each.level()), COUNT)
                    .text(each.text())
                    .text(each.met() ? "met" : "not met")
                    .text(report.sources(each.figures()));
        }
        page.next()
                .number(BigDecimal.valueOf(report.maturity().level()), COUNT)
                .text("is reached: " + report.maturity().name());
        page.finish();
    }

    private void about() throws IOException {
        BoardFacts facts = report.facts();
        Page page = new Page("About", new int[] {24, 110}, "What", "Which");
        page.next().text("Quarter").text(facts.order().name());
        page.next().text("From").text(facts.order().from().toString());
        page.next().text("To").text(facts.order().to() + ", which is no longer part of it");
        page.next().text("Zone").text(facts.order().zone().getId());
        page.next().text("Asked for").text(facts.order().asked().toString());
        page.next().text("Log").text(facts.head().origin());
        page.next().text("Events").number(BigDecimal.valueOf(facts.head().size()), COUNT);
        page.next().text("Root").text(HexFormat.of().formatHex(facts.head().rootHash()));
        page.next().text("Thresholds").text(facts.thresholds().said());
        page.next()
                .text("Exact numbers")
                .text(
                        "A figure is an exact number, or two of which one is divided by the other. A quotient is divided to 12"
                                + " decimals, half to even. figures.json has them as they are recomputed.");
        page.finish();
    }
}
