package dev.chancery.decisions.policy;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Alias;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.CommandTool;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.decisions.policy.Policy.Retention;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.Policy.Rule;
import dev.chancery.decisions.policy.Policy.ToolServer;
import dev.chancery.decisions.policy.Policy.Upstream;
import dev.chancery.decisions.policy.Policy.Workflow;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Checks what the parts of a policy say of one another: names are unique, and whatever is named exists. */
record PolicyReferences(Policy policy, List<Fault> faults) {

    void check() {
        unique("/deployments", "id", policy.deployments(), Deployment::id);
        unique("/models", "alias", policy.models(), Alias::alias);
        unique("/workflows", "id", policy.workflows(), w -> w.id().value());
        unique("/agents", "id", policy.agents(), a -> a.id().value());
        unique("/toolServers", "id", policy.toolServers(), ToolServer::id);
        unique("/rules", "id", policy.rules(), Rule::id);
        unique("/rubrics", "id", policy.rubrics(), Rubric::id);
        unique("/retention", "id", policy.retention(), Retention::id);
        for (int i = 0; i < policy.deployments().size(); i++) {
            notReserved(policy.deployments().get(i).id(), "/deployments/" + i + "/id");
        }
        for (int i = 0; i < policy.models().size(); i++) {
            alias(policy.models().get(i), "/models/" + i);
        }
        for (int i = 0; i < policy.workflows().size(); i++) {
            workflow(policy.workflows().get(i), "/workflows/" + i);
        }
        for (int i = 0; i < policy.agents().size(); i++) {
            agent(policy.agents().get(i), "/agents/" + i);
        }
        for (int i = 0; i < policy.toolServers().size(); i++) {
            readOnly(policy.toolServers().get(i), "/toolServers/" + i);
            commands(policy.toolServers().get(i), "/toolServers/" + i);
        }
        for (int i = 0; i < policy.rules().size(); i++) {
            deployments(policy.rules().get(i).deployments(), "/rules/" + i + "/deployments");
        }
        retention();
        for (int i = 0; i < policy.rubrics().size(); i++) {
            rubric(policy.rubrics().get(i), "/rubrics/" + i);
        }
    }

    private void rubric(Rubric rubric, String at) {
        unique(at + "/checks", "dimension", rubric.checks(), Check::dimension);
        unique(at + "/dimensions", "dimension", rubric.dimensions(), Dimension::name);
        List<String> checked = rubric.checks().stream().map(Check::dimension).toList();
        for (int i = 0; i < rubric.dimensions().size(); i++) {
            String name = rubric.dimensions().get(i).name();
            if (checked.contains(name)) {
                fault(
                        at + "/dimensions/" + i + "/dimension",
                        "A check is called '" + name + "' too. Give the dimension another name.");
            }
        }
        String named = rubric.judge() == null ? null : rubric.judge().deployment();
        if (rubric.judge() == null || named == null) {
            return;
        }
        String here = at + "/judge/deployment";
        Optional<Deployment> judge = policy.deployment(named);
        if (judge.isEmpty()) {
            fault(here, "There is no deployment '" + named + "'. Add it to deployments or correct the name.");
        } else if (judge.get().provider() == Policy.Provider.EMBEDDED) {
            fault(here, "An embedded model cannot judge. Name a language model, or leave the deployment out.");
        } else if (rubric.dimensions().isEmpty()) {
            fault(here, "The judge has nothing to score. Add dimensions to the rubric, or leave the deployment out.");
        } else if (rubric.judge().otherVendor()
                && Independence.vendor(judge.get()).isEmpty()) {
            fault(
                    here,
                    "Who made the model of '" + named
                            + "' is not known, so that it is of another vendor cannot be. Give"
                            + " the deployment a vendor.");
        }
    }

    /** A workflow whose every model is the judge's would only ever have its outputs held. */
    private void judged(Workflow workflow, Rubric rubric, String at) {
        String scorer = rubric.scorer();
        Optional<Deployment> judge = scorer == null ? Optional.empty() : policy.deployment(scorer);
        if (judge.isEmpty() || rubric.judge() == null) {
            return;
        }
        List<Deployment> doers = policy.deployments().stream()
                .filter(d -> workflow.deployments().isEmpty()
                        || workflow.deployments().contains(d.id()))
                .toList();
        boolean other = rubric.judge().otherVendor();
        if (doers.stream()
                .allMatch(doer -> Independence.broken(doer, judge.get(), other).isPresent())) {
            fault(
                    at + "/rubric",
                    "'" + scorer + "' could judge nothing here: "
                            + Independence.broken(doers.getFirst(), judge.get(), other)
                                    .orElseThrow()
                            + ". Name another judge, or another model for the workflow.");
        }
    }

