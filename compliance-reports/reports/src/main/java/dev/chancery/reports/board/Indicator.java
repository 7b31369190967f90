package dev.chancery.reports.board;

import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.BoardThreshold.Worse;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What is coloured by thresholds. Of several figures it is the worst; of shares of money, of those of one currency. */
enum Indicator {
    PROHIBITED(Worse.FROM, Measure.SYSTEMS_BY_CLASS, "class", RiskClass.PROHIBITED.name()),
    UNCLASSIFIED(Worse.FROM, Measure.SYSTEMS_BY_CLASS, "class", RiskClass.UNCLASSIFIED.name()),
    UNREGISTERED(Worse.FROM, Measure.WORKFLOWS_UNREGISTERED),
    OUTDATED(Worse.FROM, Measure.SYSTEMS_OUTDATED),
    OVERSEEN(Worse.BELOW, Measure.SYSTEMS_OVERSEEN),
    CLOCKS_MISSED(Worse.FROM, Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.MISSED.name()),
    BIAS_OVERDUE(Worse.FROM, Measure.BIAS_OVERDUE),
    CAP_USED(Worse.FROM, Measure.CAP_USED),
    VENDOR_SHARE(Worse.FROM, Measure.COST_BY_VENDOR),
    RETURN(Worse.BELOW, Measure.WORTH_RETURN),
    DELIVERED(Worse.BELOW, Measure.TASKS_DELIVERED),
    APPROVED(Worse.BELOW, Measure.REVIEWS_APPROVED),
    RUBBER_STAMPS(Worse.FROM, Measure.RUBBER_STAMPS),
    VERDICTS(Worse.BELOW, Measure.VERDICTS_PASSED),
    ABANDONED(Worse.FROM, Measure.ACTS_ABANDONED, "act", Act.TASK.name()),
    LOSSES(Worse.FROM, Measure.LOG_LOSSES);

    private static final int DIGITS = 12;
    private static final int HALF_A_MONTH = 15;

    /** In the place of a vendor, for what is none. */
    private static final List<String> NO_VENDORS = List.of("tools", "unknown");

    private final Worse worse;
    private final Measure measure;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> parameters;

    Indicator(Worse worse, Measure measure, String... parameters) {
        this.worse = worse;
        this.measure = measure;
        this.parameters = List.of(parameters);
    }

    /** As thresholds name it: {@code clocks-missed}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Worse worse() {
        return worse;
    }

    Measure measure() {
        return measure;
    }

    static Optional<Indicator> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * The figure that counts; empty when nothing of the kind was there. Caps count whatever money they are of.
     *
     * @param currency of the others that are of money
     */
    Optional<Figure> figure(FigureSheet sheet, String currency) {
        if (!parameters.isEmpty()) {
            return sheet.find(measure, parameters.toArray(String[]::new));
        }
        Comparator<Figure> order = Comparator.comparing(each -> value(each).orElseThrow());
        return (this == CAP_USED ? months(sheet) : sheet.all(measure))
                .stream()
                        .filter(each -> value(each).isPresent())
                        .filter(each -> this == CAP_USED
                                || each.parameters()
                                        .getOrDefault("currency", currency)
                                        .equals(currency))
                        .filter(each -> !NO_VENDORS.contains(each.parameters().getOrDefault("vendor", "")))
                        .max(worse == Worse.FROM ? order : order.reversed());
    }

    /** What was used of caps in the three months (UTC) of a quarter; of others, hours at most lie in it, where its zone is another. */
    static List<Figure> months(FigureSheet sheet) {
        YearMonth first = YearMonth.from(
                sheet.query().from().plus(Duration.ofDays(HALF_A_MONTH)).atZone(ZoneOffset.UTC));
        List<String> three = List.of(
                first.toString(),
                first.plusMonths(1).toString(),
                first.plusMonths(2).toString());
        return sheet.all(Measure.CAP_USED).stream()
                .filter(each -> three.contains(each.parameters().get("month")))
                .toList();
    }

    /** A quotient divided; empty when there is nothing to divide. */
    static Optional<BigDecimal> value(Figure figure) {
        BigDecimal of = figure.of();
        if (figure.value() == null || (of != null && of.signum() == 0)) {
            return Optional.empty();
        }
        BigDecimal value = Objects.requireNonNull(figure.value());
        return Optional.of(of == null ? value : value.divide(of, DIGITS, RoundingMode.HALF_EVEN));
    }
}
