package dev.chancery.query.contracts;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;

/** Questions about what is registered. A list holds at most {@value Query#PAGE_LIMIT} entries, in the order of their names. */
public sealed interface RegistryQuery<V> extends Query<V> {

    /** Workflows and their gates. */
    record FindWorkflows() implements RegistryQuery<WorkflowsView> {
        @Override
        public Class<WorkflowsView> view() {
            return WorkflowsView.class;
        }
    }

    /** What a gate transition of the workflow would rest upon, everything committed up to the question included. */
    record FindGateEvidence(WorkflowId workflow) implements RegistryQuery<GateEvidenceView> {
        @Override
        public Class<GateEvidenceView> view() {
            return GateEvidenceView.class;
        }
    }

    /**
     * Where a workflow stands: what the policy in force asks of its next step and what the evidence has of it, what is watched, and
     * every move. Everything committed up to the question included.
     */
    record FindGateStanding(WorkflowId workflow) implements RegistryQuery<GateStandingView> {
        @Override
        public Class<GateStandingView> view() {
            return GateStandingView.class;
        }
    }

    /** The deployments of the policy in force and their health, as the node that answers has found it. */
    record FindFleet() implements RegistryQuery<FleetView> {
        @Override
        public Class<FleetView> view() {
            return FleetView.class;
        }
    }

    /** What is watched at the gates that are open, as far as the views have come. */
    record FindOpenGates() implements RegistryQuery<OpenGatesView> {
        @Override
        public Class<OpenGatesView> view() {
            return OpenGatesView.class;
        }
    }

    /** What people who review have decided. */
    record FindOversight() implements RegistryQuery<OversightView> {
        @Override
        public Class<OversightView> view() {
            return OversightView.class;
        }
    }

    /** Agents and the ids of their keys. */
    record FindAgents() implements RegistryQuery<AgentsView> {
        @Override
        public Class<AgentsView> view() {
            return AgentsView.class;
        }
    }

    /** What the policy in force says of an agent. No answer when it does not name it. */
    record FindAgentRules(AgentId agent) implements RegistryQuery<AgentRulesView> {
        @Override
        public Class<AgentRulesView> view() {
            return AgentRulesView.class;
        }
    }

    /** Kill switches that are pulled. */
    record FindKillSwitches() implements RegistryQuery<KillSwitchesView> {
        @Override
        public Class<KillSwitchesView> view() {
            return KillSwitchesView.class;
        }
    }

    /** What people decided about outputs, by model name and deployment. */
    record FindReviewCounts() implements RegistryQuery<ReviewCountsView> {
        @Override
        public Class<ReviewCountsView> view() {
            return ReviewCountsView.class;
        }
    }

    /**
     * What people decided about outputs that were all shown to them, by the scores of the last verdict.
     *
     * @param rubricDigest of the rubric that they were held against
     */
    record FindScoredOutputs(String rubricDigest) implements RegistryQuery<ScoredOutputsView> {
        @Override
        public Class<ScoredOutputsView> view() {
            return ScoredOutputsView.class;
        }
    }

    /** Drafts of the policy, the newest first. */
    record FindPolicyDrafts() implements RegistryQuery<PolicyDraftsView> {
        @Override
        public Class<PolicyDraftsView> view() {
            return PolicyDraftsView.class;
        }
    }

    /** Tools, to which definition each is held, and who may call it; everything committed up to the question included. */
    record FindTools() implements RegistryQuery<ToolsView> {
        @Override
        public Class<ToolsView> view() {
            return ToolsView.class;
        }
    }

    /** Caps and whether they refused anything. */
    record FindBudgets() implements RegistryQuery<BudgetsView> {
        @Override
        public Class<BudgetsView> view() {
            return BudgetsView.class;
        }
    }

    /** Versions of the policy, the newest first. */
    record FindPolicies() implements RegistryQuery<PoliciesView> {
        @Override
        public Class<PoliciesView> view() {
            return PoliciesView.class;
        }
    }

    /** Model versions that providers reported. */
    record FindModelVersions() implements RegistryQuery<ModelVersionsView> {
        @Override
        public Class<ModelVersionsView> view() {
            return ModelVersionsView.class;
        }
    }
}
