package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.ToolPinEvent.ToolApproved;
import dev.chancery.contracts.event.ToolPinEvent.ToolChanged;
import dev.chancery.contracts.event.ToolPinEvent.ToolPinned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.dossier.Gates;
import dev.chancery.folds.dossier.ModelTotals;
import dev.chancery.folds.dossier.PromptTotals;
import dev.chancery.folds.dossier.Said;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.PromptUsesView.PromptUse;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.bom.MlBom;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What answered, as a bill of materials of CycloneDX 1.7: the policy in force at the end of the range, and what the events say was used. */
final class BillOfMaterials implements Document {

    static final String NAME = "documents/lineage/ml-bom.cdx.json";

    @Override
    public List<PackFile> write(PackSubject subject) {
        Dossier dossier = subject.dossier();
        Optional<Policy> policy = policy(dossier);
        InventoryView inventory = policy.flatMap(p -> Inventory.of(p, null))
                .map(all -> subject.range().scope() == null ? all : only(all, dossier))
                .orElseGet(() -> new InventoryView(null, registered(dossier), List.of(), List.of(), List.of()));
        String about = subject.range().scope() == null
                ? null
                : "Chancery, " + subject.range().scope();
        return List.of(new PackFile(
                NAME,
                "application/vnd.cyclonedx+json",
                "Bill of materials of models, prompts and tools, CycloneDX 1.7",
                DocumentJson.bytes(fitting(
                        MlBom.of(
                                inventory,
                                uses(dossier),
                                new ToolsView(policy.map(p -> tools(p, dossier)).orElse(List.of())),
                                prompts(dossier),
                                about,
                                Names.uuid(
                                        "bom",
                                        subject.head().origin(),
                                        Long.toString(subject.range().from()),
                                        Long.toString(subject.range().to()),
                                        String.valueOf(subject.range().scope())),
                                subject.asOf()),
                        DocumentJson.MOST))));
    }

    /** As much as fits, the first entries first, and how much does not. What is there refers to nothing that is left out. */
    static Map<String, Object> fitting(Map<String, Object> bom, int most) {
        if (DocumentJson.bytes(bom).length <= most) {
            return bom;
        }
        Map<String, Object> fitting = new LinkedHashMap<>(bom);
        List<Map<String, Object>> leftOut = new ArrayList<>();
        SortedSet<String> refs = new TreeSet<>(List.of("subject"));
        long used = 0;
        for (String list : List.of("components", "services", "dependencies")) {
            List<Map<?, ?>> all = entries(bom, list).stream()
                    .flatMap(each -> list.equals("dependencies") ? known(each, refs) : Stream.of(each))
                    .toList();
            List<Map<?, ?>> kept = new ArrayList<>();
            for (Map<?, ?> each : all) {
                long length = DocumentJson.length(each);
                if (used + length <= most) {
                    used += length;
                    kept.add(each);
                    refs.add(String.valueOf(each.get("bom-ref")));
                }
            }
            fitting.put(list, kept);
            int missing = entries(bom, list).size() - kept.size();
            if (missing > 0) {
                leftOut.add(map(
                        "name",
                        "chancery:leftOut",
                        "value",
                        missing + " " + list
                                + ", since an entry of a pack has 16 MiB at most. What is left out follows from"
                                + " the events in events.jsonl."));
            }
        }
        if (!leftOut.isEmpty()) {
            fitting.put("properties", leftOut);
        }
        return fitting;
    }

    private static List<Map<?, ?>> entries(Map<String, Object> bom, String list) {
        List<Map<?, ?>> entries = new ArrayList<>();
        if (bom.get(list) instanceof List<?> all) {
            all.forEach(each -> entries.add((Map<?, ?>) each));
        }
        return entries;
    }

    /** A dependency without what is not known; none where what depends is not. */
    private static Stream<Map<?, ?>> known(Map<?, ?> dependency, SortedSet<String> refs) {
        String ref = String.valueOf(dependency.get("ref"));
        return refs.contains(ref) && dependency.get("dependsOn") instanceof List<?> on
                ? Stream.of(map(
                        "ref",
                        ref,
                        "dependsOn",
                        on.stream()
                                .filter(each -> refs.contains(String.valueOf(each)))
                                .toList()))
                : Stream.empty();
    }

    /** Empty when none was in force, or this version cannot read it. */
    private static Optional<Policy> policy(Dossier dossier) {
        return dossier.policy()
                .flatMap(entry -> Optional.ofNullable(dossier.policyDocuments().get(entry.key())))
                .flatMap(document -> {
                    try {
                        return Optional.of(PolicyDocument.parse(document));
                    } catch (InvalidPolicy e) {
                        return Optional.empty();
                    }
                });
    }

