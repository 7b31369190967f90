package dev.chancery.query.web.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.chancery.query.contracts.bom.MlBom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MlBomTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String BASE = "http://cyclonedx.org/schema/";
    private static final Schema SCHEMA = schema();

    /** The published schema, with what it refers to; nothing is fetched. */
    private static Schema schema() {
        Map<String, String> files = new TreeMap<>();
        for (String name : List.of(
                "bom-1.7.schema.json", "spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json")) {
            files.put(BASE + name, text("/cyclonedx/" + name));
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> builder.schemas(files))
                .getSchema(JSON.readTree(files.get(BASE + "bom-1.7.schema.json")));
    }

    private static String text(String resource) {
        try (InputStream in = MlBomTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode bom() {
        return JSON.valueToTree(MlBom.of(
                LineageSamples.inventory(),
                LineageSamples.uses(),
                LineageSamples.tools(),
                LineageSamples.prompts(),
                "support",
                UUID.fromString("3e671687-395b-41f5-a30f-a58921a69b79"),
                LineageSamples.AT));
    }

    @Test
    void isWhatTheSchemaOfCycloneDxTakes() {
        assertThat(SCHEMA.validate(bom())).isEmpty();
    }

    @Test
    void theSchemaDoesNotTakeEverything() {
        // given
        ObjectNode bom = (ObjectNode) bom();

        // when
        ((ObjectNode) bom.get("components").get(0)).put("type", "model");
        ((ObjectNode) bom.get("metadata")).put("timestamps", "now");

        // then
        assertThat(SCHEMA.validate(bom)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void namesEachVersionOfAModelWithWhatWasMeasuredOfIt() {
        // when
        JsonNode bom = bom();

        // then
        assertThat(models(bom))
                .containsExactly(
                        "model:cloud/m@m-1",
                        "model:cloud/m@m-2",
                        "model:cloud/judge@j-1",
                        "model:local/spare",
                        "model:gone/x@x-1");
        JsonNode metrics = component(bom, "model:cloud/m@m-1").at("/modelCard/quantitativeAnalysis/performanceMetrics");
        assertThat(metrics).hasSize(2);
        assertThat(metrics.get(0).get("type").asString()).endsWith("passed their rubric, of 7");
        assertThat(metrics.get(0).get("value").asString()).isEqualTo("0.8571");
        // Wilson, 6 of 7.
        assertThat(metrics.get(0).at("/confidenceInterval/lowerBound").asString())
                .isEqualTo("0.4869");
        assertThat(metrics.get(0).at("/confidenceInterval/upperBound").asString())
                .isEqualTo("0.9743");
        assertThat(metrics.get(1).at("/confidenceInterval/upperBound").asString())
                .isEqualTo("1.0000");
        assertThat(component(bom, "model:cloud/judge@j-1").has("modelCard")).isFalse();
    }

    @Test
    void namesThePromptsWithTheInstructionsThatWereSentUnderTheirNames() {
        // when
        JsonNode prompt = component(bom(), "prompt:triage@7");

        // then
        assertThat(prompt.get("version").asString()).isEqualTo("7");
        assertThat(prompt.get("properties").toString())
                .contains("{\"name\":\"chancery:tasks\",\"value\":\"8\"}")
                .contains("{\"name\":\"chancery:instructions\",\"value\":\"" + LineageSamples.DIGEST + "\"}");
        assertThat(bom().get("dependencies").toString()).contains("\"prompt:triage@7\"");
    }

    @Test
    void everyReferenceLeadsToSomething() {
        // given
        JsonNode bom = bom();
        TreeSet<String> known = new TreeSet<>(List.of("subject"));
        bom.get("components").forEach(each -> known.add(each.get("bom-ref").asString()));
        bom.get("services").forEach(each -> known.add(each.get("bom-ref").asString()));

        // then
        assertThat(bom.get("dependencies")).isNotEmpty();
        bom.get("dependencies").forEach(each -> {
            assertThat(known).contains(each.get("ref").asString());
            each.get("dependsOn").forEach(on -> assertThat(known).contains(on.asString()));
        });
        assertThat(bom.get("services").toString())
                .contains("sha256:" + "34".repeat(32))
                .doesNotContain("unrelated");
    }

    private static List<String> models(JsonNode bom) {
        return bom.get("components")
                .valueStream()
                .filter(each -> each.get("type").asString().equals("machine-learning-model"))
                .map(each -> each.get("bom-ref").asString())
                .toList();
    }

    private static JsonNode component(JsonNode bom, String ref) {
        return bom.get("components")
                .valueStream()
                .filter(each -> each.get("bom-ref").asString().equals(ref))
                .findFirst()
                .orElseThrow();
    }
}
