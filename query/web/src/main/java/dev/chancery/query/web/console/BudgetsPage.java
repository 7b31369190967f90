package dev.chancery.query.web.console;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.BudgetsView.BudgetView;
import dev.chancery.query.contracts.CostQuery.FindBaselines;
import dev.chancery.query.contracts.CostQuery.FindCostProposals;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindPriceImports;
import dev.chancery.query.contracts.CostQuery.FindPrices;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.WorkflowsView.WorkflowView;
import dev.chancery.query.web.BaselineDesk;
import dev.chancery.query.web.BaselineDesk.NewBaseline;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages of money: caps and what is gone of them, costs, prices, and what the outputs are worth. */
@Controller
final class BudgetsPage {

    /** Days of a page that is not told otherwise. */
    private static final int DAYS = 30;

    private final Desk desk;
    private final BaselineDesk baselines;
    private final Clock clock = Clock.systemUTC();

    BudgetsPage(Desk desk, BaselineDesk baselines) {
        this.desk = desk;
        this.baselines = baselines;
    }

    /** A form as it was sent. */
    record Typed(
            String workflow,
            String way,
            String costPerTask,
            String minutesPerTask,
            String hourlyRate,
            String reviewHourlyRate,
            String currency,
            String since,
            String source) {

        NewBaseline told() {
            boolean byTime = way.equals("time");
            return new NewBaseline(
                    byTime ? minutes() : null,
                    byTime ? filled(hourlyRate) : null,
                    byTime ? null : filled(costPerTask),
                    filled(reviewHourlyRate),
                    filled(currency),
                    day("since", since),
                    filled(source));
        }

        private @Nullable BigDecimal minutes() {
            try {
                return minutesPerTask.isBlank() ? null : new BigDecimal(minutesPerTask.strip());
            } catch (NumberFormatException e) {
                throw Problem.invalid("Give the minutes of a task as a number such as 6.5.");
            }
        }

        private static @Nullable String filled(String text) {
            return text.isBlank() ? null : text.strip();
        }
    }

    private static @Nullable LocalDate day(String name, String text) {
        try {
            return text.isBlank() ? null : LocalDate.parse(text.strip());
        } catch (DateTimeException e) {
            throw Problem.invalid("Give '" + name + "' as a day such as 2027-12-02.");
        }
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }

    /** Puts the period on the page. */
    private LocalDate[] period(String from, String to, Model page) {
        LocalDate last = day("to", to);
        LocalDate end = last == null ? today() : last;
        LocalDate first = day("from", from);
        LocalDate begin = first == null ? end.minusDays(DAYS - 1) : first;
        page.addAttribute("from", begin);
        page.addAttribute("to", end);
        return new LocalDate[] {begin, end};
    }

    @GetMapping("/budgets")
    String caps(Model page) {
        LocalDate today = today();
        LocalDate first = today.minusDays(DAYS - 1);
        page.addAttribute("tab", "caps");
        page.addAttribute(
                "caps",
                desk.ask(new FindBalances(today)).balances().stream()
                        .map(CapLine::of)
                        .sorted(Comparator.comparingDouble(CapLine::used).reversed())
                        .toList());
        List<BudgetView> budgets = desk.ask(new FindBudgets()).budgets();
        page.addAttribute("budgets", budgets);
        page.addAttribute(
                "without", budgets.stream().filter(b -> !b.kind().hasPeriod()).toList());
        page.addAttribute(
                "told",
                budgets.stream()
                        .filter(b -> b.alert() != null || b.exhausted() != null)
                        .toList());
        page.addAttribute("trend", CostCharts.days("trend", desk.ask(new FindCosts(FindCosts.By.DAY, first, today))));
        page.addAttribute("found", desk.ask(new FindSpendAnomalies(first, today)));
        return "budgets";
    }

    @GetMapping("/budgets/costs")
    String costs(
            @RequestParam(defaultValue = "workflow") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            Model page) {
        FindCosts.By dimension = Arrays.stream(FindCosts.By.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(by))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("'by' is tier, model, agent, workflow or day."));
        LocalDate[] period = period(from, to, page);
        CostsView costs = desk.ask(new FindCosts(dimension, period[0], period[1]));
        page.addAttribute("tab", "costs");
        page.addAttribute("by", by);
        page.addAttribute("dimensions", FindCosts.By.values());
        page.addAttribute("costs", costs);
        page.addAttribute(
                "trend", CostCharts.days("trend", desk.ask(new FindCosts(FindCosts.By.DAY, period[0], period[1]))));
        page.addAttribute("bars", dimension == FindCosts.By.DAY ? null : CostCharts.bars("parts", by, costs.lines()));
        return "budgets";
    }

    @GetMapping("/budgets/prices")
    String prices(@RequestParam(defaultValue = "") String date, Model page) {
        LocalDate day = day("date", date);
        page.addAttribute("tab", "prices");
        page.addAttribute("prices", desk.ask(new FindPrices(day == null ? today() : day)));
        page.addAttribute("imports", desk.ask(new FindPriceImports()).imports());
        return "budgets";
    }

    @GetMapping("/budgets/value")
    String value(@RequestParam(defaultValue = "") String from, @RequestParam(defaultValue = "") String to, Model page) {
        LocalDate[] period = period(from, to, page);
        page.addAttribute("tab", "value");
        page.addAttribute("value", desk.ask(new FindValue(period[0], period[1])));
        page.addAttribute("proposals", desk.ask(new FindCostProposals(period[0], period[1])));
        page.addAttribute("baselines", desk.ask(new FindBaselines()).workflows());
        page.addAttribute(
                "workflows",
                desk.ask(new FindWorkflows()).workflows().stream()
                        .map(WorkflowView::workflow)
                        .toList());
        return "budgets";
    }

    /**
     * Sets what a workflow's tasks cost when people do them.
     *
     * @param way {@code cost} or {@code time}
     * @param since first day, today when empty
     */
    @PostMapping("/budgets/baselines")
    String set(
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "cost") String way,
            @RequestParam(defaultValue = "") String costPerTask,
            @RequestParam(defaultValue = "") String minutesPerTask,
            @RequestParam(defaultValue = "") String hourlyRate,
            @RequestParam(defaultValue = "") String reviewHourlyRate,
            @RequestParam(defaultValue = "") String currency,
            @RequestParam(defaultValue = "") String since,
            @RequestParam(defaultValue = "") String source,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = new Typed(
                workflow, way, costPerTask, minutesPerTask, hourlyRate, reviewHourlyRate, currency, since, source);
        try {
            BaselineDesk.Set set = baselines.set(workflow, typed.told(), person.getName());
            Micros cost = set.baseline().costPerTask();
            next.addFlashAttribute(
                    "done",
                    "A task of " + workflow + " costs " + Said.SAID.money(cost) + " when people do it, from "
                            + set.baseline().from() + " on.");
            return "redirect:/budgets/value";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", e.getBody().getDetail());
            return value("", "", page);
        }
    }
}
