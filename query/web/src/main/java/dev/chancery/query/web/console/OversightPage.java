package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.RegistryQuery.FindOversight;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Gates;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of oversight: how much autonomy each workflow has, what waits to be looked at afterwards, and how people decide. */
@Controller
final class OversightPage {

    private static final int PAGE = 50;

    private final Desk desk;
    private final Gates gates;

    OversightPage(Desk desk, Gates gates) {
        this.desk = desk;
        this.gates = gates;
    }

    /** A form as it was sent. */
    record Typed(String workflow, Gate to, String reason) {}

    @GetMapping("/oversight")
    String show(Model page) {
        page.addAttribute("workflows", desk.ask(new FindWorkflows()).workflows());
        page.addAttribute("gates", Gate.values());
        page.addAttribute(
                "sampled",
                desk.ask(new FindReviews(null, null, PAGE)).reviews().stream()
                        .filter(task -> task.state() != TaskState.HELD)
                        .toList());
        page.addAttribute("reviewers", desk.ask(new FindOversight()).reviewers());
        return "oversight";
    }

    @PostMapping("/oversight/{workflow}/gate")
    String move(
            @PathVariable String workflow,
            @RequestParam Gate to,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            gates.move(workflow, to, reason, person.getName());
            return "redirect:/oversight";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", new Typed(workflow, to, reason));
            page.addAttribute("wrong", e.getBody().getDetail());
            Map<String, Object> more = e.getBody().getProperties();
            page.addAttribute("reasons", more == null ? List.of() : more.getOrDefault("reasons", List.of()));
            return show(page);
        }
    }
}
