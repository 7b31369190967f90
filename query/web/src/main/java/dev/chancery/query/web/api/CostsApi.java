package dev.chancery.query.web.api;

import dev.chancery.query.contracts.BaselinesView;
import dev.chancery.query.contracts.CostProposalsView;
import dev.chancery.query.contracts.CostQuery.FindBaselines;
import dev.chancery.query.contracts.CostQuery.FindCostProposals;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.ValueView;
import dev.chancery.query.web.BaselineDesk;
import dev.chancery.query.web.BaselineDesk.NewBaseline;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What AI costs, what that is worth, what stands out, and where money might be saved. The last thirty days unless told otherwise. */
@RestController
@RequestMapping("/api")
final class CostsApi {

    private final Desk desk;
    private final BaselineDesk baselines;

    CostsApi(Desk desk, BaselineDesk baselines) {
        this.desk = desk;
        this.baselines = baselines;
    }

    @GetMapping("/costs")
    CostsView costs(
            @RequestParam(defaultValue = "workflow") String by,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindCosts(dimension(by), first(from, to), last(to)));
    }

    private static FindCosts.By dimension(String by) {
        try {
            return FindCosts.By.valueOf(by.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("'by' is tier, model, agent, workflow or day.");
        }
    }

    @GetMapping("/costs/value")
    ValueView value(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindValue(first(from, to), last(to)));
    }

    @GetMapping("/costs/anomalies")
    SpendAnomaliesView anomalies(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindSpendAnomalies(first(from, to), last(to)));
    }

    @GetMapping("/costs/proposals")
    CostProposalsView proposals(@RequestParam @Nullable LocalDate from, @RequestParam @Nullable LocalDate to) {
        return desk.ask(new FindCostProposals(first(from, to), last(to)));
    }

    @GetMapping("/costs/baselines")
    BaselinesView baselines() {
        return desk.ask(new FindBaselines());
    }

    @PostMapping("/workflows/{id}/baseline")
    @ResponseStatus(HttpStatus.CREATED)
    BaselineDesk.Set set(@PathVariable String id, @RequestBody NewBaseline body, Principal person) {
        return baselines.set(id, body, person.getName());
    }

    private static LocalDate last(@Nullable LocalDate to) {
        return to == null ? LocalDate.now(Clock.systemUTC()) : to;
    }

    private static LocalDate first(@Nullable LocalDate from, @Nullable LocalDate to) {
        return from == null ? last(to).minusDays(29) : from;
    }
}
