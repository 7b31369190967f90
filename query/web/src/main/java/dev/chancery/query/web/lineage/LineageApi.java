package dev.chancery.query.web.lineage;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.LineageQuery.FindInventory;
import dev.chancery.query.contracts.LineageQuery.FindLineage;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindPromptUses;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.ModificationsView.Modification;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.RegistryQuery.FindTools;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.bom.MlBom;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.lineage.LineageDesk.Touching;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which version of which model touched what, what has changed of workflows, and both as documents that other tools read. */
@RestController
@RequestMapping("/api")
final class LineageApi {

    private static final MediaType CYCLONE_DX = MediaType.parseMediaType("application/vnd.cyclonedx+json;version=1.7");

    private final Desk desk;
    private final LineageDesk lineage;

    LineageApi(Desk desk, LineageDesk lineage) {
        this.desk = desk;
        this.lineage = lineage;
    }

    @GetMapping("/lineage/versions")
    ModelUsesView versions(@RequestParam @Nullable String workflow) {
        return lineage.versions(workflow);
    }

    /** How good the outputs of each version were found, and whether that is another than of the version before it. */
    @GetMapping("/lineage/quality")
    ModelQualityView quality(@RequestParam @Nullable String workflow) {
        return lineage.quality(workflow);
    }

    /** Prompts by what callers named them and by the digests of the instructions. */
    @GetMapping("/lineage/prompts")
    PromptUsesView prompts(@RequestParam @Nullable String workflow) {
        return lineage.prompts(workflow);
    }

    /**
     * What a model or a prompt has touched.
     *
     * @param prompt {@code name} or {@code name@version}
     * @param instructions digest of the instructions
     */
    @GetMapping("/lineage/blast-radius")
    BlastRadiusView blastRadius(
            @RequestParam @Nullable String deployment,
            @RequestParam @Nullable String version,
            @RequestParam @Nullable String prompt,
            @RequestParam @Nullable String instructions,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "50") int limit) {
        return lineage.blastRadius(new Touching(deployment, version, prompt, instructions, from, to), after, limit);
    }

    /** The tasks of a page of a blast radius. */
    @GetMapping("/lineage/blast-radius/prov")
    Map<String, Object> blastRadiusAsProv(
            @RequestParam @Nullable String deployment,
            @RequestParam @Nullable String version,
            @RequestParam @Nullable String prompt,
            @RequestParam @Nullable String instructions,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "50") int limit) {
        ProvDocument document = new ProvDocument();
        blastRadius(deployment, version, prompt, instructions, from, to, after, limit).page().stream()
                .flatMap(touched -> desk.find(new FindLineage(new TaskId(touched.task()))).stream())
                .forEach(document::add);
        return document.json();
    }

    @GetMapping("/tasks/{id}/lineage")
    TaskLineageView lineage(@PathVariable String id) {
        return lineage.task(id);
    }

    @GetMapping("/tasks/{id}/prov")
    Map<String, Object> prov(@PathVariable String id) {
        ProvDocument document = new ProvDocument();
        document.add(lineage(id));
        return document.json();
    }

    @GetMapping("/lineage/modifications")
    ModificationsView modifications(@RequestParam @Nullable String workflow) {
        return lineage.modifications(workflow);
    }

    /** What a person says of a change. */
    record Said(@Nullable Boolean substantial, @Nullable String reason) {}

    @PostMapping("/lineage/modifications/{id}/assessment")
    Modification assess(@PathVariable String id, @RequestBody Said said, Principal person) {
        return lineage.assess(id, said.substantial(), said.reason(), person.getName());
    }

    /** A bill of materials of what answers, in a workflow or in all. */
    @GetMapping("/lineage/bom")
    ResponseEntity<Map<String, Object>> bom(@RequestParam @Nullable String workflow) {
        WorkflowId only = LineageDesk.workflow(workflow);
        InventoryView inventory = desk.find(new FindInventory(only))
                .orElseThrow(() -> Problem.notFound("workflow in the policy", String.valueOf(workflow)));
        return ResponseEntity.ok()
                .contentType(CYCLONE_DX)
                .body(MlBom.of(
                        inventory,
                        desk.ask(new FindModelUses(only)),
                        desk.ask(new FindTools()),
                        desk.ask(new FindPromptUses(only)),
                        only == null ? null : only.value(),
                        UUID.randomUUID(),
                        Clock.systemUTC().instant()));
    }
}
