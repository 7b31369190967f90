package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.BalancesView.Balance;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.contracts.OperationsView.Settled;
import dev.chancery.query.contracts.RegistryQuery.FindKillSwitches;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.ViewsQuery.FindViews;
import dev.chancery.query.contracts.WorkflowsView.WorkflowView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.log.LogDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of operations: what goes on now, how well, how fast and for how much, and whether the record is whole. */
@Controller
final class OperationsPage {

    private static final int CAPS = 6;
    private static final Duration LATELY = Duration.ofDays(7);
    private static final List<FindCosts.By> DIMENSIONS =
            List.of(FindCosts.By.TIER, FindCosts.By.AGENT, FindCosts.By.WORKFLOW, FindCosts.By.MODEL);

    private final Desk desk;
    private final LogDesk log;
    private final Clock clock = Clock.systemUTC();

    OperationsPage(Desk desk, LogDesk log) {
        this.desk = desk;
        this.log = log;
    }

    /** What the page is about; its links keep it. */
    record Asked(Range range, String workflow, FindCosts.By by) {

        @Nullable
        WorkflowId only() {
            return workflow.isEmpty() ? null : new WorkflowId(workflow);
        }

        public boolean isAll() {
            return workflow.isEmpty();
        }

        public String dimension() {
            return by.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the record is whole and the views are near it. */
    record Health(
            long size,
            Instant signedAt,
            Duration age,
            @Nullable String stopped,
            String views,
            long lag,
            boolean rebuilding,
            long deadLetters,
            long abandoned) {}

    /**
     * The page, or the part of it that asks for itself again.
     *
     * @param part the id of that part
     */
    @GetMapping("/operations")
    String show(
            @RequestParam(defaultValue = "hour") String range,
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "tier") String by,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String part,
            Model page) {
        Asked asked = new Asked(Range.of(range), workflow.strip(), dimension(by));
        Instant now = clock.instant();
        page.addAttribute("asked", asked);
        page.addAttribute("now", now);
        if ("health".equals(part)) {
            page.addAttribute("health", health(now));
            return "operations :: health";
        }
        OperationsView view = desk.ask(new FindOperations(
                asked.only(), asked.range().from(now), now, asked.range().step()));
        page.addAttribute("view", view);
        if ("numbers".equals(part)) {
            numbers(view, now, page);
            return "operations :: numbers";
        }
        charts(asked, view, page);
        if ("charts".equals(part)) {
            return "operations :: charts";
        }
        numbers(view, now, page);
        page.addAttribute("health", health(now));
        rest(asked, now, page);
        return "operations";
    }

    private static FindCosts.By dimension(String by) {
        return DIMENSIONS.stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(by))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("'by' is tier, agent, workflow or model."));
    }

    private static void numbers(OperationsView view, Instant now, Model page) {
        Instant oldest = view.waiting().oldestHeld();
        Instant longest = view.waiting().oldestUnderWay();
        page.addAttribute("waits", oldest == null ? null : Duration.between(oldest, now));
        page.addAttribute("runs", longest == null ? null : Duration.between(longest, now));
        page.addAttribute(
                "perTask",
                view.total().settled().stream().map(OperationsPage::perTask).toList());
    }

    private static Micros perTask(Settled settled) {
        return new Micros(
                Math.ceilDiv(settled.cost().amount(), settled.tasks()),
                settled.cost().currency());
    }

    private static void charts(Asked asked, OperationsView view, Model page) {
        OperationsCharts charts = new OperationsCharts(view, asked.range().each());
        List<Chart> drawn = List.of(
                charts.throughput(),
                charts.latency(),
                charts.cost(),
                charts.perTask(),
                charts.outcomes(),
                charts.quality(),
                charts.refusals());
        page.addAttribute("drawn", drawn);
    }

    private Health health(Instant now) {
        var heads = log.standing().heads();
        var views = desk.ask(new FindViews());
        return new Health(
                heads.size(),
                heads.signedAt(),
                Duration.between(heads.signedAt(), now),
                heads.stopped(),
                Said.SAID.word(views.state()),
                views.lag(),
                views.rebuilding() != null,
                desk.ask(new FindDeadLetters(null, 1)).total(),
                desk.ask(new FindAbandoned(null, null, 1)).total());
    }

    private void rest(Asked asked, Instant now, Model page) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first = asked.range().firstDay(now);
        CostsView costs = desk.ask(new FindCosts(asked.by(), first, today));
        page.addAttribute("costs", costs);
        page.addAttribute("perTaskBy", OperationsCharts.perTask(asked.dimension(), costs.lines()));
        page.addAttribute("ranges", Range.values());
        page.addAttribute("dimensions", DIMENSIONS);
        page.addAttribute(
                "workflows",
                Stream.concat(
                                asked.isAll() ? Stream.empty() : Stream.of(asked.workflow()),
                                desk.ask(new FindWorkflows()).workflows().stream()
                                        .map(WorkflowView::workflow))
                        .distinct()
                        .sorted()
                        .toList());
        page.addAttribute("pulled", desk.ask(new FindKillSwitches()).pulled());
        page.addAttribute(
                "anomalies",
                desk.ask(new FindSpendAnomalies(today.minusDays(LATELY.toDays() - 1), today))
                        .anomalies());
        page.addAttribute(
                "caps",
                desk.ask(new FindBalances(today)).balances().stream()
                        .sorted(Comparator.comparingDouble(OperationsPage::used).reversed())
                        .limit(CAPS)
                        .map(CapLine::of)
                        .toList());
    }

    private static double used(Balance balance) {
        return CapLine.of(balance).used();
    }
}
