package dev.chancery.contracts.fact;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import java.util.List;

/**
 * What an incident is about.
 *
 * @param systems ids in the register of AI systems
 */
public record IncidentLinks(
        List<String> systems, List<TaskId> tasks, List<WorkflowId> workflows, List<LinkedModel> models) {

    public IncidentLinks {
        systems = List.copyOf(systems);
        tasks = List.copyOf(tasks);
        workflows = List.copyOf(workflows);
        models = List.copyOf(models);
    }

    /**
     * A model version.
     *
     * @param modelVersion exactly as the provider reports it
     */
    public record LinkedModel(String deployment, String modelVersion) {}

    /** How many things are linked. */
    public int count() {
        return systems.size() + tasks.size() + workflows.size() + models.size();
    }
}