    /** Workflows as they were registered, where no policy tells of them: a scope may leave it out. */
    private static List<InventoryView.Workflow> registered(Dossier dossier) {
        List<InventoryView.Workflow> workflows = new ArrayList<>();
        for (Gates.OfWorkflow gates : dossier.gates().values()) {
            Gate first = gates.first();
            if (gates.purpose() != null && first != null) {
                workflows.add(new InventoryView.Workflow(
                        gates.workflow(), gates.purpose(), first, null, List.of(), List.of(), List.of()));
            }
        }
        return workflows;
    }

    /** The workflows that were seen in the scope, and what they have. */
    private static InventoryView only(InventoryView all, Dossier dossier) {
        SortedSet<String> seen = new TreeSet<>(dossier.gates().keySet());
        dossier.partsInUse().values().stream()
                .filter(part -> part.part().kind() == SystemPart.Kind.WORKFLOW)
                .forEach(part -> seen.add(part.part().id()));
        List<InventoryView.Workflow> workflows = all.workflows().stream()
                .filter(workflow -> seen.contains(workflow.workflow()))
                .toList();
        SortedSet<String> deployments = new TreeSet<>();
        SortedSet<String> servers = new TreeSet<>();
        SortedSet<String> rubrics = new TreeSet<>();
        workflows.forEach(workflow -> {
            deployments.addAll(workflow.deployments());
            servers.addAll(workflow.toolServers());
            if (workflow.rubric() != null) {
                rubrics.add(workflow.rubric());
            }
        });
        return new InventoryView(
                all.policy(),
                workflows,
                all.deployments().stream()
                        .filter(each -> deployments.contains(each.deployment()))
                        .toList(),
                all.rubrics().stream()
                        .filter(each -> rubrics.contains(each.rubric()))
                        .toList(),
                List.copyOf(servers));
    }

    private static ModelUsesView uses(Dossier dossier) {
        return new ModelUsesView(
                dossier.position(),
                dossier.modelTotals().stream().map(BillOfMaterials::use).toList());
    }

    private static ModelUse use(ModelTotals.Total total) {
        return new ModelUse(
                total.deployment(),
                total.version(),
                total.first(),
                total.last(),
                total.answers(),
                total.revisions(),
                total.judgements(),
                total.comparisons(),
                total.outputs(),
                total.verdicts(),
                total.passed(),
                total.reviewed(),
                total.approved());
    }

    /** One row for each digest; tasks are counted with the first row, since they are kept by name. */
    private static PromptUsesView prompts(Dossier dossier) {
        List<PromptUse> uses = new ArrayList<>();
        dossier.prompts().stream()
                .sorted(Comparator.comparing(PromptTotals.Total::last)
                        .reversed()
                        .thenComparing(PromptTotals.Total::name)
                        .thenComparing(PromptTotals.Total::version)
                        .thenComparing(PromptTotals.Total::workflow))
                .forEach(total -> {
                    List<String> digests = total.instructions().reversed();
                    long tasks = total.tasks();
                    for (int i = 0; i < Math.max(1, digests.size()); i++) {
                        uses.add(new PromptUse(
                                total.workflow(),
                                total.name(),
                                total.version(),
                                digests.isEmpty() ? null : digests.get(i),
                                digests.size(),
                                i == 0 ? tasks : 0,
                                total.first(),
                                total.last()));
                    }
                });
        return new PromptUsesView(dossier.position(), uses, PromptUsesView.NOTE);
    }

    private static List<ToolsView.Server> tools(Policy policy, Dossier dossier) {
        return policy.toolServers().stream()
                .map(server -> new ToolsView.Server(
                        server.id(),
                        server.upstream() instanceof Policy.Upstream.Remote remote ? remote.url() : null,
                        null,
                        null,
                        null,
                        null,
                        server.tools().stream()
                                .map(tool -> tool(server.id(), tool, dossier))
                                .toList()))
                .toList();
    }

    private static ToolsView.Tool tool(String server, String tool, Dossier dossier) {
        Said<ToolPinEvent> pin = dossier.toolPins().get("tool/" + server + "/" + tool);
        ToolsView.State state = pin == null
                ? ToolsView.State.UNSEEN
                : pin.event() instanceof ToolChanged ? ToolsView.State.CHANGED : ToolsView.State.PINNED;
        return new ToolsView.Tool(tool, state, digest(pin), null, null, null, null, List.of());
    }

    private static @Nullable String digest(@Nullable Said<ToolPinEvent> pin) {
        if (pin == null) {
            return null;
        }
        return switch (pin.event()) {
            case ToolPinned e -> e.digest();
            case ToolChanged e -> e.digest();
            case ToolApproved e -> e.digest();
        };
    }
}
