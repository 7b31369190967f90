package dev.chancery.query.web.console;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Stops an agent, a workflow or everything, and lets it act again; its part of the page of agents says what came of it. */
@Controller
final class KillSwitchPage {

    private final Desk desk;
    private final AgentsPage agents;

    KillSwitchPage(Desk desk, AgentsPage agents) {
        this.desk = desk;
        this.agents = agents;
    }

    /** A form as it was sent. */
    record Typed(String form, String scope, String reason) {}

    /**
     * Stops something.
     *
     * @param scope {@code EVERYTHING}, or the kind and the id with a colon in between
     */
    @PostMapping("/agents/kill")
    String pull(
            @RequestParam(defaultValue = "") String scope,
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
            @RequestParam(defaultValue = "") String scope,
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
            return "redirect:/agents#kill";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("kill", typed);
            page.addAttribute("killWrong", e.getBody().getDetail());
            return agents.list(page);
        }
    }
}