    /** So that it is one class that says how long a workflow's contents are kept. */
    private void retention() {
        SortedSet<String> named = new TreeSet<>();
        for (int i = 0; i < policy.retention().size(); i++) {
            String at = "/retention/" + i + "/workflows";
            List<WorkflowId> workflows = policy.retention().get(i).workflows();
            if (workflows.isEmpty() && !named.add("")) {
                fault(at, "Only one class may name no workflow and so hold for all others.");
            }
            for (int w = 0; w < workflows.size(); w++) {
                if (policy.workflow(workflows.get(w)).isEmpty()) {
                    fault(
                            at + "/" + w,
                            "There is no workflow '" + workflows.get(w)
                                    + "'. Add it to workflows or correct the name.");
                }
                if (!named.add(workflows.get(w).value())) {
                    fault(at + "/" + w, "'" + workflows.get(w) + "' is in two classes. Keep one of them.");
                }
            }
        }
    }

    private void alias(Alias alias, String at) {
        notReserved(alias.alias(), at + "/alias");
        if (policy.deployment(alias.alias()).isPresent()) {
            fault(at + "/alias", "A deployment is called '" + alias.alias() + "' too. Give the alias another name.");
        }
        deployments(alias.deployments(), at + "/deployments");
    }

    private void workflow(Workflow workflow, String at) {
        deployments(workflow.deployments(), at + "/deployments");
        if (workflow.rubric() != null && policy.rubricOf(workflow.id()).isEmpty()) {
            fault(
                    at + "/rubric",
                    "There is no rubric '" + workflow.rubric() + "'. Add it to rubrics or correct the name.");
        }
        policy.rubricOf(workflow.id()).ifPresent(rubric -> judged(workflow, rubric, at));
        if (workflow.pairShare() > 0 && policy.comparing(workflow.id()).isEmpty()) {
            fault(
                    at + "/pairShare",
                    "Nobody could be asked about pairs here. Give the workflow a rubric with dimensions and a judge, or leave it out.");
        }
        if (workflow.classify()
                && (workflow.knowledge() == null || workflow.knowledge().examples() == null)) {
            fault(at + "/classify", "To classify, the workflow needs labelled examples. Add knowledge.examples.");
        }
    }

    private void agent(Agent agent, String at) {
        for (int i = 0; i < agent.workflows().size(); i++) {
            WorkflowId workflow = agent.workflows().get(i);
            if (policy.workflow(workflow).isEmpty()) {
                fault(
                        at + "/workflows/" + i,
                        "There is no workflow '" + workflow + "'. Add it to workflows or correct the name.");
            }
        }
        for (int i = 0; i < agent.tools().size(); i++) {
            grant(agent.tools().get(i), at + "/tools/" + i);
        }
    }

    private void grant(Grant grant, String at) {
        String server = grant.server();
        String tool = grant.tool();
        if (server.isEmpty() || tool.isEmpty()) {
            fault(at, "Write a grant as server/tool, or server/* for all that the server's allowlist has.");
        } else if (policy.toolServer(server).isEmpty()) {
            fault(at, "There is no tool server '" + server + "'. Add it to toolServers or correct the name.");
        } else if (!tool.equals(Grant.ALL)
                && !policy.toolServer(server).get().tools().contains(tool)) {
            fault(at, "The allowlist of '" + server + "' has no '" + tool + "'. Add it there or correct the name.");
        }
    }

    private void readOnly(ToolServer server, String at) {
        for (int i = 0; i < server.readOnly().size(); i++) {
            if (!server.tools().contains(server.readOnly().get(i))) {
                fault(
                        at + "/readOnly/" + i,
                        "The allowlist has no '" + server.readOnly().get(i) + "'. Add it there.");
            }
        }
    }

    private void commands(ToolServer server, String at) {
        if (!(server.upstream() instanceof Upstream.Commands commands)) {
            return;
        }
        unique(at + "/commands", "tool", commands.tools(), CommandTool::tool);
        for (int i = 0; i < server.tools().size(); i++) {
            if (server.program(server.tools().get(i)).isEmpty()) {
                fault(
                        at + "/tools/" + i,
                        "There is no command for '" + server.tools().get(i) + "'. Add one to commands.");
            }
        }
    }

    private void deployments(List<String> named, String at) {
        for (int i = 0; i < named.size(); i++) {
            if (policy.deployment(named.get(i)).isEmpty()) {
                fault(
                        at + "/" + i,
                        "There is no deployment '" + named.get(i) + "'. Add it to deployments or correct the name.");
            }
        }
    }

    private void notReserved(String name, String at) {
        if (name.equals(Policy.AUTO)) {
            fault(at, "'" + Policy.AUTO + "' stands for the router's own choice. Give it another name.");
        }
    }

    private <T> void unique(String at, String key, List<T> all, Function<T, String> name) {
        SortedSet<String> seen = new TreeSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (!seen.add(name.apply(all.get(i)))) {
                fault(
                        at + "/" + i + "/" + key,
                        "'" + name.apply(all.get(i)) + "' is there twice. Rename or remove one of them.");
            }
        }
    }

    private void fault(String pointer, String reason) {
        faults.add(new Fault(pointer, reason));
    }
}
