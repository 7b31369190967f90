package dev.chancery.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.elasticsearch.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What each panel would ask of Elasticsearch, asked of a real one. Kibana itself draws a panel whose field is not there as an empty one or as
 * 0.0, so this is where a wrong field is found.
 */
class PanelsTest {

    private static final Set<String> NUMBERS = Set.of("integer", "long", "double");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    static TestNode node;

    @BeforeAll
    static void fill() throws Exception {
        node = TestNode.start(home);
        for (String index : List.of("tasks", "events")) {
            ObjectNode definition =
                    (ObjectNode) Folder.JSON.readTree(resource("/dev/chancery/search/" + index + ".json"));
            definition.putObject("aliases").putObject("chancery-" + index);
            send("PUT", "/chancery-" + index + "-v1", definition.toString());
            String bulk = resource("/seed/" + index + ".ndjson")
                    .lines()
                    .collect(Collectors.joining("\n{\"create\":{}}\n", "{\"create\":{}}\n", "\n"));
            JsonNode kept = send("POST", "/chancery-" + index + "/_bulk?refresh=true", bulk);
            assertThat(kept.get("errors").asBoolean()).as(kept.toString()).isFalse();
        }
    }

    @AfterAll
    static void close() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void everyFieldOfAPanelIsInItsIndexAndOfAFittingType() {
        Folder.panels()
                .forEach((id, panel) -> assertThat(misfits(Panel.of(panel.get("config"))))
                        .as(id)
                        .isEmpty());
    }

    @Test
    void theTimeOfADataViewIsADateOfItsIndex() {
        Folder.dataViews().forEach((id, view) -> {
            String field = view.get("data_view").get("timeFieldName").asString();
            assertThat(types(id, List.of(field)).path(field).has("date_nanos"))
                    .as(id)
                    .isTrue();
        });
    }

    @Test
    void everyPanelShowsSomethingOfTheSeed() {
        Folder.panels()
                .forEach((id, panel) -> assertThat(greatest(Panel.of(panel.get("config"))))
                        .as(id)
                        .isNotEmpty()
                        .allMatch(number -> number > 0));
    }

    @Test
    void aPanelOverAFieldThatIsNotThereIsFound() {
        // given
        JsonNode config = Folder.panels().get("chancery-ai-operations-spend").get("config");

        // when
        ((ObjectNode) config.get("metrics").get(0)).put("field", "costs");

        // then
        assertThat(misfits(Panel.of(config))).containsExactly("costs");
        assertThat(greatest(Panel.of(config))).containsExactly(0.0);
    }

    @Test
    void aSumOfWordsIsFound() {
        // given
        JsonNode config = Folder.panels().get("chancery-ai-operations-spend").get("config");

        // when
        ((ObjectNode) config.get("metrics").get(0)).put("field", "workflow");

        // then
        assertThat(misfits(Panel.of(config))).containsExactly("workflow");
    }

    @Test
    void aFormulaIsOneNumberDividedByTheOther() {
        JsonNode config =
                Folder.panels().get("chancery-oversight-override-share").get("config");

        assertThat(greatest(Panel.of(config))).containsExactly(2.0 / 3);
    }

    private static List<String> misfits(Panel panel) {
        if (panel.fields().isEmpty()) {
            return List.of();
        }
        JsonNode types = types(panel.dataView(), List.copyOf(panel.fields().keySet()));
        List<String> misfits = new ArrayList<>();
        panel.fields().forEach((field, need) -> {
            if (!fits(types.path(field), need)) {
                misfits.add(field);
            }
        });
        return misfits;
    }

    private static boolean fits(JsonNode type, Operation.Need need) {
        return type.size() == 1
                && switch (need) {
                    case NUMBER -> NUMBERS.containsAll(type.propertyNames());
                    case DATE -> type.has("date_nanos");
                    case AGGREGATABLE ->
                        type.iterator().next().get("aggregatable").asBoolean();
                    case SEARCHABLE -> type.iterator().next().get("searchable").asBoolean();
                };
    }

    private static JsonNode types(String dataView, List<String> fields) {
        return send("GET", "/" + dataView + "/_field_caps?fields=" + String.join(",", fields), "")
                .get("fields");
    }

    private static List<Double> greatest(Panel panel) {
        return panel.greatest(
                send("POST", "/" + panel.dataView() + "/_search", Folder.JSON.writeValueAsString(panel.search())));
    }

    private static JsonNode send(String method, String path, String body) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(node.uri().resolve(path))
                            .header("Content-Type", "application/json")
                            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return Folder.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PanelsTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
