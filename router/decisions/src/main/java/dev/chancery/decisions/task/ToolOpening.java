package dev.chancery.decisions.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.redaction.RedactionDecision;
import dev.chancery.decisions.tools.ToolDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a tool may be called: everything that is recorded before the call leaves. */
public final class ToolOpening {

    private ToolOpening() {}

    /**
     * Decides a call, in this order: suspension and kill switches, the agent's rights, the redaction policy, the grant.
     *
     * @param policy the version that the asker names
     */
    public static List<Event> decide(RequestToolCall c, Policy policy) {
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
        events.add(
                new ToolCallRequested(c.server(), c.tool(), c.arguments().ref().commitment()));
        events.add(
                asker.stopped() != null
                        ? new ToolCallDenied(asker.stopped())
                        : authorization(asker.agent(), asker.workflow(), c.redaction(), c.server(), c.tool(), policy));
        return events;
    }

    /**
     * Decides for a caller that is not stopped. The policy does not say where a tool server runs, so restricted data goes
     * to none.
     */
    public static ToolEvent authorization(
            AgentId agent, WorkflowId workflow, RedactionFacts found, String server, String tool, Policy policy) {
        RedactionDecision redaction = RedactionDecision.decide(found, policy);
        Optional<Refusal> barred =
                TaskOpening.rights(agent, workflow, policy).or(() -> Optional.ofNullable(redaction.refusal()));
        if (barred.isPresent()) {
            return new ToolCallDenied(barred.get());
        }
        if (redaction.sensitivity() == Sensitivity.RESTRICTED) {
            String types = found.found().stream()
                    .map(TypeCount::type)
                    .filter(policy.redaction().restricted()::contains)
                    .collect(Collectors.joining(", "));
            return new ToolCallDenied(new Refusal.ToolNotGranted(
                    server + "/" + tool,
                    "its arguments hold restricted data (" + types + "), which goes to no tool. Remove it."));
        }
        return ToolDecision.decide(agent, server, tool, policy);
    }
}
