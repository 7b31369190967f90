package dev.chancery.query.web.console;

import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.Server;
import dev.chancery.query.contracts.ToolsView.Tool;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Tools;
import dev.chancery.query.web.console.LineDiff.Line;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of tools: who may call which, what each is held to and what has changed of it, and which calls wait for a person. */
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

    /** A tool that shows another definition than the one to which it is held. */
    record Changed(String server, Tool tool, List<Line> lines) {}

    /**
     * The page.
     *
     * @param view how grants are shown: {@code matrix} or {@code list}
     */
    @GetMapping("/tools")
    String show(@RequestParam(defaultValue = "matrix") String view, Model page) {
        List<TaskSummaryView> waiting = desk.ask(new FindReviews(null, null, QUEUE)).reviews().stream()
                .filter(task -> task.tool() != null)
                .toList();
        ToolsView found = tools.all();
        GrantMatrix grants = GrantMatrix.of(found);
        page.addAttribute("servers", found.servers());
        List<Changed> changed = changed(found);
        page.addAttribute("changed", changed);
        page.addAttribute("grants", grants);
        page.addAttribute("cut", grants.isCut(found));
        page.addAttribute("view", view.equals("list") ? "list" : "matrix");
        page.addAttribute("waiting", waiting);
        return "tools";
    }

    private static boolean hasForm(Model page, String form) {
        return page.getAttribute("changed") instanceof List<?> changed
                && changed.stream()
                        .anyMatch(each -> each instanceof Changed one
                                && (one.server() + "/" + one.tool().tool()).equals(form));
    }

    private static List<Changed> changed(ToolsView found) {
        List<Changed> changed = new ArrayList<>();
        for (Server server : found.servers()) {
            for (Tool tool : server.tools()) {
                if (tool.changedTo() != null) {
                    changed.add(new Changed(
                            server.server(),
                            tool,
                            LineDiff.between(Said.SAID.json(tool.definition()), Said.SAID.json(tool.changedTo()))));
                }
            }
        }
        return changed;
    }

    /**
     * Approves a changed tool.
     *
     * @param digest of the definition that the page showed
     */
    @PostMapping("/tools/approvals")
    String approve(
            @RequestParam(defaultValue = "") String server,
            @RequestParam(defaultValue = "") String tool,
            @RequestParam(defaultValue = "") String digest,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            tools.approve(server, tool, digest, reason, person.getName());
            return "redirect:/tools";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            Typed typed = new Typed(server + "/" + tool, reason);
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", e.getBody().getDetail());
            String shown = show("matrix", page);
            // Of a tool that is as it was approved by now there is no form any more.
            page.addAttribute("gone", !hasForm(page, typed.form()));
            return shown;
        }
    }
}
