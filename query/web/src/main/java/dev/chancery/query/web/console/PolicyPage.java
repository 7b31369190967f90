package dev.chancery.query.web.console;

import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.WorkflowsView.WorkflowView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Drafting;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of the policy: what is in force, what is proposed and on what evidence. */
@Controller
final class PolicyPage {

    private final Desk desk;
    private final Drafting drafting;

    PolicyPage(Desk desk, Drafting drafting) {
        this.desk = desk;
        this.drafting = drafting;
    }

    /** A form as it was sent. */
    record Typed(String draft, String reason) {}

    @GetMapping("/policy")
    String show(Model page) {
        page.addAttribute("active", desk.ask(new FindPolicies()).active());
        page.addAttribute("drafts", desk.ask(new FindPolicyDrafts()).drafts());
        page.addAttribute(
                "counts", new TreeMap<>(desk.ask(new FindReviewCounts()).models()));
        page.addAttribute(
                "workflows",
                desk.ask(new FindWorkflows()).workflows().stream()
                        .map(WorkflowView::workflow)
                        .toList());
        return "policy";
    }

    @PostMapping("/policy/drafts/{draft}")
    String decide(
            @PathVariable String draft,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            switch (action) {
                case "approve" -> {
                    String why = desk.reason(reason);
                    desk.done(() -> {
                        drafting.approve(draft, why, person.getName());
                        return draft;
                    });
                }
                case "activate" ->
                    desk.done(() -> {
                        drafting.activate(draft);
                        return draft;
                    });
                default -> {
                    String why = desk.reason(reason);
                    desk.done(() -> {
                        drafting.reject(draft, why, person.getName());
                        return draft;
                    });
                }
            }
            return "redirect:/policy";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", new Typed(draft, reason));
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(page);
        }
    }
}
