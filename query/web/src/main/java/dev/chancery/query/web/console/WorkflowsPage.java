package dev.chancery.query.web.console;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.GateStandingView.Watched;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.JudgeAgreementView.OpenPairs;
import dev.chancery.query.contracts.JudgeAgreementView.PairAgreement;
import dev.chancery.query.contracts.JudgeAgreementView.RubricAgreement;
import dev.chancery.query.contracts.RegistryQuery.FindGateStanding;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Gates;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.chart.Chart;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages of workflows: how much autonomy each has, what speaks for more and for less, and how far its judge can be relied upon. */
@Controller
final class WorkflowsPage {

    private static final int PAGE = 50;

    private final Desk desk;
    private final Gates gates;

    WorkflowsPage(Desk desk, Gates gates) {
        this.desk = desk;
        this.gates = gates;
    }

    /** The form of a gate as it was sent. */
    record Typed(String to, String reason) {}

    /** The form of a new workflow as it was sent. */
    record NewWorkflow(String workflow, String purpose) {}

    @GetMapping("/workflows")
    String list(Model page) {
        page.addAttribute("workflows", desk.ask(new FindWorkflows()).workflows());
        page.addAttribute("gates", Gate.values());
        judges(page, any -> true);
        return "workflows";
    }

    @PostMapping("/workflows")
    String register(
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "") String purpose,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        try {
            next.addAttribute(
                    "id", gates.register(workflow.strip(), purpose).workflow().value());
            return "redirect:/workflows/{id}";
        } catch (ErrorResponseException e) {
            page.addAttribute("typed", new NewWorkflow(workflow, purpose));
            wrong(e, page, response);
            return list(page);
        }
    }

    @GetMapping("/workflows/{id}")
    String one(@PathVariable String id, Model page) {
        GateStandingView standing =
                desk.find(new FindGateStanding(new WorkflowId(id))).orElseThrow(() -> Problem.notFound("workflow", id));
        page.addAttribute("w", standing);
        page.addAttribute("gateSay", GateSaid.SAID);
        page.addAttribute("gates", Gate.values());
        page.addAttribute("lower", lower(standing.gate()));
        page.addAttribute("sums", sums(standing));
        page.addAttribute("samples", samples(id));
        judges(page, id::equals);
        return "workflow";
    }

    /** Moves the gate, or says beside the form everything that stands against it. */
    @PostMapping("/workflows/{id}/gate")
    String move(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            gates.move(id, gate(to), reason, person.getName());
            return "redirect:/workflows/{id}";
        } catch (ErrorResponseException e) {
            page.addAttribute("typed", new Typed(to, reason));
            wrong(e, page, response);
            return one(id, page);
        }
    }

    private static Gate gate(String typed) {
        for (Gate gate : Gate.values()) {
            if (gate.name().equalsIgnoreCase(typed)) {
                return gate;
            }
        }
        throw Problem.invalid("Choose where the gate is to go: shadow, human in the loop or autonomous.");
    }

    private static @Nullable Gate lower(Gate gate) {
        return switch (gate) {
            case SHADOW -> null;
            case HUMAN_IN_THE_LOOP -> Gate.SHADOW;
            case AUTONOMOUS -> Gate.HUMAN_IN_THE_LOOP;
        };
    }

    private static void wrong(ErrorResponseException e, Model page, HttpServletResponse response) {
        response.setStatus(e.getStatusCode().value());
        page.addAttribute("wrong", e.getBody().getDetail());
        Map<String, Object> more = e.getBody().getProperties();
        page.addAttribute("reasons", more == null ? List.of() : more.getOrDefault("reasons", List.of()));
    }

    /** How each cumulative sum went, by the name of what is watched. */
    private static Map<String, Chart> sums(GateStandingView standing) {
        Map<String, Chart> sums = new LinkedHashMap<>();
        for (Watched watched : standing.watched()) {
            List<Chart.Point> points = watched.course().stream()
                    .skip(Math.max(0, watched.course().size() - Chart.MOST_SLOTS))
                    .map(sum -> Chart.Point.of(sum, Said.SAID.percent(sum)))
                    .toList();
            String name = watched.metric().name();
            sums.put(
                    name,
                    new Chart.Spark(
                            "sum-" + name.toLowerCase(Locale.ROOT),
                            "Cumulative sum, " + Said.SAID.word(watched.metric()),
                            "of what alarms",
                            points));
        }
        return sums;
    }

    /** Outputs that were delivered, to be looked at. */
    private List<TaskSummaryView> samples(String id) {
        return desk.ask(new FindReviews(new WorkflowId(id), null, PAGE)).reviews().stream()
                .filter(task -> task.state() != TaskState.HELD)
                .toList();
    }

    private void judges(Model page, Predicate<String> wanted) {
        JudgeAgreementView found = desk.ask(new FindJudgeAgreement());
        List<RubricAgreement> agreement = found.rubrics().stream()
                .filter(each -> wanted.test(each.workflow()))
                .toList();
        List<PairAgreement> pairs = found.pairs().stream()
                .filter(each -> wanted.test(each.workflow()))
                .toList();
        List<OpenPairs> open = found.open().stream()
                .filter(each -> wanted.test(each.workflow()))
                .toList();
        page.addAttribute("agreement", agreement);
        page.addAttribute("pairs", pairs);
        page.addAttribute("openPairs", open);
    }
}
