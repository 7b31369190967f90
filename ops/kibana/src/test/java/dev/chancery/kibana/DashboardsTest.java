package dev.chancery.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.record.EventCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DashboardsTest {

    private static final Set<String> VIEWS = Folder.dataViews().keySet();

    /** The fields whose values are names that the record knows. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "event", new EventCodec().revisions().keySet(),
            "kind", names(TaskKind.values()),
            "state", names(TaskState.values()),
            "tier", names(Tier.values()),
            "gate", names(Gate.values()),
            "heldFor", names(HoldReason.values()),
            "sensitivity", names(Sensitivity.values()),
            "riskClass", names(RiskClass.values()),
            "passed", Set.of("true", "false"),
            "overridden", Set.of("true", "false"));

    @Test
    void thereAreFive() {
        assertThat(Folder.dashboards())
                .containsOnlyKeys(
                        "chancery-ai-operations",
                        "chancery-models-and-drift",
                        "chancery-oversight",
                        "chancery-privacy",
                        "chancery-risk-posture");
    }

    @Test
    void eachHasTheShapeThatKibanaTakes() {
        Folder.dashboards()
                .forEach((id, dashboard) ->
                        assertThat(Shape.problems(dashboard, VIEWS)).as(id).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "'/panels/0/grid', w, 49, 'not within 48 columns'",
        "'/panels/0/config', colour, red, 'has [colour]'",
        "'/panels/0/config/metrics/0', operation, total, 'an unknown operation'",
        "'/panels/0/config/data_source', ref_id, others, 'no data view'"
    })
    void aDashboardOfAnotherShapeIsFound(String place, String property, String value, String problem) {
        // given
        JsonNode dashboard = Folder.dashboards().get("chancery-ai-operations");

        // when
        ObjectNode object = (ObjectNode) dashboard.at(place);
        object.set(property, Folder.JSON.valueToTree(value.matches("\\d+") ? Integer.valueOf(value) : value));

        // then
        assertThat(Shape.problems(dashboard, VIEWS)).singleElement().asString().contains(problem);
    }

    @Test
    void theIdsOfPanelsAreUnique() {
        List<String> ids = new ArrayList<>();
        Folder.dashboards()
                .values()
                .forEach(dashboard -> dashboard
                        .get("panels")
                        .forEach(panel -> ids.add(panel.get("id").asString())));

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void theIdOfADashboardIsOneThatKibanaTakes() {
        assertThat(Folder.dashboards().keySet()).allMatch(id -> id.matches("[a-z0-9_-]{1,250}"));
    }

    @Test
    void noPanelLiesOnAnother() {
        Folder.dashboards().forEach((id, dashboard) -> {
            Set<List<Integer>> taken = new TreeSet<>(DashboardsTest::compare);
            dashboard.get("panels").forEach(panel -> {
                JsonNode grid = panel.get("grid");
                for (int x = grid.get("x").asInt();
                        x < grid.get("x").asInt() + grid.get("w").asInt();
                        x++) {
                    for (int y = grid.get("y").asInt();
                            y < grid.get("y").asInt() + grid.get("h").asInt();
                            y++) {
                        assertThat(taken.add(List.of(x, y)))
                                .as("%s at column %d, row %d", panel.get("id"), x, y)
                                .isTrue();
                    }
                }
            });
        });
    }

    @Test
    void everyValueThatAPanelFiltersOnIsOneThatTheRecordWrites() {
        Folder.panels()
                .forEach((id, panel) -> Panel.of(panel.get("config"))
                        .filters()
                        .forEach(filter -> filter.terms()
                                .forEach(term -> assertThat(VALUES.get(term.field()))
                                        .as("%s filters on %s", id, term.field())
                                        .contains(term.value()))));
    }

    @Test
    void aDataViewIsOfTheAliasOfItsNameAndReplacesAnEarlierOne() {
        assertThat(VIEWS).containsExactly("chancery-events", "chancery-tasks");
        Folder.dataViews().forEach((id, view) -> {
            assertThat(view.get("override").asBoolean()).isTrue();
            assertThat(view.get("data_view").get("id").asString()).isEqualTo(id);
            assertThat(view.get("data_view").get("title").asString()).isEqualTo(id);
        });
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        return Arrays.compare(
                one.stream().mapToInt(Integer::intValue).toArray(),
                other.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Set<String> names(Enum<?>[] values) {
        Set<String> names = new TreeSet<>();
        for (Enum<?> value : values) {
            names.add(value.name());
        }
        return names;
    }
}
