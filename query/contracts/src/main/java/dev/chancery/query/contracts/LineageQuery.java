package dev.chancery.query.contracts;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Questions about what made which output, and what has changed of it. */
public sealed interface LineageQuery<V> extends Query<V> {

    /**
     * Every deployment with every version that it reported and what it was used for.
     *
     * @param workflow null for all
     */
    record FindModelUses(@Nullable WorkflowId workflow) implements LineageQuery<ModelUsesView> {
        @Override
        public Class<ModelUsesView> view() {
            return ModelUsesView.class;
        }
    }

    /**
     * How good the outputs of each version were found, and whether that is another than of the version before it.
     *
     * @param workflow null for all
     */
    record FindModelQuality(@Nullable WorkflowId workflow) implements LineageQuery<ModelQualityView> {
        @Override
        public Class<ModelQualityView> view() {
            return ModelQualityView.class;
        }
    }

    /**
     * Under which prompts tasks were done, the last used first.
     *
     * @param workflow null for all
     */
    record FindPromptUses(@Nullable WorkflowId workflow) implements LineageQuery<PromptUsesView> {
        @Override
        public Class<PromptUsesView> view() {
            return PromptUsesView.class;
        }
    }

    /**
     * Tasks with a prompt. Of the conditions at least one is given; one that is null holds for every task.
     *
     * @param name as callers named it
     * @param version likewise, only with a name
     * @param instructions digest of the instructions
     */
    record OfPrompt(
            @Nullable String name,
            @Nullable String version,
            @Nullable String instructions) {
        public OfPrompt {
            if (name == null && instructions == null) {
                throw new IllegalArgumentException(
                        "Give 'prompt' as name or name@version, or 'instructions'; GET /api/lineage/prompts lists them.");
            }
        }
    }

    /**
     * Everything that a model or a prompt has touched. A condition that is null holds for every call; one of deployment, version and prompt
     * is given.
     *
     * @param prompt with which the task of the call was opened
     * @param version exactly as the provider reported it
     * @param from instant of the first answer that counts
     * @param to instant from which on answers no longer count
     * @param after position of the opening of the last task of the page before, null for the first page
     * @param limit of tasks
     */
    record FindBlastRadius(
            @Nullable String deployment,
            @Nullable String version,
            @Nullable OfPrompt prompt,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long after,
            int limit)
            implements LineageQuery<BlastRadiusView> {
        public FindBlastRadius {
            if (deployment == null && version == null && prompt == null) {
                throw new IllegalArgumentException(
                        "Give 'deployment', 'version' or both, which GET /api/lineage/versions"
                                + " lists, or 'prompt' or 'instructions', which GET /api/lineage/prompts lists.");
            }
            if (from != null && to != null && !from.isBefore(to)) {
                throw new IllegalArgumentException("'from' has to be before 'to'.");
            }
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " tasks.");
            }
        }

        /** Of a model, whatever the prompt. */
        public FindBlastRadius(
                @Nullable String deployment,
                @Nullable String version,
                @Nullable Instant from,
                @Nullable Instant to,
                @Nullable Long after,
                int limit) {
            this(deployment, version, null, from, to, after, limit);
        }

        @Override
        public Class<BlastRadiusView> view() {
            return BlastRadiusView.class;
        }
    }

    /** Everything upstream of the output of a task; told by its stream, which is never behind. */
    record FindLineage(TaskId task) implements LineageQuery<TaskLineageView> {
        @Override
        public Class<TaskLineageView> view() {
            return TaskLineageView.class;
        }
    }

    /**
     * Changes that may be substantial modifications, the newest first, and what people said of them.
     *
     * @param workflow null for all
     */
    record FindModifications(@Nullable WorkflowId workflow) implements LineageQuery<ModificationsView> {
        @Override
        public Class<ModificationsView> view() {
            return ModificationsView.class;
        }
    }

    /**
     * What the policy in force has that a bill of materials names.
     *
     * @param workflow only what this one may use; null for all
     */
    record FindInventory(@Nullable WorkflowId workflow) implements LineageQuery<InventoryView> {
        @Override
        public Class<InventoryView> view() {
            return InventoryView.class;
        }
    }
}
