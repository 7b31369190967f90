package dev.chancery.reports.board;

import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.print.Attachment;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Pair;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart;
import dev.chancery.reports.print.FigureIndex;
import dev.chancery.reports.print.PrintDocument;
import dev.chancery.reports.print.PrintDocument.Layout;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.print.Printed;
import dev.chancery.reports.print.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lays a report out: four pages, everything in the same place each quarter. */
final class BoardPages {

    private static final int REQUESTS = 7;
    private static final int RESTATED = 5;
    private static final int SUBJECTS = 5;
    private static final int ROOMY = 60;
    private static final int WORKFLOWS = 5;
    private static final int FEW_WORKFLOWS = 3;
    private static final int VENDORS = 4;
    private static final int MONTHS = 3;
    private static final int NAME = 40;
    private static final int CODE = 18;
    /** What is told first. */
    static final List<Key> KEYS = List.of(
            new Key("Workflows unregistered", Indicator.UNREGISTERED),
            new Key("Systems unclassified", Indicator.UNCLASSIFIED),
            new Key("Reporting clocks missed", Indicator.CLOCKS_MISSED),
            new Key("Bias findings overdue", Indicator.BIAS_OVERDUE),
            new Key("Approved as it was", Indicator.APPROVED),
            new Key("Cap used, worst month", Indicator.CAP_USED),
            new Key("Return on what was paid", Indicator.RETURN),
            new Key("Largest vendor's share", Indicator.VENDOR_SHARE));

    private static final String KNOWN = "As known then and as known now";

    private final BoardReport report;
    private final BoardFacts facts;
    private final FigureIndex index;
    private final FigureSheet now;
    private final @Nullable FigureSheet before;
    private final int most;
    private final int workflows;

    /** Of which money is told first. */
    private final String currency;

    /** A key figure and what it is called. */
    record Key(String label, Indicator indicator) {}

    private BoardPages(BoardReport report, int most) {
        this.report = report;
        this.facts = report.facts();
        this.index = report.index();
        this.now = facts.now();
        this.before = facts.before();
        this.most = most;
        this.workflows = most >= ROOMY ? WORKFLOWS : FEW_WORKFLOWS;
        this.currency = facts.currency();
    }

    /**
     * The document.
     *
     * @param most characters of a text that comes from the record
     */
    static PrintDocument of(BoardReport report, String seal, List<Attachment> attachments, int most) {
        return new BoardPages(report, most).document(seal, attachments);
    }

    private PrintDocument document(String seal, List<Attachment> attachments) {
        BoardOrder order = facts.order();
        String about = "The quarter from " + day(order.from()) + " to "
                + (order.partial()
                        ? "now, since it is not over"
                        : day(order.to().minusNanos(1000)))
                + " (" + order.zone().getId() + "), told from the first "
                + count(facts.head().size())
                + " events of the log"
                + (facts.began().isAfter(order.from()) ? ", which began on " + day(facts.began()) : "")
                + ".";
        return new PrintDocument(
                "Board report " + order.name(),
                about,
                "Log " + facts.head().origin() + ", checkpoint of "
                        + count(facts.head().size()) + " events, root "
                        + HexFormat.of().formatHex(facts.head().rootHash()),
                order.asked().atZone(order.zone()),
                seal,
                List.of(
                        section("Decisions requested", false, decisions()),
                        section("Risk posture", true, risk()),
                        section("Value", true, value()),
                        section("Capability and integrity of the log", true, capability())),
                attachments,
                Layout.COMPACT);
    }

    private Section section(String heading, boolean newPage, List<Block> blocks) {
        return new Section(
                heading + (facts.order().partial() ? " · " + facts.order().name() : ""), newPage, blocks);
    }

