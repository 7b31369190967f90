package dev.chancery.reports.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents against the schemas of those who define their form; nothing is fetched. That of OSCAL is in a library on the class path, of
 * version 1.1.3; NIST's own of 1.2.2 is taken from the file that the system property {@code oscal.schema} names.
 */
class PublishedSchemasTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CYCLONE_DX = "http://cyclonedx.org/schema/";

    private static Schema oscal(String text) {
        JsonNode schema = JSON.readTree(text);
        unwrap(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
    }

    /** The library's schema has three properties named {@code id} a level too deep, so that it would be none. */
    private static void unwrap(JsonNode node) {
        node.forEach(PublishedSchemasTest::unwrap);
        if (node.get("id") instanceof ObjectNode id && id.size() == 1 && id.has("id")) {
            ((ObjectNode) node).set("id", id.get("id"));
        }
    }

    private static Schema cycloneDx() {
        Map<String, String> files = new TreeMap<>();
        for (String name : List.of(
                "bom-1.7.schema.json", "spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json")) {
            files.put(CYCLONE_DX + name, text("/cyclonedx/" + name));
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> builder.schemas(files))
                .getSchema(JSON.readTree(files.get(CYCLONE_DX + "bom-1.7.schema.json")));
    }

    private static String text(String resource) {
        try (InputStream in = PublishedSchemasTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document(PackSubject subject, String name) {
        return new RecordDocuments(new PackControls(SampleDossier::controls))
                .write(subject).stream()
                        .filter(file -> file.name().equals(name))
                        .map(PackFile::content)
                        .map(JSON::readTree)
                        .findFirst()
                        .orElseThrow();
    }

    private static List<JsonNode> controls() {
        return List.of(
                document(SampleDossier.full().subject(null), ControlsDocument.NAME),
                document(SampleDossier.full().subject(new Scope(null, "letters", null)), ControlsDocument.NAME),
                JSON.valueToTree(ControlResults.of(
                        new ControlsView(SampleDossier.START, 0, "2026-11-20", List.of()),
                        "log.example.com/1",
                        null,
                        List.of())));
    }

    @Test
    void controlsAreAssessmentResultsOfOscal() {
        // given
        Schema schema = oscal(text("/schema/json/oscal-ar_schema.json"));

        // then
        assertThat(controls())
                .allSatisfy(document -> assertThat(schema.validate(document)).isEmpty());
    }

    @Test
    @EnabledIfSystemProperty(named = "oscal.schema", matches = ".+")
    void controlsAreAssessmentResultsOfTheVersionThatTheyName() throws IOException {
        // given
        String text = Files.readString(Path.of(System.getProperty("oscal.schema")));

        // then
        assertThat(text).contains("http://csrc.nist.gov/ns/oscal/1.2.2/oscal-ar-schema.json");
        assertThat(controls())
                .allSatisfy(
                        document -> assertThat(oscal(text).validate(document)).isEmpty());
    }

    @Test
    void theSchemaOfOscalDoesNotTakeEverything() {
        // given
        Schema schema = oscal(text("/schema/json/oscal-ar_schema.json"));
        ObjectNode document = (ObjectNode) controls().getFirst();

        // when
        ((ObjectNode) document.at("/assessment-results/results/0/findings/0/target/status")).put("state", "failing");
        ((ObjectNode) document.at("/assessment-results/metadata")).put("oscalVersion", "1");

        // then
        assertThat(schema.validate(document)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aFindingLeadsToItsObservationItsEvidenceAndTheArticle() {
        // when
        JsonNode results = controls().getFirst().get("assessment-results");
        JsonNode result = results.at("/results/0");

        // then
        assertThat(result.get("findings")).hasSize(10);
        assertThat(result.get("observations")).hasSize(12);
        JsonNode failing = result.get("findings")
                .valueStream()
                .filter(finding ->
                        finding.at("/target/status/reason").asString().equals("fail"))
                .filter(finding -> finding.at("/props/0/value").asString().equals("hiring"))
                .findFirst()
                .orElseThrow();
        assertThat(failing.at("/target/status/state").asString()).isEqualTo("not-satisfied");
        String observed = failing.at("/related-observations/0/observation-uuid").asString();
        JsonNode observation = result.get("observations")
                .valueStream()
                .filter(each -> each.get("uuid").asString().equals(observed))
                .findFirst()
                .orElseThrow();
        assertThat(observation.at("/relevant-evidence/1/props/0/value").asString())
                .isEqualTo("7");
        assertThat(observation.at("/relevant-evidence/1/href").asString()).isEqualTo("../events.jsonl");
        assertThat(observation.get("remarks").asString()).isEqualTo("Of 90 events the last 2 are named.");
        assertThat(observation.get("title").asString())
                .contains("\\<script\\>", "\\*bold\\*")
                .doesNotContain("\u202E", "\n");
        String article = failing.at("/links/0/href").asString().substring(1);
        assertThat(results.at("/back-matter/resources"))
                .anySatisfy(
                        resource -> assertThat(resource.get("uuid").asString()).isEqualTo(article));
        assertThat(result.get("remarks").asString()).contains("position 41");
    }

    @Test
    void aBillOfMaterialsWithoutAPolicyHasTheWorkflowsAndTheirPrompts() {
        // when
        JsonNode bom = document(SampleDossier.withoutPolicy().subject(null), BillOfMaterials.NAME);

        // then
        assertThat(cycloneDx().validate(bom)).isEmpty();
        assertThat(bom.get("components").toString())
                .contains("workflow:letters", "prompt:letter@3", "model:cloud/small@small-2026-10")
                .contains("{\"name\":\"chancery:firstGate\",\"value\":\"HUMAN_IN_THE_LOOP\"}");
        assertThat(bom.at("/metadata/component/properties/0/value").asString()).startsWith("none on record");
    }

    @Test
    void theBillOfMaterialsIsWhatTheSchemaOfCycloneDxTakes() {
        // given
        Schema schema = cycloneDx();

        // when
        JsonNode full = document(SampleDossier.full().subject(null), BillOfMaterials.NAME);
        JsonNode scoped =
                document(SampleDossier.full().subject(new Scope(null, "letters", null)), BillOfMaterials.NAME);
        JsonNode empty = document(SampleDossier.empty().subject(null), BillOfMaterials.NAME);

        // then
        assertThat(schema.validate(full)).isEmpty();
        assertThat(schema.validate(scoped)).isEmpty();
        assertThat(schema.validate(empty)).isEmpty();
        assertThat(full.get("components").toString())
                .contains("model:cloud/small@small-2026-10", "prompt:letter@3", "hmac-sha256:k:", "workflow:support")
                .contains("{\"name\":\"chancery:answers\",\"value\":\"3\"}")
                .contains("as they were, of 2\",\"value\":\"0.5000\"");
        assertThat(scoped.get("components").toString()).doesNotContain("workflow:support");
        assertThat(scoped.at("/metadata/component/name").asString()).isEqualTo("Chancery, workflow letters");
    }
}
