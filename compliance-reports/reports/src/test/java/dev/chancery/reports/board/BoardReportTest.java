package dev.chancery.reports.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.BoardCommand;
import dev.chancery.contracts.event.BoardEvent.BoardThresholdsSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.contracts.fact.BoardThreshold.Worse;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.print.State;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardReportTest {

    private static final String[] USD = {"currency", "USD"};

    private final MemoryLog log = Company.twoQuarters();

    private BoardReport report() {
        return Company.report(log, Company.order(log));
    }

    private static String number(FigureSheet sheet, Measure measure, String... parameters) {
        Figure figure = sheet.get(measure, parameters);
        return figure.value() + (figure.of() == null ? "" : "/" + figure.of()) + " " + figure.unit();
    }

    @Test
    void figuresAreThoseThatWereCountedByHand() {
        // when
        BoardFacts facts = report().facts();
        FigureSheet now = facts.now();
        FigureSheet before = facts.quarters().get(1);
        // then
        assertThat(facts.quarters()).hasSize(2);
        assertThat(number(now, Measure.TASKS_OPENED)).isEqualTo("33 tasks");
        assertThat(number(now, Measure.TASKS_DELIVERED)).isEqualTo("32/33 tasks/tasks");
        assertThat(number(now, Measure.COST, USD)).isEqualTo("64.000000 USD");
        assertThat(number(now, Measure.COST_PER_DELIVERED, USD)).isEqualTo("64.000000/32 USD/tasks");
        assertThat(number(now, Measure.COST_UNDELIVERED, USD)).isEqualTo("2.000000 USD");
        assertThat(number(now, Measure.CAP_USED, "currency", "USD", "month", "2026-11"))
                .isEqualTo("64.000000/80.000000 USD/USD");
        assertThat(number(now, Measure.CAP_USED, "currency", "USD", "month", "2026-10"))
                .isEqualTo("0.000000/80.000000 USD/USD");
        assertThat(number(now, Measure.REVIEWS_APPROVED)).isEqualTo("31/32 decisions/decisions");
        assertThat(number(now, Measure.REVIEWS_OVERRIDDEN)).isEqualTo("1/32 decisions/decisions");
        assertThat(number(now, Measure.RUBBER_STAMPS)).isEqualTo("1/32 decisions/decisions");
        assertThat(number(now, Measure.REVIEWS_APPROVED_BY_WORKFLOW, "workflow", "letters"))
                .isEqualTo("30/31 decisions/decisions");
        assertThat(number(now, Measure.WORTH_RETURN, USD)).isEqualTo("228.395650/71.604350 USD/USD");
        assertThat(number(now, Measure.SYSTEMS_IN_USE)).isEqualTo("2 systems");
        assertThat(number(now, Measure.SYSTEMS_OVERSEEN)).isEqualTo("1/1 systems/systems");
        assertThat(number(now, Measure.BIAS_CHECKS)).isEqualTo("1 checks");
        String[] letters = {
            "attribute", "sex",
            "group", "female",
            "metric", "STATISTICAL_PARITY_DIFFERENCE",
            "subject", "workflow/letters"
        };
        assertThat(number(now, Measure.BIAS_VALUE, letters)).isEqualTo("-0.080000 difference");
        assertThat(number(now, Measure.BIAS_LOW, letters)).isEqualTo("-0.150000 difference");
        assertThat(number(now, Measure.BIAS_HIGH, letters)).isEqualTo("-0.010000 difference");
        assertThat(number(before, Measure.TASKS_DELIVERED)).isEqualTo("3/3 tasks/tasks");
        assertThat(number(before, Measure.COST, USD)).isEqualTo("4.500000 USD");
    }

    @Test
    void saysWhatWasKnownThenAndWhyItIsAnotherNow() {
        // when
        BoardReport report = report();
        Map<String, Restated> restated = new TreeMap<>();
        report.restated()
                .forEach(each -> restated.put(
                        each.figure().measure().id()
                                + each.figure().parameters().values(),
                        each));
        // then
        assertThat(report.facts().then()).extracting(BoardFacts.Then::export).isNull();
        Restated delivered = restated.get("tasks.delivered[]");
        assertThat(delivered.then()).hasToString("tasks.delivered = 2 / 3 tasks/tasks");
        assertThat(delivered.now()).hasToString("tasks.delivered = 3 / 3 tasks/tasks");
        long approval = report.facts().then().end() + 1;
        assertThat(delivered.reason()).isEqualTo("1 task.output-approved (position " + approval + ")");
        assertThat(restated.get("incidents.by-clock[MISSED]").reason())
                .isEqualTo("no event: a deadline passed without a report");
        assertThat(restated.get("worth.net[USD, letters]").reason())
                .isEqualTo("1 task.output-approved (position " + approval + "), 1 task.review-timed (position "
                        + (approval - 1) + ")");
        // and nothing that did not change
        assertThat(restated).doesNotContainKeys("cost.total[USD]", "log.size[]", "tasks.opened[]");
        assertThat(report.restated()).noneMatch(each -> each.reason().contains("not explained"));
    }

    @Test
    void whatWasKnownThenIsWhatTheFirstFinishedReportWasMadeFrom() {
        // given a report that failed and two that were finished, the first after the held task was approved
        MemoryLog late = Company.begun().at("2026-08-10T10:00:00Z");
        Company.task(late, "a", "support", 1_000_000, new OutputReleased(Gate.AUTONOMOUS, null));
        late.at("2026-10-02T10:00:00Z").add("export/failed", requested("failed", 2));
        long known = late.size();
        late.add("export/first", requested("first", known), new ExportCompleted("00", 1, "MADE"));
        late.add("export/second", requested("second", known + 2), new ExportCompleted("00", 1, "MADE"));
        late.at("2026-11-02T10:00:00Z").add("value/support", Company.baseline("support", 9_000_000));
        // when
        BoardReport report = Company.report(late, Company.order(late));
        // then
        assertThat(report.facts().then()).extracting(BoardFacts.Then::export).isEqualTo("first");
        assertThat(report.facts().then()).extracting(BoardFacts.Then::end).isEqualTo(known);
        assertThat(report.restated())
                .isNotEmpty()
                .allMatch(each -> each.figure().measure().id().startsWith("worth."))
                .allMatch(each -> each.reason().equals("1 value.baseline-set (position " + (late.size() - 1) + ")"));
    }

    private static ExportRequested requested(String id, long to) {
        return new ExportRequested(id, "ada", null, 0, to, false, ExportKind.BOARD_REPORT, "2026-Q3");
    }

    @Test
    void asksForWhatTheRecordGivesOccasionFor() {
        // when
        BoardReport report = report();
        // then
        assertThat(report.requests())
                .extracting(DecisionRequest::rule)
                .containsExactly(
                        "clocks-missed", "unclassified", "unregistered", "bias-overdue", "caps", "vendor-share");
        assertThat(report.requests().get(0).why()).startsWith("leak (position ");
        assertThat(report.requests().get(0).figures())
                .singleElement()
                .hasToString("incidents.by-clock{clock=MISSED} = 1 incidents");
        assertThat(report.requests().get(1).why()).startsWith("chat (position ");
        assertThat(report.requests().get(2).figures())
                .singleElement()
                .hasToString("workflows.unregistered = 1 workflows");
        assertThat(report.requests().get(3).why()).startsWith("workflow/letters of risk, due 2026-12-01");
        assertThat(report.requests().get(4).why()).startsWith("agent-day clerk/2026-11-10 (position ");
        assertThat(report.requests().get(5).why()).isEqualTo("anthropic");
        assertThat(report.requests())
                .allMatch(each -> !each.figures().isEmpty() && !each.decides().isBlank());
    }

    @Test
    void asksForAPromotionThatTheEvidenceWouldCarry() {
        // given sixty letters, all of them approved: at least 94 % with 95 % confidence
        MemoryLog good = Company.begun().at("2026-11-10T10:00:00Z");
        for (int i = 0; i < 60; i++) {
            Company.letter(good, "l-" + i, new OutputApproved("ann", "fine"), 30_000L);
        }
        // when
        List<DecisionRequest> requests =
                Company.report(good, Company.order(good)).requests();
        // then
        assertThat(requests)
                .filteredOn(each -> each.rule().equals("promotion"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.what()).isEqualTo("Promote the workflow letters to AUTONOMOUS");
                    assertThat(each.figures())
                            .singleElement()
                            .hasToString(
                                    "reviews.approved-by-workflow{workflow=letters} = 60 / 60 decisions/decisions");
                });
    }

    @Test
    void failingControlsAreAskedForAndAreNoFigures() {
        // given
        BoardOrder order = Company.order(log);
        TreeMap<ControlState, List<String>> states = new TreeMap<>();
        states.put(ControlState.FAILING, List.of("risk register"));
        ControlStates controls = new ControlStates(Instant.parse("2027-01-15T09:00:00Z"), 77, states);
        // when
        BoardReport report =
                BoardReport.of(new BoardReader(log, order).read(Thresholds.byDefault(), controls, done -> {}));
        // then
        assertThat(report.requests())
                .filteredOn(each -> each.rule().equals("controls-failing"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.why()).contains("risk register", "position 77", "no figure");
                    assertThat(each.figures()).isEmpty();
                });
    }

    @Test
    void coloursByWhatWasAgreedAndSaysWhen() {
        // given a first set before the quarter and one when it had begun
        BoardThreshold clocks = new BoardThreshold("clocks-missed", Worse.FROM, "3", "4");
        BoardThreshold vendors = new BoardThreshold("vendor-share", Worse.FROM, "1", "2");
        MemoryLog before = Company.begun().at("2026-09-10T10:00:00Z");
        before.add(BoardCommand.STREAM, new BoardThresholdsSet(1, "2026-Q4", List.of(clocks), "agreed", "ada"));
        MemoryLog after = Company.begun().at("2026-10-10T10:00:00Z");
        after.add(BoardCommand.STREAM, new BoardThresholdsSet(1, "2026-Q4", List.of(vendors), "agreed", "ada"));
        after.add(BoardCommand.STREAM, new BoardThresholdsSet(2, "2027-Q1", List.of(clocks), "agreed", "ada"));
        // when
        Thresholds early = Company.report(before, Company.order(before)).facts().thresholds();
        Thresholds late = Company.report(after, Company.order(after)).facts().thresholds();
        // then
        assertThat(early.said()).contains("version 1", "set by ada", "before this quarter began");
        assertThat(late.said()).contains("version 1", "when this quarter had already begun");
        assertThat(late.all()).containsExactly(vendors);
        FigureSheet sheet = report().facts().now();
        assertThat(late.state(Indicator.VENDOR_SHARE, sheet, "USD")).isEqualTo(State.AMBER);
        assertThat(late.state(Indicator.CLOCKS_MISSED, sheet, "USD")).isEqualTo(State.NONE);
        Thresholds shipped = Thresholds.byDefault();
        assertThat(shipped.said()).contains("that Chancery ships");
        assertThat(shipped.all())
                .extracting(BoardThreshold::indicator)
                .containsExactlyInAnyOrderElementsOf(Thresholds.ids());
        assertThat(Thresholds.checked(shipped.all())).isEqualTo(shipped.all());
        assertThat(shipped.state(Indicator.VENDOR_SHARE, sheet, "USD")).isEqualTo(State.RED);
        assertThat(shipped.state(Indicator.CAP_USED, sheet, "USD")).isEqualTo(State.AMBER);
        assertThat(shipped.state(Indicator.APPROVED, sheet, "USD")).isEqualTo(State.GREEN);
        assertThat(shipped.state(Indicator.VERDICTS, sheet, "USD")).isEqualTo(State.NONE);
    }

    @Test
    void sharesOfMoneyAreOfTheCurrencyInWhichMostTasksWerePaid() {
        // given four tasks for a million EUR, and one for one dollar, all to one vendor
        MemoryLog two = Company.begun().at("2026-11-10T10:00:00Z");
        Currency eur = Currency.getInstance("EUR");
        for (int i = 0; i < 4; i++) {
            Company.task(two, "eur-" + i, "support", new Micros(250_000_000_000L, eur), released());
        }
        Company.task(two, "usd", "letters", 1_000_000, released());
        // when
        BoardReport report = Company.report(two, Company.order(two));
        BoardFacts facts = report.facts();
        // then
        assertThat(facts.now().all(Measure.COST_BY_VENDOR)).hasSize(2);
        assertThat(facts.now().all(Measure.WORTH_RETURN))
                .extracting(figure -> figure.parameters().get("currency"))
                .containsExactly("USD");
        assertThat(facts.currency()).isEqualTo("EUR");
        assertThat(Indicator.VENDOR_SHARE.figure(facts.now(), "EUR"))
                .hasValueSatisfying(figure -> assertThat(figure.parameters()).containsEntry("currency", "EUR"));
        assertThat(Indicator.RETURN.figure(facts.now(), facts.currency())).isEmpty();
        assertThat(facts.thresholds().state(Indicator.RETURN, facts.now(), facts.currency()))
                .isEqualTo(State.NONE);
        assertThat(BoardPages.of(report, "", List.of(), 60).toString())
                .contains(
                        "Shares of money are of EUR, in which most tasks were paid",
                        "The same in USD is in the workbook");
    }

    private static OutputReleased released() {
        return new OutputReleased(Gate.AUTONOMOUS, null);
    }

    @Test
    void maturityFollowsFromFiguresStepByStep() {
        // given a company whose systems are not classified
        assertThat(report().maturity().level()).isEqualTo(1);
        // when all is classified and bounded, but nobody looks
        MemoryLog second = Company.begun();
        // then
        Maturity managed = Company.report(second, Company.order(second)).maturity();
        assertThat(managed.level()).isEqualTo(2);
        assertThat(managed.criteria())
                .filteredOn(c -> !c.met())
                .extracting(Maturity.Criterion::level)
                .containsOnly(3, 4);
        // when people look before they decide
        MemoryLog third = Company.begun().at("2026-11-10T10:00:00Z");
        for (int i = 0; i < 60; i++) {
            Company.letter(third, "l-" + i, new OutputApproved("ann", "fine"), 30_000L);
        }
        assertThat(Company.report(third, Company.order(third)).maturity().level())
                .isEqualTo(3);
        // when judges measure, and groups are compared
        third.add("task/l-0", Company.verdict(true));
        third.add("bias/workflow/letters", Company.checked("letters", -0.01, -0.02, 0.01));
        Maturity highest = Company.report(third, Company.order(third)).maturity();
        assertThat(highest.criteria()).allMatch(Maturity.Criterion::met);
        assertThat(highest.level()).isEqualTo(4);
        assertThat(highest.name()).isEqualTo("Quantitatively managed");
        // and when an event of the log was lost, all levels above the first are
        third.add("log", new LogRestored("a", "b", "k", 1, 2, null, List.of(), "s", "ada", "disk"));
        assertThat(Company.report(third, Company.order(third)).maturity().level())
                .isEqualTo(1);
    }

    @Test
    void tellsUpToFiveQuartersOfThoseThatTheLogKnows() {
        // when
        BoardOrder much = Company.order(log, new Quarter(2028, 1), "2028-05-01T00:00:00Z");
        BoardFacts facts = Company.report(log, much).facts();
        // then
        assertThat(facts.quarters()).hasSize(5);
        assertThat(facts.quarters().getLast().query().from()).isEqualTo("2027-01-01T00:00:00Z");
        BoardOrder first = Company.order(log, new Quarter(2026, 3), "2027-01-15T09:00:00Z");
        assertThat(Company.report(log, first).facts().quarters()).hasSize(1);
        assertThat(Company.report(log, first).facts().then()).isNull();
    }

    @Test
    void aQuarterIsOneOfItsZone() {
        Quarter quarter = Quarter.parse("2026-Q4");
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(quarter.from(berlin)).isEqualTo("2026-09-30T22:00:00Z");
        assertThat(quarter.to(berlin)).isEqualTo("2026-12-31T23:00:00Z");
        assertThat(quarter.before()).hasToString("2026-Q3");
        assertThat(new Quarter(2027, 1).before()).isEqualTo(quarter);
        assertThat(Quarter.of(Instant.parse("2026-09-30T22:30:00Z"), berlin)).isEqualTo(quarter);
        assertThat(BoardOrder.period(quarter, berlin)).isEqualTo("2026-Q4 Europe/Berlin");
    }

    @Test
    void theMonthsOfAQuarterAreItsOwnWhateverItsZone() {
        // given something in each of its months
        Company.task(
                log.at("2026-12-20T10:00:00Z"),
                "q4-late",
                "support",
                1_000_000,
                new OutputReleased(Gate.AUTONOMOUS, null));
        for (String zone : List.of("America/New_York", "Europe/Berlin", "UTC")) {
            BoardOrder utc = Company.order(log);
            BoardOrder order = new BoardOrder(utc.quarter(), ZoneId.of(zone), false, utc.checkpoint(), utc.asked());
            // when
            BoardReport report = Company.report(log, order);
            FigureSheet now = report.facts().now();
            String pages = BoardPages.of(report, "", List.of(), 60).toString();
            // then
            assertThat(Indicator.months(now))
                    .extracting(month -> month.parameters().get("month"))
                    .as(zone)
                    .isSubsetOf("2026-10", "2026-11", "2026-12")
                    .contains("2026-11", "2026-12");
            assertThat(pages).doesNotContain("text=2027-01", "text=2026-09").contains("2026-11");
            assertThat(pages.contains("Months of caps are of UTC")).isEqualTo(pages.contains(" (part)"));
            assertThat(pages.contains("2026-12 (part)")).isEqualTo(zone.equals("Europe/Berlin"));
        }
    }

    @Test
    void theCapOfAMonthIsTheLastThatWasSetInIt() {
        // given
        MemoryLog changed = Company.begun().at("2026-11-20T10:00:00Z");
        changed.add(
                "budget/company-month/company",
                new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, Company.usd(160_000_000)));
        // when
        FigureSheet sheet =
                Company.report(changed, Company.order(changed)).facts().now();
        // then
        assertThat(sheet.get(Measure.CAP_USED, "currency", "USD", "month", "2026-10")
                        .of())
                .isEqualByComparingTo("80");
        assertThat(sheet.get(Measure.CAP_USED, "currency", "USD", "month", "2026-11")
                        .of())
                .isEqualByComparingTo("160");
        assertThat(number(sheet, Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.MISSED.name()))
                .isEqualTo("0 incidents");
        assertThat(number(sheet, Measure.SYSTEMS_BY_CLASS, "class", RiskClass.HIGH_RISK.name()))
                .isEqualTo("1 systems");
    }
}
