package dev.chancery.gateway.policy;

import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.BudgetCommand.SetBudgetCap;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyCommand.RejectPolicy;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a policy in force: first on the record, with the agents, workflows and caps that it names, then in this process. */
public final class PolicyRollout {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyRollout.class);

    private final Commands commands;
    private final Consumer<Policy> activate;

    /**
     * Rolls out.
     *
     * @param activate puts a policy in force in this process, once it is recorded
     */
    public PolicyRollout(Commands commands, Consumer<Policy> activate) {
        this.commands = commands;
        this.activate = activate;
    }

    /** Takes what was read of the policy directory. A bundle with errors is recorded as refused, and changes nothing. */
    public void take(PolicyBundle bundle) {
        take(() -> bundle);
    }

    /** Takes what is read now, while nothing else is taken, so that of two bundles the later one is in force. */
    synchronized void take(Supplier<PolicyBundle> read) {
        PolicyBundle bundle = read.get();
        switch (bundle) {
            case PolicyBundle.Loaded loaded -> {
                record(loaded.policy(), loaded.document());
                activate.accept(loaded.policy());
                LOG.atInfo().addKeyValue("version", loaded.policy().version()).log("Policy in force");
            }
            case PolicyBundle.Invalid invalid -> {
                commands.send(new RejectPolicy(invalid.errors()));
                for (PolicyError error : invalid.errors()) {
                    LOG.atError()
                            .addKeyValue("file", error.file())
                            .addKeyValue("line", error.line())
                            .log("The policy is refused and the one in force stays: {}", error.reason());
                }
            }
        }
    }

    private void record(Policy policy, String document) {
        for (Policy.Agent agent : policy.agents()) {
            commands.send(new RegisterAgent(agent.id(), agent.owner(), agent.purpose(), agent.runtime(), null));
            agent.budgets()
                    .forEach((kind, cap) ->
                            commands.send(new SetBudgetCap(kind, agent.id().value(), cap)));
        }
        for (Policy.Workflow workflow : policy.workflows()) {
            commands.send(new RegisterWorkflow(workflow.id(), workflow.purpose(), workflow.gate()));
            workflow.budgets()
                    .forEach((kind, cap) ->
                            commands.send(new SetBudgetCap(kind, workflow.id().value(), cap)));
        }
        policy.budgets().forEach((kind, cap) -> commands.send(new SetBudgetCap(kind, BudgetScope.COMPANY, cap)));
        commands.send(new ActivatePolicy(policy.version(), document));
    }

    /** The streams of the agents and workflows that a policy names. */
    public static List<String> streams(Policy policy) {
        List<String> streams = new ArrayList<>();
        policy.agents().forEach(agent -> streams.add(AgentCommand.stream(agent.id())));
        policy.workflows()
                .forEach(workflow -> streams.add(new RegisterWorkflow(workflow.id(), "", workflow.gate()).target()));
        return streams;
    }
}
