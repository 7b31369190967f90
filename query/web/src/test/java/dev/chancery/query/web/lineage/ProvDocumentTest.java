package dev.chancery.query.web.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against what the submission of PROV-JSON, section 3, asks of each part of a document. */
class ProvDocumentTest {

    /** Relations with their two ends: the member, and where what it names is declared. */
    private static final Map<String, List<String>> RELATIONS = Map.of(
            "wasGeneratedBy", List.of("prov:entity", "entity", "prov:activity", "activity"),
            "used", List.of("prov:activity", "activity", "prov:entity", "entity"),
            "wasDerivedFrom", List.of("prov:generatedEntity", "entity", "prov:usedEntity", "entity"),
            "wasAttributedTo", List.of("prov:entity", "entity", "prov:agent", "agent"),
            "wasAssociatedWith", List.of("prov:activity", "activity", "prov:agent", "agent"),
            "actedOnBehalfOf", List.of("prov:delegate", "agent", "prov:responsible", "agent"));

    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema SCHEMA = schema();
    private static final Consumer<ExecutionContext> ASSERTING =
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true));

    private static Schema schema() {
        try (InputStream in = ProvDocumentTest.class.getResourceAsStream("/prov-json/prov-json.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document(String... tasks) {
        ProvDocument document = new ProvDocument();
        for (String task : tasks) {
            document.add(LineageSamples.lineage(task));
        }
        return JSON.valueToTree(document.json());
    }

    @Test
    void isWhatTheSchemaTakes() {
        assertThat(SCHEMA.validate(document(LineageSamples.TASK, "t-2"), ASSERTING))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "prov:endTime":"2026-11-29T10:00:00.500Z"    | "prov:endTime":"yesterday"
            "prov:agent":"chancery:agent.bot"            | "prov:agents":"chancery:agent.bot"
            "prov:activity":"chancery:call.12"           | "prov:activity":"call 12"
            "used":{                                     | "uses":{
            "chancery:bytes":12                          | "chancery:bytes":{"of":12}
            "type":"prov:QUALIFIED_NAME"                 | "type":"name"
            """)
    void theSchemaDoesNotTakeEverything(String said, String instead) {
        // given
        String document = document(LineageSamples.TASK).toString();
        assertThat(document).contains(said);

        // then
        assertThat(SCHEMA.validate(JSON.readTree(document.replace(said, instead)), ASSERTING))
                .isNotEmpty();
    }

    @Test
    void everyRelationIsOfTheModelAndNamesWhatIsDeclared() {
        JsonNode document = document(LineageSamples.TASK);
        TreeSet<String> members = new TreeSet<>();
        document.properties().forEach(member -> members.add(member.getKey()));
        members.removeAll(List.of("prefix", "entity", "activity", "agent"));
        assertThat(members).containsExactlyInAnyOrderElementsOf(RELATIONS.keySet());
        for (String relation : members) {
            List<String> ends = RELATIONS.get(relation);
            document.get(relation).properties().forEach(each -> {
                assertThat(each.getKey()).startsWith("_:");
                for (int i = 0; i < 4; i += 2) {
                    String end = each.getValue().get(ends.get(i)).asString();
                    assertThat(document.get(ends.get(i + 1)).has(end))
                            .as(relation + " " + end)
                            .isTrue();
                }
                each.getValue()
                        .properties()
                        .forEach(member -> assertThat(member.getKey()).startsWith("prov:"));
            });
        }
    }

    @Test
    void namesAreQualifiedByADeclaredPrefixAndInstantsAreInstants() {
        JsonNode document = document(LineageSamples.TASK);
        assertThat(document.get("prefix").get("chancery").asString()).startsWith("urn:chancery:");
        for (String kind : List.of("entity", "activity", "agent")) {
            document.get(kind).properties().forEach(each -> {
                assertThat(each.getKey()).matches("chancery:[A-Za-z0-9._~%*-]+");
                each.getValue()
                        .properties()
                        .forEach(member -> assertThat(member.getKey()).matches("(prov|chancery):[A-Za-z]+"));
            });
        }
        document.get("activity").properties().forEach(each -> {
            Instant end = Instant.parse(each.getValue().get("prov:endTime").asString());
            if (each.getValue().has("prov:startTime")) {
                assertThat(Instant.parse(each.getValue().get("prov:startTime").asString()))
                        .isBefore(end);
            }
        });
    }

    @Test
    void tellsWhatAnOutputWasMadeOfAndByWhom() {
        String document = document(LineageSamples.TASK).toString();
        assertThat(document)
                .contains("{\"prov:entity\":\"chancery:content.a1\",\"prov:activity\":\"chancery:call.12\"}")
                .contains("{\"prov:activity\":\"chancery:call.13\",\"prov:entity\":\"chancery:content.a1\"}")
                .contains("{\"prov:entity\":\"chancery:verdict.14\",\"prov:activity\":\"chancery:call.13\"}")
                .contains("{\"prov:activity\":\"chancery:call.15\",\"prov:entity\":\"chancery:verdict.14\"}")
                .contains(
                        "\"prov:generatedEntity\":\"chancery:content.edited\",\"prov:usedEntity\":\"chancery:content.a2\"")
                .contains("\"prov:activity\":\"chancery:decision.19\",\"prov:agent\":\"chancery:person.ann\"")
                .contains("{\"prov:activity\":\"chancery:call.15\",\"prov:entity\":\"chancery:prompt.triage%407\"}")
                .contains("\"prov:usedEntity\":\"chancery:prompt.triage%407\"")
                .doesNotContain("{\"prov:activity\":\"chancery:call.13\",\"prov:entity\":\"chancery:prompt")
                .contains("chancery:model.cloud%2Fm%40m-2");
    }

    @Test
    void severalTasksShareWhatTheyHaveInCommon() {
        JsonNode two = document("t-1", "t-2");
        assertThat(two.get("agent").size())
                .isEqualTo(document("t-1").get("agent").size());
    }
}
