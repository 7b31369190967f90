package dev.chancery.query.contracts;

import dev.chancery.contracts.WorkflowId;
import java.util.List;

/** Workflows that something has served. */
public record ServedWorkflowsView(List<WorkflowId> workflows) {}
