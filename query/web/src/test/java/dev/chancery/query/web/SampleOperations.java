package dev.chancery.query.web;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.query.contracts.BalancesView;
import dev.chancery.query.contracts.BalancesView.Balance;
import dev.chancery.query.contracts.CostProposalsView;
import dev.chancery.query.contracts.CostProposalsView.Proposal;
import dev.chancery.query.contracts.CostQuery.FindCostProposals;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.CostsView.CostLine;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.contracts.OperationsView.Refusals;
import dev.chancery.query.contracts.OperationsView.Settled;
import dev.chancery.query.contracts.OperationsView.Share;
import dev.chancery.query.contracts.OperationsView.Span;
import dev.chancery.query.contracts.OperationsView.Waiting;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.SpendAnomaliesView.Anomaly;
import dev.chancery.query.contracts.SpendAnomaliesView.Measure;
import dev.chancery.query.contracts.SpendAnomaliesView.Of;
import dev.chancery.query.contracts.ValueView;
import dev.chancery.query.contracts.ValueView.WorkflowValue;
import dev.chancery.query.web.TestApp.Journal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.axonframework.queryhandling.QueryHandler;

/** How things go in tests: busy now, and nothing before the year 2000 and in the workflow {@code quiet}. */
final class SampleOperations {

    static final String QUIET = "quiet";

    private static final LocalDate BUSY = LocalDate.of(2000, 1, 1);
    private static final int WAVE = 7;

    private final Journal journal;

    SampleOperations(Journal journal) {
        this.journal = journal;
    }

    @QueryHandler
    public OperationsView handle(FindOperations query) {
        journal.entries.add(query);
        String workflow = query.workflow() == null ? null : query.workflow().value();
        boolean quiet = QUIET.equals(workflow);
        List<Span> spans = IntStream.range(0, query.spans())
                .mapToObj(i -> span(query.from().plus(query.step().multipliedBy(i)), quiet ? 0 : 20 + i * 13 % WAVE))
                .toList();
        return new OperationsView(
                workflow,
                query.from(),
                query.to(),
                query.step(),
                QUIET.equals(workflow) ? query.from().plus(query.step()) : null,
                spans,
                span(query.from(), quiet ? 0 : 1204),
                quiet ? new Share(0, 0, null, 0, 1) : new Share(46, 50, 0.92, 0.811, 0.968),
                quiet ? new Share(0, 0, null, 0, 1) : new Share(190, 200, 0.95, 0.910, 0.973),
                quiet
                        ? new Waiting(0, null, 0, 0, null)
                        : new Waiting(
                                3,
                                Instant.now().minusSeconds(7_530),
                                1,
                                2,
                                Instant.now().minusSeconds(42)));
    }

    private static Span span(Instant at, long n) {
        return n == 0
                ? new Span(at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, List.of(), List.of())
                : new Span(
                        at,
                        n,
                        n * 8 / 10,
                        n / 10,
                        0,
                        n / 12,
                        n / 60,
                        0,
                        n / 15,
                        n / 50,
                        n / 400,
                        n / 20,
                        n / 6,
                        n / 6 * 95 / 100,
                        n * 9 / 10,
                        310 + n % WAVE * 20,
                        890 + n % WAVE * 60,
                        List.of(new Settled(n * 9 / 10, Sample.usd(n * 4_182))),
                        List.of(new Refusals("budget_exceeded", n / 30), new Refusals("<i>hostile</i>", n / 30)));
    }

    @QueryHandler
    public BalancesView handle(FindBalances query) {
        journal.entries.add(query);
        return new BalancesView(
                query.day(),
                List.of(
                        balance(Kind.AGENT_DAY, "support-bot", query.day().toString(), 5_000_000, 4_310_000, 120_000),
                        balance(
                                Kind.COMPANY_MONTH,
                                BudgetScope.COMPANY,
                                "2026-11",
                                500_000_000,
                                101_000_000,
                                9_000_000),
                        balance(Kind.WORKFLOW_DAY, "refunds", query.day().toString(), 1_000_000, 1_000_000, 0)));
    }

    private static Balance balance(Kind kind, String owner, String period, long cap, long settled, long promised) {
        return new Balance(
                new BudgetScope(kind, owner + "/" + period),
                owner,
                Sample.usd(cap),
                Sample.usd(settled),
                Sample.usd(promised));
    }

    static CostsView costs(FindCosts query) {
        boolean busy = query.to().isAfter(BUSY);
        List<CostLine> lines = query.by() == FindCosts.By.DAY
                ? List.of(
                        line(query.to().minusDays(2).toString(), 40),
                        line(query.to().toString(), 60))
                : List.of(line("card-support", 60), line("refunds", 40));
        return new CostsView(
                query.by(),
                query.from(),
                query.to(),
                busy ? lines : List.of(),
                busy ? List.of(line("total", 100)) : List.of(),
                List.of("a note"));
    }

    private static CostLine line(String key, long tasks) {
        Micros none = Sample.usd(0);
        return new CostLine(
                key,
                tasks,
                tasks - 5,
                2,
                2,
                1,
                4_000,
                700,
                0,
                0,
                Sample.usd(tasks * 4_000),
                Sample.usd(4_000),
                Sample.usd(4_400),
                Sample.usd(900),
                none,
                Sample.usd(300),
                none,
                none,
                4,
                4,
                60_000);
    }

    static ValueView value(FindValue query) {
        return new ValueView(
                query.from(),
                query.to(),
                query.to().isAfter(BUSY)
                        ? List.of(new WorkflowValue(
                                "card-support",
                                95,
                                90,
                                Sample.usd(409_500_000),
                                Sample.usd(240_000),
                                Sample.usd(9_000_000),
                                Sample.usd(400_260_000),
                                4331L,
                                2,
                                List.of(),
                                "Five outputs went out before a baseline held."))
                        : List.of(),
                List.of("what it leaves out"));
    }

    static SpendAnomaliesView anomalies(FindSpendAnomalies query) {
        return new SpendAnomaliesView(
                query.from(),
                query.to(),
                28,
                7,
                35,
                query.to().isAfter(BUSY)
                        ? List.of(new Anomaly(
                                Of.AGENT,
                                "support-bot",
                                query.to(),
                                Measure.SPEND,
                                Sample.usd(9_000_000),
                                Sample.usd(1_000_000),
                                Sample.usd(50_000),
                                20,
                                400))
                        : List.of(),
                List.of());
    }

    static CostProposalsView proposals(FindCostProposals query) {
        return new CostProposalsView(
                query.from(),
                query.to(),
                query.to().isAfter(BUSY)
                        ? List.of(new Proposal(
                                CostProposalsView.Kind.WIDE_CAP,
                                "agent-day support-bot",
                                "The cap is far above what is spent.",
                                Map.of("highest day", "4.31 USD"),
                                null,
                                "",
                                List.of()))
                        : List.of(),
                List.of("too few outputs"));
    }
}
