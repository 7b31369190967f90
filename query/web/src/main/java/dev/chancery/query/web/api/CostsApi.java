package dev.chancery.query.web.api;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.query.contracts.BaselinesView;
import dev.chancery.query.contracts.CostProposalsView;
import dev.chancery.query.contracts.CostQuery.FindBaselines;
import dev.chancery.query.contracts.CostQuery.FindCostProposals;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.ValueView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What AI costs, what that is worth, what stands out, and where money might be saved. The last thirty days unless told otherwise. */
@RestController
@RequestMapping("/api")
final class CostsApi {

    private static final BigDecimal MOST_MONEY = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST_MINUTES = BigDecimal.valueOf(100_000);
    private static final BigDecimal MINUTE = BigDecimal.valueOf(60);
    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600);

    private final Desk desk;

    CostsApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/costs")
    CostsView costs(
            @RequestParam(defaultValue = "workflow") String by,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindCosts(dimension(by), first(from, to), last(to)));
    }

    private static FindCosts.By dimension(String by) {
        try {
            return FindCosts.By.valueOf(by.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("'by' is tier, model, agent, workflow or day.");
        }
    }

    @GetMapping("/costs/value")
    ValueView value(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindValue(first(from, to), last(to)));
    }

    @GetMapping("/costs/anomalies")
    SpendAnomaliesView anomalies(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindSpendAnomalies(first(from, to), last(to)));
    }

    @GetMapping("/costs/proposals")
    CostProposalsView proposals(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindCostProposals(first(from, to), last(to)));
    }

    @GetMapping("/costs/baselines")
    BaselinesView baselines() {
        return desk.ask(new FindBaselines());
    }

    /**
     * What a task costs when people do it: the cost, or time and rate.
     *
     * @param minutesPerTask with {@code hourlyRate}, in place of {@code costPerTask}
     * @param currency of all amounts, which are decimal strings
     * @param reviewHourlyRate of whoever reviews; {@code hourlyRate} unless told
     * @param from first day; today unless told
     * @param source where the figures come from, without personal data
     */
    record NewBaseline(
            @Nullable BigDecimal minutesPerTask,
            @Nullable String hourlyRate,
            @Nullable String costPerTask,
            @Nullable String reviewHourlyRate,
            @Nullable String currency,
            @Nullable LocalDate from,
            @Nullable String source) {}

    /** The baseline as it was set. */
    record Set(String workflow, Baseline baseline, String by) {}

    @PostMapping("/workflows/{id}/baseline")
    @ResponseStatus(HttpStatus.CREATED)
    Set set(@PathVariable String id, @RequestBody NewBaseline body, Principal person) {
        if (desk.ask(new FindWorkflows()).workflows().stream()
                .noneMatch(each -> each.workflow().equals(id))) {
            throw Problem.notFound("workflow", id);
        }
        Baseline baseline = baseline(body, desk.plain("source", body.source()));
        desk.act(new SetBaseline(new WorkflowId(id), baseline, person.getName()));
        return new Set(id, baseline, person.getName());
    }

    private static Baseline baseline(NewBaseline body, String source) {
        Currency currency = currency(body.currency());
        LocalDate from = body.from() == null ? LocalDate.now(Clock.systemUTC()) : body.from();
        Micros rate = optional("hourlyRate", body.hourlyRate(), currency);
        Micros review = optional("reviewHourlyRate", body.reviewHourlyRate(), currency);
        Micros told = optional("costPerTask", body.costPerTask(), currency);
        BigDecimal minutes = body.minutesPerTask();
        if ((told == null) == (minutes == null) || (minutes != null && rate == null)) {
            throw Problem.invalid("Give either 'costPerTask', or 'minutesPerTask' and 'hourlyRate'.");
        }
        if (told != null || minutes == null || rate == null) {
            return new Baseline(from, told == null ? Micros.zero(currency) : told, null, rate, review, source);
        }
        if (minutes.signum() <= 0 || minutes.compareTo(MOST_MINUTES) > 0) {
            throw Problem.invalid("'minutesPerTask' is more than 0 and at most " + MOST_MINUTES + ".");
        }
        long seconds = minutes.multiply(MINUTE).setScale(0, RoundingMode.DOWN).longValueExact();
        // Rounded down, so that a saving is never flattered.
        long cost = BigDecimal.valueOf(rate.amount())
                .multiply(BigDecimal.valueOf(seconds))
                .divide(HOUR, 0, RoundingMode.DOWN)
                .longValueExact();
        return new Baseline(from, new Micros(cost, currency), seconds, rate, review, source);
    }

    private static Currency currency(@Nullable String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(each -> each.getCurrencyCode().equals(code))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("Give 'currency', an ISO 4217 code such as EUR."));
    }

    private static @Nullable Micros optional(String name, @Nullable String amount, Currency currency) {
        if (amount == null) {
            return null;
        }
        try {
            BigDecimal units = new BigDecimal(amount);
            if (units.signum() < 0 || units.compareTo(MOST_MONEY) > 0 || Math.abs(units.scale()) > 30) {
                throw Problem.invalid("'" + name + "' is from 0 to " + MOST_MONEY + ".");
            }
            return new Micros(units.movePointRight(6).longValueExact(), currency);
        } catch (NumberFormatException e) {
            throw Problem.invalid("'" + name + "' is a decimal text such as \"42.50\".");
        } catch (ArithmeticException e) {
            throw Problem.invalid("'" + name + "' has at most six places.");
        }
    }

    private static LocalDate last(@Nullable LocalDate to) {
        return to == null ? LocalDate.now(Clock.systemUTC()) : to;
    }

    private static LocalDate first(@Nullable LocalDate from, @Nullable LocalDate to) {
        return from == null ? last(to).minusDays(29) : from;
    }
}
