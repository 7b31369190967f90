package dev.chancery.query.web.console;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindKillSwitches;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of agents: who may act, what they may spend, and how to stop them. What was typed stays when it could not be done. */
@Controller
final class AgentsPage {

    private final Desk desk;

    AgentsPage(Desk desk) {
        this.desk = desk;
    }

    /** A form as it was sent. */
    record Typed(String form, String id, String reason) {}

    @GetMapping("/agents")
    String show(Model page) {
        page.addAttribute("agents", desk.ask(new FindAgents()).agents());
        page.addAttribute("budgets", desk.ask(new FindBudgets()).budgets());
        page.addAttribute("workflows", desk.ask(new FindWorkflows()).workflows());
        page.addAttribute("pulled", desk.ask(new FindKillSwitches()).pulled());
        return "agents";
    }

    /**
     * Stops something.
     *
     * @param scope {@code everything}, or the kind and the id with a colon in between
     */
    @PostMapping("/agents/kill")
    String pull(
            @RequestParam String scope,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed("kill", scope, reason),
                page,
                response,
                () -> new PullKillSwitch(desk.stopping(scope(scope)), desk.reason(reason), person.getName()));
    }

    @PostMapping("/agents/kill/reset")
    String reset(
            @RequestParam String scope,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed("reset " + scope, scope, reason),
                page,
                response,
                () -> new ResetKillSwitch(scope(scope), desk.reason(reason), person.getName()));
    }

    @PostMapping("/agents/{id}/suspension")
    String suspend(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed(id, id, reason),
                page,
                response,
                () -> new SuspendAgent(new AgentId(id), desk.reason(reason)));
    }

    @PostMapping("/agents/{id}/reinstatement")
    String reinstate(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed(id, id, reason),
                page,
                response,
                () -> new ReinstateAgent(new AgentId(id), desk.reason(reason)));
    }

    private static StopScope scope(String typed) {
        int colon = typed.indexOf(':');
        try {
            return colon < 0
                    ? new StopScope(StopScope.Kind.valueOf(typed), null)
                    : new StopScope(StopScope.Kind.valueOf(typed.substring(0, colon)), typed.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("Choose what to stop: an agent, a workflow or everything.");
        }
    }

    private String done(Typed typed, Model page, HttpServletResponse response, Supplier<Command> command) {
        try {
            desk.act(command.get());
            return "redirect:/agents";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(page);
        }
    }
}
