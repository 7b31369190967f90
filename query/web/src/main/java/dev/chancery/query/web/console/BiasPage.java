package dev.chancery.query.web.console;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasPairRunsView.RunView;
import dev.chancery.query.contracts.BiasQuery.FindBiasBounds;
import dev.chancery.query.contracts.BiasQuery.FindBiasCheck;
import dev.chancery.query.contracts.BiasQuery.FindBiasChecks;
import dev.chancery.query.contracts.BiasQuery.FindBiasFinding;
import dev.chancery.query.contracts.BiasQuery.FindBiasFindings;
import dev.chancery.query.contracts.BiasQuery.FindBiasPairRuns;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuites;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.bias.BiasDesk;
import dev.chancery.query.web.bias.PairsDesk;
import dev.chancery.query.web.bias.UsesDesk;
import dev.chancery.query.web.chart.Chart;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages of bias: findings, checks with their intervals, records of Article 4a and their data sets, counterfactual suites, bounds. */
@Controller
final class BiasPage {

    private static final int PAGE = 50;
    private static final int MOST_BARS = 30;

    private final Desk desk;
    private final UsesDesk uses;
    private final BiasDesk bias;
    private final PairsDesk pairs;
    private final Clock clock = Clock.systemUTC();

    BiasPage(Desk desk, UsesDesk uses, BiasDesk bias, PairsDesk pairs) {
        this.desk = desk;
        this.uses = uses;
        this.bias = bias;
        this.pairs = pairs;
    }

    @GetMapping("/bias")
    String show(@RequestParam @Nullable Long before, Model page) {
        BiasChecksView checks = desk.ask(new FindBiasChecks(null, before, PAGE));
        page.addAttribute("checks", checks.checks());
        page.addAttribute("next", checks.next());
        List<FindingView> findings =
                desk.ask(new FindBiasFindings(null, clock.instant())).findings();
        page.addAttribute(
                "open", findings.stream().filter(each -> each.closed() == null).toList());
        page.addAttribute(
                "closed",
                findings.stream().filter(each -> each.closed() != null).toList());
        page.addAttribute("suites", desk.ask(new FindBiasSuites()).suites());
        page.addAttribute("uses", desk.ask(new FindBiasUses()).uses());
        page.addAttribute("bounds", desk.ask(new FindBiasBounds()).bounds());
        return "bias";
    }

    /** A check with a chart for each metric that has intervals. */
    @GetMapping("/bias/checks/{check}")
    String check(@PathVariable String check, Model page) {
        BiasCheckView found = desk.find(new FindBiasCheck(check)).orElseThrow(() -> Problem.notFound("check", check));
        page.addAttribute("check", found);
        page.addAttribute("charts", charts(found.results()));
        return "bias-check";
    }

    private static List<Chart> charts(List<BiasResult> results) {
        Set<BiasMetric> metrics = EnumSet.noneOf(BiasMetric.class);
        results.forEach(result -> metrics.add(result.metric()));
        List<Chart> charts = new ArrayList<>();
        for (BiasMetric metric : metrics) {
            List<Chart.Interval> intervals = results.stream()
                    .filter(result -> result.metric() == metric)
                    .flatMap(result -> interval(result).stream())
                    .limit(MOST_BARS)
                    .toList();
            if (!intervals.isEmpty()) {
                charts.add(new Chart.Intervals(
                        "metric-" + metric.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Said.SAID.word(metric),
                        metric.isRatio() ? "ratio; 1 is no difference" : "difference; 0 is none",
                        Chart.Point.of(metric.isRatio() ? 1 : 0, metric.isRatio() ? "1" : "0"),
                        intervals));
            }
        }
        return charts;
    }

    private static List<Chart.Interval> interval(BiasResult result) {
        BiasResult.Interval interval = result.interval();
        Double value = result.value();
        if (interval == null || value == null || value < interval.low() || value > interval.high()) {
            return List.of();
        }
        return List.of(new Chart.Interval(
                result.group() + " with " + result.reference() + " (n = " + result.n() + " and " + result.referenceN()
                        + ")" + (result.verdict() == BiasVerdict.INSUFFICIENT_DATA ? ", too few" : ""),
                value(interval.low()),
                value(value),
                value(interval.high())));
    }

    private static Chart.Value value(double value) {
        return new Chart.Value(value, number(value));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
    }

    @PostMapping("/bias/findings/{finding}/close")
    String close(
            @PathVariable String finding,
            @RequestParam BiasFindingClosed.@Nullable Outcome outcome,
            @RequestParam(defaultValue = "") String check,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(page, response, finding, reason, () -> {
            FindingView known = desk.find(new FindBiasFinding(finding, clock.instant()))
                    .orElseThrow(() -> Problem.notFound("finding", finding));
            bias.close(known, outcome, check.isBlank() ? null : check.strip(), reason, person.getName());
        });
    }

    @PostMapping("/bias/uses/{use}/end")
    String end(
            @PathVariable String use,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(page, response, use, reason, () -> uses.end(use, reason, person.getName()));
    }

    @PostMapping("/bias/datasets/{dataset}/delete")
    String delete(
            @PathVariable String dataset,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(page, response, dataset, reason, () -> uses.delete(dataset, reason, person.getName()));
    }

    private String done(Model page, HttpServletResponse response, String about, String reason, Runnable act) {
        try {
            act.run();
            return "redirect:/bias";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            page.addAttribute("about", about);
            page.addAttribute("reason", reason);
            return show(null, page);
        }
    }

    @GetMapping("/bias/pairs/{suite}")
    String suite(@PathVariable String suite, Model page) {
        page.addAttribute("suite", pairs.suite(suite));
        page.addAttribute("runs", desk.ask(new FindBiasPairRuns(suite)).runs());
        return "bias-suite";
    }

    @PostMapping("/bias/pairs/{suite}/runs")
    String start(@PathVariable String suite, Principal person, Model page, HttpServletResponse response) {
        try {
            return "redirect:/bias/pairs/" + suite + "/runs/" + pairs.start(suite, person.getName());
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return suite(suite, page);
        }
    }

    @GetMapping("/bias/pairs/{suite}/runs/{run}")
    String pairRun(@PathVariable String suite, @PathVariable String run, Model page) {
        RunView found = pairs.run(suite, run);
        page.addAttribute("run", found);
        page.addAttribute(
                "charts",
                found.comparison() == null
                        ? List.of()
                        : charts(found.comparison().results()));
        return "bias-run";
    }

    /** How a bound is said. */
    static String said(BiasBound bound) {
        return (bound.least() == null ? "" : number(bound.least()) + " ≤ ")
                + Said.SAID.word(bound.metric())
                + (bound.most() == null ? "" : " ≤ " + number(bound.most()));
    }
}
