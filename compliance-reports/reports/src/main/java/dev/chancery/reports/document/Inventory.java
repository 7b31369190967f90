package dev.chancery.reports.document;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Location;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.query.contracts.InventoryView;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a policy has, as bills of materials tell it. */
public final class Inventory {

    private Inventory() {}

    /**
     * The inventory of a policy.
     *
     * @param only a workflow, null for all
     * @return empty when the policy does not have the workflow
     */
    public static Optional<InventoryView> of(Policy policy, @Nullable WorkflowId only) {
        List<Policy.Workflow> workflows = policy.workflows().stream()
                .filter(each -> only == null || each.id().equals(only))
                .toList();
        if (only != null && workflows.isEmpty()) {
            return Optional.empty();
        }
        List<InventoryView.Workflow> found =
                workflows.stream().map(each -> workflow(each, policy)).toList();
        TreeSet<String> deployments = new TreeSet<>();
        TreeSet<String> rubrics = new TreeSet<>();
        TreeSet<String> servers = new TreeSet<>();
        for (InventoryView.Workflow each : found) {
            deployments.addAll(each.deployments());
            servers.addAll(each.toolServers());
            if (each.rubric() != null) {
                rubrics.add(each.rubric());
            }
        }
        return Optional.of(new InventoryView(
                policy.version().value(),
                found,
                policy.deployments().stream()
                        .filter(each -> deployments.contains(each.id()))
                        .map(Inventory::deployment)
                        .toList(),
                policy.rubrics().stream()
                        .filter(each -> rubrics.contains(each.id()))
                        .map(each -> new InventoryView.Rubric(each.id(), each.version(), each.digest(), each.scorer()))
                        .toList(),
                List.copyOf(servers)));
    }

    private static InventoryView.Workflow workflow(Policy.Workflow workflow, Policy policy) {
        List<String> deployments = workflow.deployments().isEmpty()
                ? policy.deployments().stream().map(Policy.Deployment::id).toList()
                : workflow.deployments();
        String judge = policy.rubricOf(workflow.id()).map(Policy.Rubric::scorer).orElse(null);
        return new InventoryView.Workflow(
                workflow.id().value(),
                workflow.purpose(),
                workflow.gate(),
                workflow.rubric(),
                Stream.concat(deployments.stream(), Stream.ofNullable(judge))
                        .distinct()
                        .toList(),
                policy.agents().stream()
                        .filter(agent -> agent.workflows().contains(workflow.id()))
                        .flatMap(agent -> agent.tools().stream())
                        .map(Policy.Grant::server)
                        .distinct()
                        .sorted()
                        .toList(),
                files(workflow.knowledge()));
    }

    private static List<InventoryView.File> files(Policy.@Nullable Knowledge knowledge) {
        return knowledge == null
                ? List.of()
                : Stream.concat(Stream.ofNullable(knowledge.examples()), knowledge.documents().stream())
                        .map(file -> new InventoryView.File(file.path(), file.sha256()))
                        .toList();
    }

    private static InventoryView.Deployment deployment(Policy.Deployment deployment) {
        return new InventoryView.Deployment(
                deployment.id(),
                deployment.provider().name(),
                deployment.model(),
                deployment.vendor(),
                deployment.baseUrl(),
                deployment.tier().name(),
                deployment.location() == Location.CLOUD);
    }
}
