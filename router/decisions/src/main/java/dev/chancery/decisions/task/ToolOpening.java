package dev.chancery.decisions.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.budget.LoopDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.decisions.redaction.RedactionDecision;
import dev.chancery.decisions.tools.ToolCallFacts;
import dev.chancery.decisions.tools.ToolDecision;
import dev.chancery.decisions.tools.ToolDecision.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a tool may be called: everything that is recorded before the call leaves. */
public final class ToolOpening {

    private ToolOpening() {}

    /** Decides a call that is not like the one before it. */
    public static List<Event> decide(
            RequestToolCall c, Policy policy, List<CallRate> rates, List<ScopeBalance> balances) {
        return decide(c, policy, 0, rates, balances);
    }

    /**
     * Decides a call, in this order: suspension and kill switches, the agent's rights, the redaction policy, loops, the grant, the
     * budgets.
     *
     * @param policy the version that the asker names
     * @param repeated how often the same was asked in a row before
     * @param rates of the grants that {@link ToolCallFacts#counted} names
     * @param balances of every scope that {@link BudgetDecision#applicable} gives
     */
    public static List<Event> decide(
            RequestToolCall c, Policy policy, int repeated, List<CallRate> rates, List<ScopeBalance> balances) {
        Asker asker = c.asker();
        List<Event> events = new ArrayList<>();
        events.add(new TaskOpened(
                c.task(),
                TaskKind.TOOL_CALL,
                asker.agent(),
                asker.workflow(),
                asker.session(),
                asker.subject(),
                c.arguments().ref(),
                asker.policy()));
        if (!c.redaction().found().isEmpty()) {
            events.add(new PersonalDataRedacted(
                    c.redaction(),
                    RedactionDecision.decide(c.redaction(), policy).sensitivity()));
        }
        if (repeated > 0) {
            events.add(new CallRepeated(repeated));
        }
        ToolCallRequested requested = new ToolCallRequested(
                c.server(),
                c.tool(),
                c.arguments().ref().commitment(),
                ToolCallFacts.of(
                        asker.agent(),
                        asker.workflow(),
                        c.server(),
                        c.tool(),
                        c.arguments().text(),
                        c.at(),
                        c.pin(),
                        rates,
                        policy));
        events.add(requested);
        events.addAll(
                asker.stopped() != null
                        ? List.of(new ToolCallDenied(asker.stopped(), null))
                        : authorization(
                                asker.agent(), asker.workflow(), c.redaction(), requested, repeated, balances, policy));
        return events;
    }

    /**
     * Decides for a caller that is not stopped. The policy does not say where a tool server runs, so restricted data goes
     * to none.
     *
     * @param repeated how often the same was asked in a row before
     * @return the permission, or that a person is to decide, with what it reserves before it, or the denial
     */
    public static List<Event> authorization(
            AgentId agent,
            WorkflowId workflow,
            RedactionFacts found,
            ToolCallRequested call,
            int repeated,
            List<ScopeBalance> balances,
            Policy policy) {
        RedactionDecision redaction = RedactionDecision.decide(found, policy);
        Optional<Refusal> barred =
                TaskOpening.rights(agent, workflow, policy).or(() -> Optional.ofNullable(redaction.refusal()));
        if (barred.isPresent()) {
            return denied(barred.get());
        }
        if (redaction.sensitivity() == Sensitivity.RESTRICTED) {
            String types = found.found().stream()
                    .map(TypeCount::type)
                    .filter(policy.redaction().restricted()::contains)
                    .collect(Collectors.joining(", "));
            return denied(new Refusal.ToolNotGranted(
                    call.server() + "/" + call.tool(),
                    "its arguments hold restricted data (" + types + "), which goes to no tool. Remove it."));
        }
        Optional<Refusal> loop = LoopDecision.decide(policy, agent, call.server() + "/" + call.tool(), repeated);
        if (loop.isPresent()) {
            return denied(loop.get());
        }
        return switch (ToolDecision.decide(agent, call.server(), call.tool(), call.facts(), policy)) {
            case Permission.Denied denied -> denied(denied.refusal());
            case Permission.Granted granted -> paid(granted.grant(), balances);
        };
    }

    private static List<Event> paid(Grant grant, List<ScopeBalance> balances) {
        Event authorized = switch (grant.review()) {
            case NEVER -> new ToolCallAuthorized(grant.name());
            case ALWAYS -> new ToolCallHeld(grant.name());
        };
        if (grant.cost().amount() == 0) {
            return List.of(authorized);
        }
        return switch (BudgetDecision.decide(grant.cost(), balances)) {
            case SpendReserved reserved -> List.of(reserved, authorized);
            case TaskRefused refused -> List.of(new ToolCallDenied(refused.refusal(), refused.balances()));
            default -> throw new IllegalStateException("A budget reserves or refuses");
        };
    }

    private static List<Event> denied(Refusal refusal) {
        return List.of(new ToolCallDenied(refusal, null));
    }
}
