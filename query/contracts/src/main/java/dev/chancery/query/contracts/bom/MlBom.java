package dev.chancery.query.contracts.bom;

import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.InventoryView.Deployment;
import dev.chancery.query.contracts.InventoryView.Rubric;
import dev.chancery.query.contracts.InventoryView.Workflow;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.PromptUsesView.PromptUse;
import dev.chancery.query.contracts.ToolsView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What answers, as a machine-learning bill of materials of CycloneDX 1.7 (ECMA-424): models with the versions that they reported and what the
 * record measured of them, providers and tool servers as services, policy, rubrics and knowledge as data.
 */
public final class MlBom {

    /** Two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Digests of instructions that are listed of a prompt, the last used. */
    private static final int INSTRUCTIONS = 20;

    private final InventoryView inventory;
    private final ModelUsesView uses;
    private final PromptUsesView prompts;
    private final List<Map<String, Object>> components = new ArrayList<>();
    private final List<Map<String, Object>> services = new ArrayList<>();
    private final List<Map<String, Object>> dependencies = new ArrayList<>();

    private MlBom(InventoryView inventory, ModelUsesView uses, PromptUsesView prompts) {
        this.inventory = inventory;
        this.uses = uses;
        this.prompts = prompts;
    }

    /**
     * A bill of materials.
     *
     * @param uses of the same workflow as the inventory
     * @param prompts of the same workflow
     * @param about what, such as a workflow; null for all
     * @param serial another one for each document
     */
    public static Map<String, Object> of(
            InventoryView inventory,
            ModelUsesView uses,
            ToolsView tools,
            PromptUsesView prompts,
            @Nullable String about,
            UUID serial,
            Instant at) {
        MlBom bom = new MlBom(inventory, uses, prompts);
        bom.policy(inventory.policy());
        inventory.rubrics().forEach(bom::rubric);
        inventory.deployments().forEach(bom::deployment);
        uses.versions().stream()
                .filter(use -> inventory.deployments().stream()
                        .noneMatch(each -> each.deployment().equals(use.deployment())))
                .forEach(use -> bom.model(use.deployment(), null, use));
        tools.servers().stream()
                .filter(server -> inventory.toolServers().contains(server.server()))
                .forEach(bom::toolServer);
        bom.prompts();
        inventory.workflows().forEach(bom::workflow);
        return bom.document(about, serial, at);
    }

    private Map<String, Object> document(@Nullable String about, UUID serial, Instant at) {
        String subject = about == null ? "Chancery, all workflows" : about;
        Map<String, Object> main = component("application", "subject", subject);
        String policy = inventory.policy();
        main.put(
                "properties",
                properties(
                        "chancery:policy",
                        policy == null ? "none on record that can be read" : policy,
                        "chancery:position",
                        Long.toString(uses.position()),
                        "chancery:documents",
                        BlastRadiusView.DOCUMENTS,
                        "chancery:cache",
                        BlastRadiusView.CACHE));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", "http://cyclonedx.org/schema/bom-1.7.schema.json");
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.7");
        document.put("serialNumber", "urn:uuid:" + serial);
        document.put("version", 1);
        document.put(
                "metadata",
                map(
                        "timestamp",
                        at.toString(),
                        "tools",
                        map("components", List.of(map("type", "application", "name", "Chancery"))),
                        "component",
                        main));
        document.put("components", components);
        document.put("services", services);
        depends(
                "subject",
                inventory.workflows().stream()
                        .map(each -> ref("workflow", each.workflow()))
                        .toList());
        document.put("dependencies", dependencies);
        return document;
    }

    private void policy(@Nullable String version) {
        if (version == null) {
            return;
        }
        Map<String, Object> policy = component("data", "policy", "policy");
        policy.put("version", version);
        policy.put("hashes", List.of(hash(version)));
        policy.put("data", List.of(map("type", "configuration", "name", "The rules in force, as canonical JSON")));
        components.add(policy);
    }

    private void rubric(Rubric rubric) {
        Map<String, Object> component = component("data", ref("rubric", rubric.rubric()), rubric.rubric());
        component.put("version", Integer.toString(rubric.version()));
        component.put("hashes", List.of(hash(rubric.digest())));
        component.put("data", List.of(map("type", "definition", "name", "What outputs are held against")));
        components.add(component);
        if (rubric.judge() != null) {
            depends(ref("rubric", rubric.rubric()), models(rubric.judge()));
        }
    }

