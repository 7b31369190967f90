package dev.chancery.query.web.api;

import dev.chancery.query.contracts.BudgetsView;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.FleetView;
import dev.chancery.query.contracts.ModelVersionsView;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindFleet;
import dev.chancery.query.contracts.RegistryQuery.FindModelVersions;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.SpendView;
import dev.chancery.query.web.Desk;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Budgets, policies, models, and what was spent. */
@RestController
@RequestMapping("/api")
final class RegistryApi {

    private final Desk desk;

    RegistryApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/budgets")
    BudgetsView budgets() {
        return desk.ask(new FindBudgets());
    }

    @GetMapping("/policies")
    PoliciesView policies() {
        return desk.ask(new FindPolicies());
    }

    @GetMapping("/models")
    ModelVersionsView models() {
        return desk.ask(new FindModelVersions());
    }

    /** The deployments of the policy in force and their health, as the node that answers has found it. */
    @GetMapping("/fleet")
    FleetView fleet() {
        return desk.ask(new FindFleet());
    }

    /** The last thirty days unless told otherwise. */
    @GetMapping("/spend")
    SpendView spend(
            @RequestParam(defaultValue = "WORKFLOW") FindSpend.By by,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to) {
        LocalDate last = to == null ? LocalDate.now(Clock.systemUTC()) : to;
        return desk.ask(new FindSpend(by, from == null ? last.minusDays(29) : from, last));
    }
}
