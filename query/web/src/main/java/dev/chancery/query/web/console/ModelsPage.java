package dev.chancery.query.web.console;

import dev.chancery.query.contracts.FleetView;
import dev.chancery.query.contracts.FleetView.DeploymentView;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelQualityView.Line;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.RegistryQuery.FindFleet;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.lineage.LineageDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of models: where they run and how they are, which versions answered and how good, and what has changed of it. */
@Controller
final class ModelsPage {

    private static final int MODIFICATIONS = 50;
    private static final int PROMPTS = 50;

    private final Desk desk;
    private final LineageDesk lineage;

    ModelsPage(Desk desk, LineageDesk lineage) {
        this.desk = desk;
        this.lineage = lineage;
    }

    /** A form as it was sent. */
    record Typed(String id, String substantial, String reason) {}

    /**
     * The page, or its deployments when they refresh themselves.
     *
     * @param fragment the part of the page that is wanted
     */
    @GetMapping("/models")
    String show(@RequestHeader(value = "HX-Target", required = false) @Nullable String fragment, Model page) {
        page.addAttribute("fleet", fleet(desk).orElse(null));
        if ("fleet".equals(fragment)) {
            return "models :: fleet";
        }
        ModelQualityView quality = lineage.quality(null);
        page.addAttribute("versions", lineage.versions(null).versions());
        page.addAttribute("quality", quality);
        page.addAttribute("approved", chart(quality, "approved", "Approved unchanged, by version", Line::approved));
        page.addAttribute("passed", chart(quality, "passed", "Verdicts passed, by version", Line::passed));
        page.addAttribute(
                "modifications",
                lineage.modifications(null).modifications().stream()
                        .limit(MODIFICATIONS)
                        .toList());
        PromptUsesView prompts = lineage.prompts(null);
        page.addAttribute("prompts", prompts);
        page.addAttribute("shown", prompts.prompts().stream().limit(PROMPTS).toList());
        return "models";
    }

    /** Empty when no node that calls models answers; the record tells the rest. */
    static Optional<FleetView> fleet(Desk desk) {
        try {
            return Optional.of(desk.ask(new FindFleet()));
        } catch (ErrorResponseException e) {
            if (e.getStatusCode().value() == 503) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What each deployment of the policy serves. */
    static Map<String, String> models(Optional<FleetView> fleet) {
        Map<String, String> models = new TreeMap<>();
        for (DeploymentView each : fleet.map(FleetView::deployments).orElse(List.of())) {
            models.put(each.deployment(), (each.vendor() == null ? "" : each.vendor() + " ") + each.model());
        }
        return models;
    }

    /** Null when there is nothing to be drawn. */
    private static @Nullable Chart chart(
            ModelQualityView quality, String id, String title, Function<Line, ModelQualityView.Share> share) {
        List<Chart.Interval> intervals = quality.lines().stream()
                .filter(line -> share.apply(line).rate() != null)
                .limit(Chart.MOST_BARS)
                .map(line -> interval(line, share.apply(line)))
                .toList();
        return intervals.isEmpty()
                ? null
                : new Chart.Intervals(id, title, "%, with 95 % intervals", Chart.Point.none(), intervals);
    }

    private static Chart.Interval interval(Line line, ModelQualityView.Share share) {
        double rate = (double) share.count() / share.n();
        return new Chart.Interval(
                line.deployment() + " " + line.version() + " (n = " + share.n() + ")",
                value(Math.min(share.lower(), rate)),
                value(rate),
                value(Math.max(share.upper(), rate)));
    }

    private static Chart.Value value(double share) {
        return new Chart.Value(100 * share, Said.SAID.percent(share));
    }

    /** Keeps what a person says of a change. */
    @PostMapping("/models/modifications/{id}/assessment")
    String assess(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String substantial,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            lineage.assess(id, bool(substantial), reason, person.getName());
            return "redirect:/models#modifications";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", new Typed(id, substantial, reason));
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(null, page);
        }
    }

    private static @Nullable Boolean bool(String typed) {
        return switch (typed) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }
}
