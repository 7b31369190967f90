package dev.chancery.decisions.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.budget.LoopDecision;
import dev.chancery.decisions.gate.DeliveryDecision;
import dev.chancery.decisions.judge.JudgeReserve;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.redaction.RedactionDecision;
import dev.chancery.decisions.routing.RoutingDecision;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** Whether and where a model call may go: everything that is recorded before it leaves. */
public final class TaskOpening {

    /** A tool call that costs nothing reserves no money; ISO 4217 has a code for amounts in no currency. */
    private static final Micros NOTHING = Micros.zero(Currency.getInstance("XXX"));

    private TaskOpening() {}

    /** Decides a request that is not like the one before it. */
    public static List<Event> decide(OpenTask c, Policy policy, List<ScopeBalance> balances) {
        return decide(c, policy, 0, balances);
    }

    /**
     * Decides a request, in this order: suspension and kill switches, the agent's rights, the redaction policy, loops, routing, budget,
     * streaming. The first refusal ends it.
     *
     * @param policy the version that the asker names
     * @param repeated how often the same was asked in a row before
     * @param balances of every scope that {@link BudgetDecision#applicable} gives
     */
    public static List<Event> decide(OpenTask c, Policy policy, int repeated, List<ScopeBalance> balances) {
        Asker asker = c.asker();
        RedactionDecision redaction = RedactionDecision.decide(c.redaction(), policy);
        List<Event> events = new ArrayList<>();
        events.add(new TaskOpened(
                c.task(),
                TaskKind.INFERENCE,
                asker.agent(),
                asker.workflow(),
                asker.session(),
                asker.subject(),
                c.content().ref(),
                asker.policy(),
                c.prompt()));
        if (!c.redaction().found().isEmpty()) {
            events.add(new PersonalDataRedacted(c.redaction(), redaction.sensitivity()));
        }
        if (c.classification() != null) {
            events.add(new TaskClassified(c.classification()));
        }
        if (repeated > 0) {
            events.add(new CallRepeated(repeated));
        }
        Optional<Refusal> barred =
                barred(asker, redaction, policy).or(() -> LoopDecision.decide(policy, asker.agent(), null, repeated));
        if (barred.isPresent()) {
            events.add(new TaskRefused(barred.get(), List.of()));
            return events;
        }
        RoutingDecided routing = RoutingDecision.decide(
                new RoutingFacts(
                        asker.agent(),
                        asker.workflow(),
                        c.request(),
                        redaction.sensitivity(),
                        c.classification(),
                        c.unavailable(),
                        c.at()),
                policy);
        events.add(routing);
        TaskEvent spending = spending(routing, c.redaction().found(), balances, policy);
        events.add(spending);
        if (spending instanceof SpendReserved
                && c.request().streamed()
                && policy.workflow(asker.workflow())
                        .filter(w -> DeliveryDecision.mayStream(asker.gate(), w))
                        .isPresent()) {
            events.add(new StreamPermitted(asker.gate()));
        }
        return events;
    }

    /**
     * What follows from a routing decision.
     *
     * @return {@link SpendReserved} or {@link TaskRefused}
     */
    public static TaskEvent spending(
            RoutingDecided routing, List<TypeCount> found, List<ScopeBalance> balances, Policy policy) {
        Optional<Refusal> refusal = RoutingDecision.refusal(routing, found, policy);
        return refusal.isPresent()
                ? new TaskRefused(refusal.get(), List.of())
                : BudgetDecision.decide(
                        routing.candidates(),
                        JudgeReserve.of(
                                policy.rubricOf(routing.facts().workflow()),
                                routing.facts().request(),
                                routing.candidates(),
                                policy),
                        balances);
    }

    /** Why the request is refused before anything is weighed; empty when it is not. */
    static Optional<Refusal> barred(Asker asker, RedactionDecision redaction, Policy policy) {
        if (asker.stopped() != null) {
            return Optional.of(asker.stopped());
        }
        return rights(asker.agent(), asker.workflow(), policy).or(() -> Optional.ofNullable(redaction.refusal()));
    }

    /** Why the agent may not use the workflow; empty when it may. */
    public static Optional<Refusal> rights(AgentId agent, WorkflowId workflow, Policy policy) {
        Optional<Agent> known = policy.agent(agent);
        if (known.isEmpty()) {
            return Optional.of(new Refusal.InputRejected("The policy in force does not know the agent '" + agent
                    + "'. Have it added to the policy's agents."));
        }
        if (!known.get().workflows().contains(workflow)) {
            return Optional.of(new Refusal.InputRejected(
                    "The agent '" + agent + "' may not use the workflow '" + workflow + "'. It may use "
                            + known.get().workflows() + "; have the policy changed to add another."));
        }
        return Optional.empty();
    }

    /** The answer to the command that led to these events. */
    public static Opening opening(List<Event> events) {
        List<Candidate> candidates = List.of();
        Opening opening = null;
        for (Event event : events) {
            switch (event) {
                case RoutingDecided routing -> candidates = routing.candidates();
                case SpendReserved reserved -> {
                    List<Candidate> affordable = candidates.stream()
                            .filter(c -> !reserved.unaffordable().contains(c.deployment()))
                            .toList();
                    opening = new Opening.Permitted(affordable, reserved.amount(), false);
                }
                case StreamPermitted ignored -> {
                    if (opening instanceof Opening.Permitted p) {
                        opening = new Opening.Permitted(p.candidates(), p.reserved(), true);
                    }
                }
                case TaskRefused refused -> opening = new Opening.Refused(refused.refusal());
                case ToolCallAuthorized ignored ->
                    opening = new Opening.Permitted(
                            List.of(), opening instanceof Opening.Permitted p ? p.reserved() : NOTHING, false);
                case ToolCallHeld ignored ->
                    opening = new Opening.Held(opening instanceof Opening.Permitted p ? p.reserved() : NOTHING);
                case ToolCallDenied denied -> opening = new Opening.Refused(denied.refusal());
                default -> {}
            }
        }
        if (opening == null) {
            throw new IllegalArgumentException("The events hold no decision about the opening");
        }
        return opening;
    }
}
