package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the policy in force has.
 *
 * @param policy its version, which is its SHA-256; null when none is known
 */
public record InventoryView(
        @Nullable String policy,
        List<Workflow> workflows,
        List<Deployment> deployments,
        List<Rubric> rubrics,
        List<String> toolServers) {

    /**
     * A workflow.
     *
     * @param rubric null for none
     * @param deployments that may serve it, its judge included
     * @param toolServers of which its agents may call tools
     * @param knowledge files that an embedded model answers from
     */
    public record Workflow(
            String workflow,
            String purpose,
            Gate gate,
            @Nullable String rubric,
            List<String> deployments,
            List<String> toolServers,
            List<File> knowledge) {}

    /** A file beside the policy, with the lower-case hex SHA-256 of its bytes. */
    public record File(String path, String sha256) {}

    /**
     * A deployment.
     *
     * @param provider the protocol that it speaks
     * @param model as the provider knows it
     * @param vendor who made the model, null when the policy does not say it
     * @param url of the provider, null for its own address and where there is none
     * @param cloud whether it is outside the company
     */
    public record Deployment(
            String deployment,
            String provider,
            String model,
            @Nullable String vendor,
            @Nullable String url,
            String tier,
            boolean cloud) {}

    /** A rubric, with the lower-case hex SHA-256 of its canonical text. */
    public record Rubric(
            String rubric,
            int version,
            String digest,
            @Nullable String judge) {}
}
