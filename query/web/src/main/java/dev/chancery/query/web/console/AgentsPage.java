package dev.chancery.query.web.console;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentsView.AgentView;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.KillSwitchesView.KillSwitchView;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindKillSwitches;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.web.Agents;
import dev.chancery.query.web.Agents.Issued;
import dev.chancery.query.web.Desk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages of agents: who may act, with which keys, what each may spend and call. What was typed stays when it could not be done. */
@Controller
final class AgentsPage {

    private static final int RECENT = 10;

    private final Desk desk;
    private final Agents agents;

    AgentsPage(Desk desk, Agents agents) {
        this.desk = desk;
        this.agents = agents;
    }

    /** A form of an agent as it was sent. */
    record Typed(String form, String reason) {}

    /** The form of a new agent as it was sent. */
    record NewAgent(String id, String owner, String purpose, String runtime) {}

    /**
     * A cap and what of it is spent.
     *
     * @param spent null where it is not told for the whole period
     * @param part of the cap, 0 to 1, null likewise
     */
    record Cap(
            BudgetScope.Kind kind,
            Micros cap,
            @Nullable Micros spent,
            @Nullable Double part) {}

    @GetMapping("/agents")
    String list(Model page) {
        page.addAttribute("agents", desk.ask(new FindAgents()).agents());
        page.addAttribute("budgets", desk.ask(new FindBudgets()).budgets());
        page.addAttribute("workflows", desk.ask(new FindWorkflows()).workflows());
        page.addAttribute("pulled", desk.ask(new FindKillSwitches()).pulled());
        return "agents";
    }

    @PostMapping("/agents")
    String register(
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String purpose,
            @RequestParam(defaultValue = "") String runtime,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        try {
            agents.register(id.strip(), owner, purpose, runtime.isBlank() ? null : runtime, person.getName());
            next.addAttribute("agent", id.strip());
            return "redirect:/agents/{agent}";
        } catch (ErrorResponseException e) {
            page.addAttribute("fresh", new NewAgent(id, owner, purpose, runtime));
            page.addAttribute("registerWrong", wrong(e, response));
            return list(page);
        }
    }

    @GetMapping("/agents/{id}")
    String one(@PathVariable String id, Model page) {
        AgentView agent = agents.agent(id);
        AgentRulesView rules = agents.rules(id).orElse(null);
        LocalDate today = LocalDate.now(Clock.systemUTC());
        Micros day = spent(id, today, today);
        Micros month = spent(id, today.withDayOfMonth(1), today);
        page.addAttribute("a", agent);
        page.addAttribute("rules", rules);
        page.addAttribute("caps", caps(rules, day, month));
        page.addAttribute("today", day);
        page.addAttribute("thisMonth", month);
        page.addAttribute(
                "budgets",
                desk.ask(new FindBudgets()).budgets().stream()
                        .filter(budget ->
                                !budget.kind().isShared() && budget.owner().equals(id))
                        .toList());
        page.addAttribute(
                "tasks",
                desk.ask(new FindTasks(null, new AgentId(id), null, null, null, RECENT))
                        .tasks());
        page.addAttribute("stops", stops(id));
        return "agent";
    }

    private @Nullable Micros spent(String id, LocalDate from, LocalDate to) {
        return desk.ask(new FindSpend(FindSpend.By.AGENT, from, to)).lines().stream()
                .filter(line -> line.key().equals(id))
                .map(line -> line.cost())
                .findFirst()
                .orElse(null);
    }

    private static List<Cap> caps(@Nullable AgentRulesView rules, @Nullable Micros day, @Nullable Micros month) {
        List<Cap> caps = new ArrayList<>();
        for (AgentRulesView.Cap each : rules == null ? List.<AgentRulesView.Cap>of() : rules.caps()) {
            Micros spent = each.kind() == BudgetScope.Kind.AGENT_DAY
                    ? day
                    : each.kind() == BudgetScope.Kind.AGENT_MONTH ? month : null;
            boolean told = spent != null
                    && spent.currency().equals(each.cap().currency())
                    && each.cap().amount() > 0;
            caps.add(new Cap(
                    each.kind(),
                    each.cap(),
                    told ? spent : null,
                    told && spent != null
                            ? (Double) ((double) spent.amount() / each.cap().amount())
                            : null));
        }
        return caps;
    }

    /** Kill switches that stop it now. */
    private List<KillSwitchView> stops(String id) {
        return desk.ask(new FindKillSwitches()).pulled().stream()
                .filter(pulled -> pulled.scope().id() == null
                        || (pulled.scope().kind() == StopScope.Kind.AGENT
                                && id.equals(pulled.scope().id())))
                .toList();
    }

    /** The key is in this answer and nowhere else: nothing keeps it, so there is nothing to be redirected to. */
    @PostMapping("/agents/{id}/keys")
    String issue(@PathVariable String id, Model page, HttpServletResponse response) {
        return given(new Typed("issue", ""), id, page, response, () -> agents.issue(id));
    }

    @PostMapping("/agents/{id}/keys/{keyId}/rotation")
    String rotate(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return given(new Typed(keyId, reason), id, page, response, () -> agents.rotate(id, keyId, reason));
    }

    private String given(Typed typed, String id, Model page, HttpServletResponse response, Supplier<Issued> give) {
        try {
            page.addAttribute("issued", give.get());
            response.setHeader("Cache-Control", "no-store");
        } catch (ErrorResponseException e) {
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", wrong(e, response));
        }
        return one(id, page);
    }

    @PostMapping("/agents/{id}/keys/{keyId}/revocation")
    String revoke(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return done(new Typed(keyId, reason), id, page, response, () -> agents.revoke(id, keyId, reason));
    }

    @PostMapping("/agents/{id}/suspension")
    String suspend(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return done(new Typed("state", reason), id, page, response, () -> agents.suspend(id, reason));
    }

    @PostMapping("/agents/{id}/reinstatement")
    String reinstate(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Model page,
            HttpServletResponse response) {
        return done(new Typed("state", reason), id, page, response, () -> agents.reinstate(id, reason));
    }

    private String done(Typed typed, String id, Model page, HttpServletResponse response, Runnable act) {
        try {
            act.run();
            return "redirect:/agents/{id}";
        } catch (ErrorResponseException e) {
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", wrong(e, response));
            return one(id, page);
        }
    }

    private static @Nullable String wrong(ErrorResponseException e, HttpServletResponse response) {
        response.setStatus(e.getStatusCode().value());
        return e.getBody().getDetail();
    }
}