    private void deployment(Deployment deployment) {
        List<ModelUse> used = used(deployment.deployment());
        used.forEach(use -> model(deployment.deployment(), deployment, use));
        if (used.isEmpty()) {
            model(deployment.deployment(), deployment, null);
        }
        if (!deployment.provider().equals("EMBEDDED")) {
            Map<String, Object> service = new LinkedHashMap<>();
            service.put("bom-ref", ref("provider", deployment.deployment()));
            service.put("name", "Provider of " + deployment.deployment());
            if (deployment.url() != null) {
                service.put("endpoints", List.of(deployment.url()));
            }
            service.put("x-trust-boundary", deployment.cloud());
            service.put(
                    "properties",
                    properties(
                            "chancery:protocol",
                            deployment.provider().toLowerCase(Locale.ROOT),
                            "chancery:location",
                            deployment.cloud() ? "cloud" : "local"));
            services.add(service);
            models(deployment.deployment())
                    .forEach(model -> depends(model, List.of(ref("provider", deployment.deployment()))));
        }
    }

    private List<ModelUse> used(String deployment) {
        return uses.versions().stream()
                .filter(use -> use.deployment().equals(deployment))
                .toList();
    }

    /** The components of a deployment: one for each version that it reported, or one of which no version is known. */
    private List<String> models(String deployment) {
        List<ModelUse> used = used(deployment);
        return used.isEmpty()
                ? List.of(ref("model", deployment))
                : used.stream()
                        .map(use -> ref("model", deployment + "@" + use.version()))
                        .toList();
    }

    private void model(String id, @Nullable Deployment deployment, @Nullable ModelUse use) {
        String name = deployment == null ? id : deployment.model();
        Map<String, Object> model =
                component("machine-learning-model", ref("model", use == null ? id : id + "@" + use.version()), name);
        if (use != null) {
            model.put("version", use.version());
        }
        Optional.ofNullable(deployment)
                .map(Deployment::vendor)
                .ifPresent(vendor -> model.put("supplier", map("name", vendor)));
        List<Map<String, Object>> properties = new ArrayList<>(properties("chancery:deployment", id));
        if (deployment != null) {
            properties.addAll(properties("chancery:tier", deployment.tier().toLowerCase(Locale.ROOT)));
        }
        if (use == null) {
            properties.addAll(properties("chancery:used", "false"));
        } else {
            properties.addAll(properties(
                    "chancery:firstUsed", use.firstUsed().toString(),
                    "chancery:lastUsed", use.lastUsed().toString(),
                    "chancery:answers", Long.toString(use.answers()),
                    "chancery:revisions", Long.toString(use.revisions()),
                    "chancery:judgements", Long.toString(use.judgements()),
                    "chancery:comparisons", Long.toString(use.comparisons()),
                    "chancery:outputs", Long.toString(use.outputs())));
            List<Map<String, Object>> metrics = new ArrayList<>();
            metric("share of judged outputs that passed their rubric", use.passed(), use.verdicts(), metrics);
            metric(
                    "share of reviewed outputs that a person approved as they were",
                    use.approved(),
                    use.reviewed(),
                    metrics);
            if (!metrics.isEmpty()) {
                model.put("modelCard", map("quantitativeAnalysis", map("performanceMetrics", metrics)));
            }
        }
        model.put("properties", properties);
        components.add(model);
    }

