package dev.chancery.query.web.console;

import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Tools;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of tools: what each is held to, what has changed of it, who may call it, and which calls wait for a person. */
@Controller
final class ToolsPage {

    private static final int QUEUE = 50;

    private final Desk desk;
    private final Tools tools;

    ToolsPage(Desk desk, Tools tools) {
        this.desk = desk;
        this.tools = tools;
    }

    /** A form as it was sent. */
    record Typed(String form, String reason) {}

    @GetMapping("/tools")
    String show(Model page) {
        List<TaskSummaryView> waiting = desk.ask(new FindReviews(null, null, QUEUE)).reviews().stream()
                .filter(task -> task.tool() != null)
                .toList();
        page.addAttribute("servers", tools.all().servers());
        page.addAttribute("waiting", waiting);
        return "tools";
    }

    /**
     * Approves a changed tool.
     *
     * @param digest of the definition that the page showed
     */
    @PostMapping("/tools/approvals")
    String approve(
            @RequestParam String server,
            @RequestParam String tool,
            @RequestParam String digest,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            tools.approve(server, tool, digest, reason, person.getName());
            return "redirect:/tools";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", new Typed(server + "/" + tool, reason));
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(page);
        }
    }
}
