package dev.chancery.decisions.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.decisions.judge.JudgeReserve;
import dev.chancery.decisions.policy.Policy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be reserved: never more than the least headroom of the caps that apply. */
public final class BudgetDecision {

    private BudgetDecision() {}

    /** A hard cap and what it applies to. */
    public record Cap(BudgetScope scope, Micros cap) {}

    /**
     * The caps that apply to a task, from the narrowest scope to the widest: its agent's, its workflow's, and the company's. None
     * does to an agent that the policy does not know, which is refused in any case.
     */
    public static List<Cap> applicable(
            Policy policy, AgentId agent, WorkflowId workflow, SessionId session, TaskId task, Instant at) {
        Optional<Policy.Agent> known = policy.agent(agent);
        if (known.isEmpty()) {
            return List.of();
        }
        SortedMap<BudgetScope.Kind, Micros> caps = new TreeMap<>(policy.budgets());
        policy.workflow(workflow).ifPresent(used -> caps.putAll(used.budgets()));
        caps.putAll(known.get().budgets());
        LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Cap> applicable = new ArrayList<>();
        caps.forEach((kind, cap) -> {
            String id = switch (kind) {
                case TASK -> task.value();
                case SESSION -> agent.value() + "/" + session.value();
                case AGENT_DAY -> agent.value() + "/" + day;
                case WORKFLOW_DAY -> workflow.value() + "/" + day;
                case AGENT_MONTH -> agent.value() + "/" + YearMonth.from(day);
                case COMPANY_MONTH -> BudgetScope.COMPANY + "/" + YearMonth.from(day);
            };
            applicable.add(new Cap(new BudgetScope(kind, id), cap));
        });
        return applicable;
    }

    /**
     * Reserves the worst cost of the costliest candidate that every budget can bear, and that of the next costliest when they
     * bear both: an attempt that timed out may be billed, and without the second amount no other could follow it.
     *
     * @param candidates at least one
     * @param balances of every cap that applies; empty when none does
     * @return {@link SpendReserved}, or {@link TaskRefused} by the tightest budget when no candidate is affordable
     */
    public static TaskEvent decide(List<Candidate> candidates, List<ScopeBalance> balances) {
        Micros nothing = Micros.zero(candidates.getFirst().worstCost().currency());
        return decide(candidates, new JudgeReserve(nothing, nothing), balances);
    }

    /**
     * The same for an answer that is judged: the least of that comes on top of every candidate, and the most of it where every
     * budget can bear it.
     */
    public static TaskEvent decide(List<Candidate> candidates, JudgeReserve judging, List<ScopeBalance> balances) {
        ScopeBalance tightest = balances.stream()
                .min(Comparator.comparing(ScopeBalance::headroom))
                .orElse(null);
        List<Candidate> affordable = candidates.stream()
                .filter(c ->
                        tightest == null || !c.worstCost().plus(judging.least()).isMoreThan(tightest.headroom()))
                .toList();
        if (affordable.isEmpty() && tightest != null) {
            Micros needed = candidates.stream()
                    .map(Candidate::worstCost)
                    .min(Comparator.naturalOrder())
                    .orElseThrow()
                    .plus(judging.least());
            return new TaskRefused(
                    new Refusal.BudgetExceeded(tightest.scope(), tightest.cap(), tightest.headroom(), needed),
                    balances);
        }
        return new SpendReserved(
                amount(affordable, judging, tightest),
                balances,
                candidates.stream()
                        .filter(c -> !affordable.contains(c))
                        .map(Candidate::deployment)
                        .toList());
    }

    /**
     * Reserves an amount that is known beforehand.
     *
     * @param balances of every cap that applies; empty when none does
     * @return {@link SpendReserved}, or {@link TaskRefused} by the tightest budget that cannot bear it
     */
    public static TaskEvent decide(Micros amount, List<ScopeBalance> balances) {
        return balances.stream()
                .min(Comparator.comparing(ScopeBalance::headroom))
                .filter(tightest -> amount.isMoreThan(tightest.headroom()))
                .<TaskEvent>map(tightest -> new TaskRefused(
                        new Refusal.BudgetExceeded(tightest.scope(), tightest.cap(), tightest.headroom(), amount),
                        balances))
                .orElseGet(() -> new SpendReserved(amount, balances, List.of()));
    }

    /** Parts of a cap, in percent, that people are told of when they are spent. */
    public static final List<Integer> THRESHOLDS = List.of(50, 80, 100);

    /** Those of the {@linkplain #THRESHOLDS parts} of a cap that are spent, from the least to the most. */
    public static List<Integer> reached(Micros cap, Micros settled) {
        return THRESHOLDS.stream()
                .filter(percent -> settled.amount() > 0
                        && Math.multiplyExact(settled.amount(), 100L)
                                >= Math.multiplyExact(cap.amount(), (long) percent))
                .toList();
    }

    private static Micros amount(List<Candidate> affordable, JudgeReserve judging, @Nullable ScopeBalance tightest) {
        List<Micros> costs = affordable.stream()
                .map(Candidate::worstCost)
                .sorted(Comparator.reverseOrder())
                .toList();
        Micros one = costs.getFirst();
        Micros two = costs.size() == 1 ? one : one.plus(costs.get(1));
        return Stream.of(
                        two.plus(judging.most()),
                        one.plus(judging.most()),
                        two.plus(judging.least()),
                        one.plus(judging.least()))
                .filter(amount -> tightest == null || !amount.isMoreThan(tightest.headroom()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Every candidate is affordable"));
    }
}