    /** With the 95 % interval of E. B. Wilson (1927); nothing where nothing was counted. */
    private static void metric(String type, long part, long all, List<Map<String, Object>> metrics) {
        if (all == 0) {
            return;
        }
        double share = (double) part / all;
        double centre = share + Z * Z / (2 * all);
        double margin = Z * Math.sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all));
        double whole = 1 + Z * Z / all;
        metrics.add(map(
                "type",
                type + ", of " + all,
                "value",
                decimal(share),
                "confidenceInterval",
                map(
                        "lowerBound",
                        decimal(Math.max(0, (centre - margin) / whole)),
                        "upperBound",
                        decimal(Math.min(1, (centre + margin) / whole)))));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private void toolServer(ToolsView.Server server) {
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("bom-ref", ref("tools", server.server()));
        service.put("name", server.server());
        if (server.url() != null) {
            service.put("endpoints", List.of(server.url()));
        }
        service.put("x-trust-boundary", server.url() != null);
        List<Map<String, Object>> properties = new ArrayList<>();
        for (ToolsView.Tool tool : server.tools()) {
            String digest = tool.digest();
            properties.addAll(properties(
                    "chancery:tool:" + tool.tool(),
                    tool.state().name().toLowerCase(Locale.ROOT) + (digest == null ? "" : " sha256:" + digest)));
        }
        if (!properties.isEmpty()) {
            service.put("properties", properties);
        }
        services.add(service);
    }

    /** Prompts that callers named, in the workflows that are here. */
    private void prompts() {
        Map<String, List<PromptUse>> named = new LinkedHashMap<>();
        prompts.prompts().stream()
                .filter(use -> use.name() != null)
                .filter(use -> inventory.workflows().stream()
                        .anyMatch(each -> each.workflow().equals(use.workflow())))
                .forEach(use -> named.computeIfAbsent(prompt(use), key -> new ArrayList<>())
                        .add(use));
        named.forEach((ref, all) -> {
            PromptUse last = all.getFirst();
            Map<String, Object> component = component("data", ref, String.valueOf(last.name()));
            component.put("version", String.valueOf(last.version()));
            component.put("data", List.of(map("type", "configuration", "name", "A prompt, as callers named it")));
            List<Map<String, Object>> properties = new ArrayList<>(properties(
                    "chancery:tasks",
                    Long.toString(all.stream().mapToLong(PromptUse::tasks).sum()),
                    "chancery:lastUsed",
                    last.lastUsed().toString()));
            all.stream()
                    .map(PromptUse::instructions)
                    .filter(Objects::nonNull)
                    .distinct()
                    .limit(INSTRUCTIONS)
                    .forEach(digest -> properties.addAll(properties("chancery:instructions", digest)));
            component.put("properties", properties);
            components.add(component);
        });
    }

    private static String prompt(PromptUse use) {
        return ref("prompt", use.name() + "@" + use.version());
    }

    private void workflow(Workflow workflow) {
        Map<String, Object> component =
                component("application", ref("workflow", workflow.workflow()), workflow.workflow());
        component.put("description", workflow.purpose());
        component.put(
                "properties", properties("chancery:firstGate", workflow.gate().name()));
        components.add(component);
        List<String> on = new ArrayList<>(inventory.policy() == null ? List.of() : List.of("policy"));
        workflow.deployments().stream().flatMap(each -> models(each).stream()).forEach(on::add);
        if (workflow.rubric() != null) {
            on.add(ref("rubric", workflow.rubric()));
        }
        prompts.prompts().stream()
                .filter(use -> use.name() != null && use.workflow().equals(workflow.workflow()))
                .map(MlBom::prompt)
                .forEach(on::add);
        workflow.toolServers().forEach(server -> on.add(ref("tools", server)));
        workflow.knowledge().forEach(file -> {
            String ref = ref("knowledge", file.sha256());
            if (components.stream().noneMatch(each -> ref.equals(each.get("bom-ref")))) {
                Map<String, Object> data = component("data", ref, file.path());
                data.put("hashes", List.of(hash(file.sha256())));
                data.put("data", List.of(map("type", "dataset", "name", "What an embedded model answers from")));
                components.add(data);
            }
            on.add(ref);
        });
        depends(ref("workflow", workflow.workflow()), on);
    }

    private void depends(String ref, List<String> on) {
        List<String> known = on.stream().distinct().toList();
        dependencies.add(map("ref", ref, "dependsOn", known));
    }

    private static Map<String, Object> component(String type, String ref, String name) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("bom-ref", ref);
        component.put("name", name);
        return component;
    }

    private static String ref(String kind, String name) {
        return kind + ":" + name;
    }

    private static Map<String, Object> hash(String sha256) {
        return map("alg", "SHA-256", "content", sha256);
    }

    private static List<Map<String, Object>> properties(String... namesAndValues) {
        List<Map<String, Object>> properties = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.add(map("name", namesAndValues[i], "value", namesAndValues[i + 1]));
        }
        return properties;
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
