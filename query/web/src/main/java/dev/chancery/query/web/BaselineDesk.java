package dev.chancery.query.web;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where it is said what a workflow's tasks cost when people do them. */
@Component
public final class BaselineDesk {

    private static final BigDecimal MOST_MONEY = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST_MINUTES = BigDecimal.valueOf(100_000);
    private static final BigDecimal MINUTE = BigDecimal.valueOf(60);
    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600);

    private final Desk desk;

    BaselineDesk(Desk desk) {
        this.desk = desk;
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
    public record NewBaseline(
            @Nullable BigDecimal minutesPerTask,
            @Nullable String hourlyRate,
            @Nullable String costPerTask,
            @Nullable String reviewHourlyRate,
            @Nullable String currency,
            @Nullable LocalDate from,
            @Nullable String source) {}

    /** The baseline as it was set. */
    public record Set(String workflow, Baseline baseline, String by) {}

    /** Sets it, or says why not. */
    public Set set(String workflow, NewBaseline told, String by) {
        if (desk.ask(new FindWorkflows()).workflows().stream()
                .noneMatch(each -> each.workflow().equals(workflow))) {
            throw Problem.notFound("workflow", workflow);
        }
        Baseline baseline = baseline(told, desk.plain("source", told.source()));
        desk.act(new SetBaseline(new WorkflowId(workflow), baseline, by));
        return new Set(workflow, baseline, by);
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
}
