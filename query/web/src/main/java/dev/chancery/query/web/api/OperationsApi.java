package dev.chancery.query.web.api;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.query.contracts.BalancesView;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.web.Desk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How things go: what came of tasks, how long that took and what it cost, span by span, and what is gone of caps. */
@RestController
@RequestMapping("/api")
final class OperationsApi {

    private static final Duration LAST = Duration.ofHours(1);

    private final Desk desk;
    private final Clock clock = Clock.systemUTC();

    OperationsApi(Desk desk) {
        this.desk = desk;
    }

    /**
     * The last hour unless told otherwise.
     *
     * @param step how long a span is, as ISO 8601 writes it
     */
    @GetMapping("/operations")
    OperationsView operations(
            @RequestParam @Nullable WorkflowId workflow,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam(defaultValue = "PT1M") Duration step) {
        Instant last = to == null ? clock.instant() : to;
        return desk.ask(new FindOperations(workflow, from == null ? last.minus(LAST) : from, last, step));
    }

    @GetMapping("/budgets/balances")
    BalancesView balances(@RequestParam @Nullable LocalDate day) {
        return desk.ask(new FindBalances(day == null ? LocalDate.now(clock) : day));
    }
}