    private LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, facts.order().zone());
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    // Page 1

    private List<Block> decisions() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(facts.thresholds().said() + " Changes are against "
                + (before == null
                        ? "nothing: the log knows of no quarter before."
                        : facts.order().quarter().before() + ".")
                + (others().isEmpty()
                        ? ""
                        : " Shares of money are of " + currency
                                + ", in which most tasks were paid; other money is in the workbook.")));
        blocks.add(new KeyFigures(KEYS.stream().map(this::card).toList()));
        blocks.add(requests());
        blocks.add(restated());
        BoardFacts.Then then = facts.then();
        if (then != null && !report.restated().isEmpty()) {
            blocks.add(new Paragraph(source(then)
                    + (report.restated().size() > RESTATED
                            ? " Every figure that is another now, with its reason, is in the workbook."
                            : "")));
        }
        return blocks;
    }

    /** As the first page tells them, in the order of {@link #KEYS}. */
    static List<KeyFigure> keys(BoardReport report) {
        BoardPages pages = new BoardPages(report, ROOMY);
        return KEYS.stream().map(pages::card).toList();
    }

    private KeyFigure card(Key key) {
        String label = key.label();
        Indicator indicator = key.indicator();
        Optional<Figure> figure = indicator.figure(now, currency);
        if (figure.isEmpty()) {
            return new KeyFigure(label, Printed.NONE, "nothing of the kind on record", State.NONE, "");
        }
        Printed printed = index.print(figure.get());
        String which = indicator == Indicator.VENDOR_SHARE
                ? brief(figure.get().parameters().getOrDefault("vendor", ""), 16) + "; "
                : indicator == Indicator.CAP_USED ? figure.get().parameters().getOrDefault("month", "") + "; " : "";
        return new KeyFigure(
                label,
                printed.text(),
                which + change(indicator),
                facts.thresholds().state(indicator, figure.get()),
                String.valueOf(printed.number()));
    }

    private String change(Indicator indicator) {
        Optional<Figure> was = before == null ? Optional.empty() : indicator.figure(before, currency);
        Optional<BigDecimal> then = was.flatMap(Indicator::value);
        Optional<BigDecimal> is = indicator.figure(now, currency).flatMap(Indicator::value);
        if (then.isEmpty() || is.isEmpty()) {
            return before == null ? "no quarter before" : "none before";
        }
        String text = index.print(was.orElseThrow()).text();
        int order = is.get().compareTo(then.get());
        return order == 0 ? "as before" : (order > 0 ? "up from " : "down from ") + text;
    }

    private Block requests() {
        List<DecisionRequest> requests = report.requests();
        if (requests.isEmpty()) {
            return new Note(
                    "No decision is requested",
                    "The record gives no occasion: looked at were " + String.join(", ", DecisionRules.LOOKED_AT) + "."
                            + (facts.controls() == null ? " Controls could not be asked for." : ""));
        }
        List<List<Cell>> rows = new ArrayList<>();
        requests.stream()
                .limit(REQUESTS)
                .forEach(each -> rows.add(List.of(
                        cell(each.what(), most + 60),
                        cell(report.because(each), 2 * most + 60),
                        cell(each.decides(), most),
                        Cell.of(report.sources(each.figures()).replaceFirst("^figures? ", "")))));
        return new Table(
                requests.size() > REQUESTS
                        ? "Decisions requested, the gravest; the others are in the workbook"
                        : "Decisions requested",
                List.of(
                        new Column("What", 30, false),
                        new Column("Why", 42, false),
                        new Column("Who decides", 18, false),
                        new Column("Figures", 10, false)),
                rows);
    }

    private Block restated() {
        BoardFacts.Then then = facts.then();
        if (then == null) {
            return new Note(KNOWN, "The log knows of no quarter before this one, so there is nothing to restate.");
        }
        if (report.restated().isEmpty()) {
            return new Note(
                    KNOWN, "No figure of " + facts.order().quarter().before() + " is another now. " + source(then));
        }
        List<List<Cell>> rows = new ArrayList<>();
        headlines(report.restated())
                .forEach(each -> rows.add(List.of(
                        cell(title(each.figure()), most + 20),
                        Cell.of(
                                each.then() == null
                                        ? Printed.NONE
                                        : index.print(each.then()).text()),
                        Cell.of(
                                each.now() == null
                                        ? Printed.NONE
                                        : index.print(each.now()).text()),
                        cell(each.reason(), 2 * most + 40))));
        return new Table(
                facts.order().quarter().before() + ": as known then and as known now",
                List.of(
                        new Column("Figure", 30, false),
                        new Column("Then", 13, true),
                        new Column("Now", 13, true),
                        new Column("Changed by", 44, false)),
                rows);
    }

    static String source(BoardFacts.Then then) {
        return "Then is "
                + (then.export() == null
                        ? "when the quarter was over, since no report on it was issued"
                        : "the first report on it, export " + then.export())
                + ": the first " + count(then.end()) + " events of the log.";
    }

    /** What this report prints elsewhere first. */
    private static List<Restated> headlines(List<Restated> all) {
        List<Measure> first = List.of(
                Measure.TASKS_DELIVERED,
                Measure.COST,
                Measure.INCIDENTS_BY_CLOCK,
                Measure.WORTH_RETURN,
                Measure.REVIEWS_APPROVED,
                Measure.COST_PER_DELIVERED);
        Comparator<Restated> order = Comparator.comparingInt(each -> {
            int place = first.indexOf(each.figure().measure());
            return place < 0 ? first.size() : place;
        });
        return all.stream().sorted(order).limit(RESTATED).toList();
    }

    static String title(Figure figure) {
        String which = String.join(", ", figure.parameters().values());
        return switch (figure.measure()) {
            case TASKS_DELIVERED -> "Tasks delivered";
            case COST -> "Spend";
            case COST_PER_DELIVERED -> "Cost of a delivered task";
            case WORTH_RETURN -> "Return";
            case REVIEWS_APPROVED -> "Approved as it was";
            case INCIDENTS_BY_CLOCK ->
                "Incidents, clock " + which.toLowerCase(Locale.ROOT).replace('_', ' ');
            default -> figure.measure().id() + (which.isEmpty() ? "" : " (" + which + ")");
        };
    }

    // Page 2

    private List<Block> risk() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Figure(new Chart.Bars(
                "AI systems in use by class of risk",
                "",
                List.of(RiskClass.values()).stream()
                        .map(risk -> new Chart.Bar(
                                words(risk),
                                index.get(now, Measure.SYSTEMS_BY_CLASS, "class", risk.name())
                                        .value()))
                        .toList())));
        blocks.add(new Pair(
                table(
                        "Register",
                        List.of(
                                row("In use", Measure.SYSTEMS_IN_USE),
                                row("Unclassified", Indicator.UNCLASSIFIED),
                                row("Workflows unregistered", Indicator.UNREGISTERED),
                                row("Prohibited", Indicator.PROHIBITED),
                                row("High-risk", Measure.SYSTEMS_BY_CLASS, "class", RiskClass.HIGH_RISK.name()),
                                row("High-risk, overseen", Indicator.OVERSEEN),
                                row("Class outdated", Indicator.OUTDATED),
                                row("Kill switches pulled", Measure.STOPS_PULLED))),
                table(
                        "Serious incidents and their clocks",
                        List.of(
                                row("Opened", Measure.INCIDENTS_OPENED),
                                row("Clock met", Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.MET.name()),
                                row("Clock missed", Indicator.CLOCKS_MISSED),
                                row("Clock runs", Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.OPEN.name()),
                                row(
                                        "Nothing to report",
                                        Measure.INCIDENTS_BY_CLOCK,
                                        "clock",
                                        ReportingState.NOT_REQUIRED.name()),
                                row("Closed", Measure.INCIDENTS_CLOSED),
                                row("Open at the end", Measure.INCIDENTS_OPEN)))));
        blocks.add(new Pair(
                table(
                        "Bias",
                        List.of(
                                row("Checks", Measure.BIAS_CHECKS),
                                row("Findings", Measure.BIAS_OPENED),
                                row("Closed, resolved", Measure.BIAS_CLOSED, "outcome", "RESOLVED"),
                                row("Closed, accepted", Measure.BIAS_CLOSED, "outcome", "ACCEPTED"),
                                row("Open at the end", Measure.BIAS_OPEN),
                                row("Overdue", Indicator.BIAS_OVERDUE))),
                table(
                        "Personal data",
                        List.of(
                                row("Values replaced", Measure.REDACTIONS_TOTAL),
                                row("Texts shown", Measure.DISCLOSURES),
                                row("Erasures", Measure.ERASURES),
                                row("Texts they erased", Measure.CONTENTS_ERASED),
                                row("Texts too old", Measure.CONTENTS_EXPIRED),
                                row("Packs and reports", Measure.EXPORTS)))));
        blocks.add(bias());
        blocks.add(controls());
        return blocks;
    }

    private Block bias() {
        List<Figure> values = now.all(Measure.BIAS_VALUE);
        String unit = values.stream().anyMatch(f -> f.unit().equals("difference")) ? "difference" : "ratio";
        List<Chart.Interval> intervals = values.stream()
                .filter(f -> f.unit().equals(unit))
                .sorted(Comparator.comparing((Figure f) -> f.value() == null
                                ? BigDecimal.ZERO
                                : unit.equals("ratio")
                                        ? f.value()
                                        : f.value().abs().negate())
                        .thenComparing(f -> f.parameters().toString()))
                .limit(SUBJECTS)
                .map(this::interval)
                .toList();
        if (intervals.isEmpty()) {
            return new Note("Bias with intervals", "No check on record has given a result with an interval.");
        }
        return new Block.Figure(new Chart.Intervals(
                "Largest difference between groups in the newest check, 95 % interval"
                        + (values.size() > intervals.size() ? "; others in the workbook" : ""),
                unit,
                unit.equals("ratio") ? Chart.Point.of(1, "no difference") : Chart.Point.of(0, "no difference"),
                intervals));
    }

    private Chart.Interval interval(Figure value) {
        String[] which = value.parameters().entrySet().stream()
                .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                .toArray(String[]::new);
        Printed at = index.print(value);
        Printed low = index.get(now, Measure.BIAS_LOW, which);
        Printed high = index.get(now, Measure.BIAS_HIGH, which);
        Chart.Value middle = at.value();
        return new Chart.Interval(
                brief(value.parameters().getOrDefault("subject", ""), NAME) + ", "
                        + brief(value.parameters().getOrDefault("group", ""), NAME),
                new Chart.Value(Math.min(low.value().at(), middle.at()), low.text()),
                middle,
                new Chart.Value(Math.max(high.value().at(), middle.at()), high.text()));
    }

    private Block controls() {
        ControlStates controls = facts.controls();
        if (controls == null) {
            return new Note("Controls", "The read models did not answer, so nothing is said of controls.");
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (ControlState state :
                List.of(ControlState.FAILING, ControlState.NO_EVIDENCE, ControlState.STALE, ControlState.SATISFIED)) {
            List<String> those = controls.of(state);
            rows.add(List.of(
                    new Cell(words(state), those.isEmpty() ? State.NONE : color(state)),
                    cell(those.isEmpty() ? "none" : String.join(", ", those), 600)));
        }
        return new Table(
                "Controls by the worst that any system has. No figure: evaluated from the read models at "
                        + controls.at() + ", position " + controls.position(),
                List.of(new Column("State", 20, false), new Column("Controls", 80, false)),
                rows);
    }

    private static State color(ControlState state) {
        return switch (state) {
            case FAILING -> State.RED;
            case STALE, NO_EVIDENCE -> State.AMBER;
            case SATISFIED -> State.GREEN;
            case NOT_APPLICABLE -> State.NONE;
        };
    }

    // Page 3

    private List<Block> value() {
        List<Block> blocks = new ArrayList<>();
        if (currency.isEmpty()) {
            blocks.add(new Note("Spend", "No cap is set and nothing was spent, so there is no money to tell of."));
        } else {
            blocks.add(trend("Spend by quarter", currency, series("Spend", Measure.COST, "currency", currency)));
            blocks.add(trend(
                    "Cost of a delivered task by quarter",
                    currency,
                    series("Per delivered task", Measure.COST_PER_DELIVERED, "currency", currency)));
        }
        String[] money = {"currency", currency};
        blocks.add(new Pair(
                table(
                        "Cost",
                        List.of(
                                row("Spend", Measure.COST, money),
                                row("Per settled task", Measure.COST_PER_TASK, money),
                                row("Per delivered task", Measure.COST_PER_DELIVERED, money),
                                row("Of it, not delivered", Measure.COST_UNDELIVERED, money),
                                row("Of it, judges", Measure.COST_JUDGING, money),
                                row("Of it, failed calls", Measure.COST_FAILING, money),
                                row("Saved by caches", Measure.CACHE_SAVED, money),
                                row("Tasks opened", Measure.TASKS_OPENED),
                                row("Tasks delivered", Indicator.DELIVERED))),
                caps()));
        blocks.add(new Pair(
                table("Cost by tier", tierRows()),
                table(
                        "Return against the human baseline",
                        List.of(
                                row("Net", Measure.WORTH_NET_TOTAL, money),
                                row("Return", Indicator.RETURN),
                                row("Caps exhausted", Measure.BUDGETS_EXHAUSTED),
                                row("Tokens read", Measure.TOKENS_INPUT),
                                row("Tokens written", Measure.TOKENS_OUTPUT)))));
        blocks.add(vendors());
        blocks.add(currencies());
        blocks.add(new Paragraph(Printed.ROUNDING
                + (Indicator.months(now).stream().anyMatch(this::isPart)
                        ? " Months of caps are of UTC; of one with \"(part)\" only what lies in this report's time is counted."
                        : "")));
        return blocks;
    }

    private Table caps() {
        List<List<Cell>> rows = new ArrayList<>();
        Indicator.months(now).stream()
                .limit(MONTHS)
                .forEach(month -> rows.add(List.of(
                        Cell.of(month.parameters().getOrDefault("month", "") + (isPart(month) ? " (part)" : "")),
                        new Cell(index.print(month).text(), facts.thresholds().state(Indicator.CAP_USED, month)),
                        Cell.of(index.print(month).detail()),
                        index.print(month).source())));
        return new Table(
                "Spend against the cap of the company",
                List.of(
                        new Column("Month (UTC)", 22, false),
                        new Column("Used", 27, true),
                        new Column("Spend and cap", 38, true),
                        new Column("Figure", 13, true)),
                rows);
    }

    /** Whether some of the month is not of the quarter, or not over. */
    private boolean isPart(Figure month) {
        YearMonth utc = YearMonth.parse(month.parameters().getOrDefault("month", ""));
        return utc.atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .isBefore(now.query().from())
                || utc.plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .isAfter(now.query().to());
    }

    private List<List<Cell>> tierRows() {
        List<List<Cell>> rows = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            rows.add(row(words(tier), Measure.COST_BY_TIER, "currency", currency, "tier", tier.name()));
        }
        rows.add(row("no model", Measure.COST_BY_TIER, "currency", currency, "tier", "NONE"));
        return rows;
    }

    private Block vendors() {
        List<Figure> shares = now.all(Measure.COST_BY_VENDOR).stream()
                .filter(f -> currency.equals(f.parameters().get("currency")))
                .filter(f -> Indicator.value(f).isPresent())
                .sorted(Comparator.comparing((Figure f) -> Indicator.value(f).orElseThrow())
                        .reversed()
                        .thenComparing(f -> f.parameters().toString()))
                .toList();
        if (shares.isEmpty()) {
            return new Note("Vendors", "Nothing was paid to anybody in this quarter.");
        }
        return new Block.Figure(new Chart.Bars(
                "Vendors' shares of the spend" + (shares.size() > VENDORS ? ", the largest" : ""),
                "%",
                shares.stream()
                        .limit(VENDORS)
                        .map(f -> new Chart.Bar(
                                brief(f.parameters().getOrDefault("vendor", ""), NAME),
                                index.print(f).value()))
                        .toList()));
    }

    /** In which money was spent that is not told first. */
    private SortedSet<String> others() {
        SortedSet<String> others = new TreeSet<>();
        now.all(Measure.COST).forEach(f -> others.add(f.parameters().getOrDefault("currency", "")));
        others.remove(currency);
        return others;
    }

    private Block currencies() {
        SortedSet<String> others = others();
        if (now.all(Measure.COST).isEmpty()) {
            return new Paragraph("Nothing was spent in the quarter.");
        }
        return new Paragraph(
                others.isEmpty()
                        ? "All money of the quarter is of one currency."
                        : "Money is told in " + currency
                                + ", in which most tasks were paid. Nothing is converted. The same in "
                                + String.join(", ", others) + " is in the workbook.");
    }

    private record Line(String name, List<Optional<Figure>> figures) {}

    /** Of the quarters that the log knows, the oldest first. */
    private Line series(String name, Measure measure, String... parameters) {
        List<Optional<Figure>> figures = facts.quarters().reversed().stream()
                .map(sheet -> sheet.find(measure, parameters))
                .toList();
        return new Line(name, figures);
    }

    private Block trend(String title, String unit, Line... lines) {
        boolean drawn = List.of(lines).stream()
                .flatMap(line -> line.figures().stream())
                .anyMatch(f -> f.flatMap(Indicator::value).isPresent());
        if (!drawn) {
            return new Note(title, "There is nothing of the kind in any of the quarters.");
        }
        return new Block.Figure(new Chart.Lines(
                title,
                unit,
                IntStream.range(0, facts.quarters().size())
                        .mapToObj(i -> quarter(facts.quarters().size() - 1 - i))
                        .toList(),
                List.of(lines).stream()
                        .map(line -> new Chart.Series(
                                line.name(),
                                line.figures().stream()
                                        .map(f -> f.map(each ->
                                                        index.print(each).point())
                                                .orElse(Chart.Point.none()))
                                        .toList()))
                        .toList()));
    }

    /** @param back 0 for this one */
    private String quarter(int back) {
        Quarter quarter = facts.order().quarter();
        for (int i = 0; i < back; i++) {
            quarter = quarter.before();
        }
        return back == 0 ? facts.order().name() : quarter.toString();
    }

    // Page 4

    private List<Block> capability() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Pair(
                table(
                        "Workflows by gate, and moves",
                        List.of(
                                row("In the shadow", Measure.WORKFLOWS_BY_GATE, "gate", Gate.SHADOW.name()),
                                row(
                                        "Held for people",
                                        Measure.WORKFLOWS_BY_GATE,
                                        "gate",
                                        Gate.HUMAN_IN_THE_LOOP.name()),
                                row("Autonomous", Measure.WORKFLOWS_BY_GATE, "gate", Gate.AUTONOMOUS.name()),
                                row("Raised", Measure.GATES_RAISED),
                                row("Lowered", Measure.GATES_LOWERED),
                                row("Of it, by drift", Measure.GATES_LOWERED_BY_THEMSELVES),
                                row("Raise refused", Measure.GATES_REFUSED))),
                table(
                        "People and judges",
                        List.of(
                                row("Decisions of people", Measure.REVIEWS),
                                row("Approved as it was", Indicator.APPROVED),
                                row("Overridden", Measure.REVIEWS_OVERRIDDEN),
                                row("Within 5 seconds", Indicator.RUBBER_STAMPS),
                                row("Median time to look", Measure.DWELL_MEDIAN),
                                row("Decided unseen", Measure.REVIEWS_UNSEEN),
                                row("Verdicts passed", Indicator.VERDICTS)))));
        blocks.add(trend(
                "Quality by quarter",
                "%",
                series("Approved as it was", Measure.REVIEWS_APPROVED),
                series("Verdicts passed", Measure.VERDICTS_PASSED)));
        blocks.add(new Pair(workflows(), models()));
        blocks.add(new Pair(criteria(List.of(2, 3)), criteria(List.of(Maturity.HIGHEST))));
        blocks.add(new Pair(
                table(
                        "Integrity of the log",
                        List.of(
                                row("Events", Measure.LOG_EVENTS),
                                row("Losses accepted", Indicator.LOSSES),
                                row("Signed events lost", Measure.LOG_LOST),
                                row("Keys replaced", Measure.LOG_KEYS))),
                table(
                        "Acts whose outcome never came",
                        List.of(
                                row("Tasks", Indicator.ABANDONED),
                                row("Deliveries", Measure.ACTS_ABANDONED, "act", Act.DELIVERY.name()),
                                row("Exports", Measure.ACTS_ABANDONED, "act", Act.EXPORT.name())))));
        return blocks;
    }

    private Table workflows() {
        List<List<Cell>> rows = new ArrayList<>();
        facts.gates().entrySet().stream().limit(workflows).forEach(each -> {
            Optional<Printed> approved =
                    index.find(now, Measure.REVIEWS_APPROVED_BY_WORKFLOW, "workflow", each.getKey());
            rows.add(List.of(
                    cell(each.getKey(), CODE),
                    Cell.of(words(each.getValue().gate())),
                    Cell.of(approved.map(Printed::text).orElse(Printed.NONE)),
                    approved.map(Printed::source).orElse(Cell.of(""))));
        });
        return new Table(
                facts.gates().size() > workflows ? "Workflows, the first by name" : "Workflows",
                List.of(
                        new Column("Workflow", 36, false),
                        new Column("Gate", 30, false),
                        new Column("Approved", 20, true),
                        new Column("Figure", 14, true)),
                rows);
    }

    private Table models() {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                Cell.of("Versions seen first"),
                index.get(now, Measure.MODEL_VERSIONS).cell(),
                index.get(now, Measure.MODEL_VERSIONS).source()));
        facts.versions().reversed().stream()
                .limit(workflows - 1)
                .forEach(each -> rows.add(List.of(
                        cell(each.event().deployment(), CODE), cell(each.event().modelVersion(), CODE), Cell.of(""))));
        return new Table(
                "Changes of models, the newest first",
                List.of(
                        new Column("Deployment", 43, false),
                        new Column("Version", 43, false),
                        new Column("Figure", 14, true)),
                rows);
    }

    private Table criteria(List<Integer> levels) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int level : levels) {
            report.maturity()
                    .of(level)
                    .forEach(each -> rows.add(List.of(
                            Cell.of(level + ". " + each.text()),
                            Cell.of(each.met() ? "met" : "not met"),
                            Cell.of(
                                    each.figures().isEmpty()
                                            ? ""
                                            : report.sources(each.figures().subList(0, 1))
                                                    .replace("figure ", "")))));
        }
        Maturity maturity = report.maturity();
        return new Table(
                levels.contains(Maturity.HIGHEST)
                        ? "Towards level 4, quantitatively managed"
                        : "Maturity: level " + maturity.level() + " of 4, "
                                + maturity.name().toLowerCase(Locale.ROOT),
                List.of(
                        new Column("Criterion", 68, false),
                        new Column("State", 18, false),
                        new Column("Figure", 14, true)),
                rows);
    }

    // Rows

    private Table table(String title, List<List<Cell>> rows) {
        return new Table(
                title,
                List.of(
                        new Column("", 34, false),
                        new Column(
                                facts.order().partial()
                                        ? "To date"
                                        : facts.order().quarter().toString(),
                                29,
                                true),
                        new Column(
                                before == null
                                        ? "Before"
                                        : facts.order().quarter().before().toString(),
                                24,
                                true),
                        new Column("Figure", 13, true)),
                rows);
    }

    private List<Cell> row(String label, Measure measure, String... parameters) {
        return row(label, now.find(measure, parameters), before(measure, parameters), State.NONE);
    }

    private List<Cell> row(String label, Indicator indicator) {
        return row(
                label,
                indicator.figure(now, currency),
                before == null ? Optional.empty() : indicator.figure(before, currency),
                facts.thresholds().state(indicator, now, currency));
    }

    private Optional<Figure> before(Measure measure, String... parameters) {
        return before == null ? Optional.empty() : before.find(measure, parameters);
    }

    private List<Cell> row(String label, Optional<Figure> is, Optional<Figure> was, State state) {
        return List.of(
                Cell.of(label),
                new Cell(is.map(f -> index.print(f).text()).orElse(Printed.NONE), state),
                Cell.of(was.map(f -> index.print(f).text()).orElse(Printed.NONE)),
                is.map(f -> index.print(f).source()).orElse(Cell.of("")));
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Cell cell(String text, int most) {
        return Cell.of(brief(text, most));
    }

    static String brief(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
