package dev.chancery.query.web.console;

import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.lineage.LineageDesk;
import dev.chancery.query.web.lineage.LineageDesk.Touching;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The page of lineage: from a version, a prompt, a workflow or a task to everything that it touched, as a graph and as a table. */
@Controller
final class LineagePage {

    /** Tasks on a page; its graph draws them, too. */
    private static final int PAGE = 50;

    private final Desk desk;
    private final LineageDesk lineage;

    LineagePage(Desk desk, LineageDesk lineage) {
        this.desk = desk;
        this.lineage = lineage;
    }

    /** What is asked; an empty field asks nothing. Days are whole, UTC. */
    record Asked(
            @Nullable String deployment,
            @Nullable String version,
            @Nullable String prompt,
            @Nullable String instructions,
            @Nullable String workflow,
            @Nullable String task,
            @Nullable String from,
            @Nullable String to) {

        boolean isOfCalls() {
            return is(deployment) || is(version) || is(prompt) || is(instructions);
        }

        static boolean is(@Nullable String text) {
            return text != null && !text.isBlank();
        }
    }

    @GetMapping("/models/lineage")
    String show(
            @ModelAttribute("asked") Asked asked,
            @RequestParam @Nullable Long after,
            Model page,
            HttpServletResponse response) {
        Map<String, String> models = ModelsPage.models(ModelsPage.fleet(desk));
        page.addAttribute("radius", null);
        try {
            if (asked.isOfCalls()) {
                radius(asked, after, models, page);
            } else if (Asked.is(asked.task())) {
                task(lineage.task(String.valueOf(asked.task()).strip()), models, page);
            } else {
                uses(asked.workflow(), models, page);
            }
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("wrong", e.getBody().getDetail());
        } catch (IllegalArgumentException e) {
            response.setStatus(400);
            page.addAttribute("wrong", e.getMessage());
        }
        page.addAttribute("known", lineage.versions(null).versions());
        return "lineage";
    }

    private void radius(Asked asked, @Nullable Long after, Map<String, String> models, Model page) {
        Instant from = day("from", asked.from(), 0);
        Instant to = day("to", asked.to(), 1);
        BlastRadiusView found = lineage.blastRadius(
                new Touching(asked.deployment(), asked.version(), asked.prompt(), asked.instructions(), from, to),
                after,
                PAGE);
        page.addAttribute("radius", found);
        page.addAttribute(
                "graph", LineageGraph.of(found, found.deployment() == null ? null : models.get(found.deployment())));
        page.addAttribute("more", found.tasks() > found.page().size());
        String query = query(asked, from, to);
        page.addAttribute("query", query);
        page.addAttribute("after", after);
        page.addAttribute("limit", PAGE);
    }

    private static @Nullable Instant day(String name, @Nullable String typed, int plus) {
        if (!Asked.is(typed)) {
            return null;
        }
        try {
            return LocalDate.parse(typed)
                    .plusDays(plus)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.invalid("Give '" + name + "' as a day such as 2027-12-02.");
        }
    }

    /** The same question to the API. */
    private static String query(Asked asked, @Nullable Instant from, @Nullable Instant to) {
        UriComponentsBuilder query = UriComponentsBuilder.newInstance();
        add(query, "deployment", asked.deployment());
        add(query, "version", asked.version());
        add(query, "prompt", asked.prompt());
        add(query, "instructions", asked.instructions());
        add(query, "from", from == null ? null : from.toString());
        add(query, "to", to == null ? null : to.toString());
        return String.valueOf(query.encode().build().getQuery());
    }

    private static void add(UriComponentsBuilder query, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            query.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value.strip()));
        }
    }

    private void task(TaskLineageView found, Map<String, String> models, Model page) {
        page.addAttribute("task", found);
        page.addAttribute("graph", LineageGraph.of(found, models));
    }

    private void uses(@Nullable String workflow, Map<String, String> models, Model page) {
        String only = Asked.is(workflow) ? workflow : null;
        ModelUsesView found = lineage.versions(only);
        page.addAttribute("uses", found.versions());
        page.addAttribute("graph", LineageGraph.of(found.versions(), models, only));
    }
}
