package dev.chancery.query.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.web.console.LineageGraph.Arc;
import dev.chancery.query.web.console.LineageGraph.Layer;
import dev.chancery.query.web.console.LineageGraph.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineageGraphTest {

    private static ModelUse use(String deployment, String version, long answers) {
        return new ModelUse(deployment, version, Instant.EPOCH, Instant.EPOCH, answers, 0, 0, 0, answers, 0, 0, 0, 0);
    }

    @Test
    void drawsALayerForEachKindThatIsThereAndNoNodeUponAnother() {
        // when
        LineageGraph graph = LineageGraph.of(
                List.of(use("a/m", "m-1", 8), use("a/m", "m-2", 2), use("b/x", "x-1", 1), use("b/x", "judge", 0)),
                Map.of("a/m", "Maker m"),
                "support");

        // then
        assertThat(graph.layers())
                .extracting(Layer::name)
                .containsExactly("Model", "Version", "Deployment", "Workflow");
        assertThat(graph.nodes())
                .extracting(node -> node.label() + ": " + node.said())
                .containsExactly(
                        "Maker m: 10 answers",
                        "m-1: 8 answers",
                        "m-2: 2 answers",
                        "x-1: 1 answer",
                        "a/m: 10 answers",
                        "b/x: 1 answer",
                        "support: 11 answers");
        for (Node one : graph.nodes()) {
            assertThat(one.x() + LineageGraph.NODE_WIDTH).isLessThanOrEqualTo(graph.width());
            assertThat(one.y() + LineageGraph.NODE_HEIGHT).isLessThanOrEqualTo(graph.height());
            for (Node other : graph.nodes()) {
                assertThat(one == other
                                || one.x() != other.x()
                                || Math.abs(one.y() - other.y()) >= LineageGraph.NODE_HEIGHT)
                        .isTrue();
            }
        }
        assertThat(graph.arcs()).extracting(Arc::count).contains(10L, 8L);
        assertThat(graph.arcs().stream()
                        .filter(arc -> arc.to().equals("support"))
                        .mapToLong(Arc::count)
                        .sum())
                .isEqualTo(11);
    }

    @Test
    void putsWhatThereIsNoRoomForTogetherAndLosesNothing() {
        // when
        LineageGraph graph = LineageGraph.of(
                IntStream.range(0, 40)
                        .mapToObj(n -> use("a/m", "m-" + n, n + 1))
                        .toList(),
                Map.of(),
                null);

        // then
        List<Node> versions = graph.nodes().stream()
                .filter(node -> node.layer().equals("Version"))
                .toList();
        assertThat(versions).hasSize(LineageGraph.MOST);
        assertThat(versions).extracting(Node::label).contains("m-39", "31 others");
        assertThat(graph.arcs().stream().mapToLong(Arc::count).sum()).isEqualTo(40 * 41 / 2);
    }

    @Test
    void isEmptyWithoutAnAnswer() {
        assertThat(LineageGraph.of(List.of(), Map.of(), "support").isEmpty()).isTrue();
    }

    @Test
    void cutsLongNamesInThePictureAndEncodesThemInLinks() {
        // when
        LineageGraph graph =
                LineageGraph.of(List.of(use("a/m", "a version & more of it?".repeat(3), 1)), Map.of(), null);

        // then
        Node version = graph.nodes().getFirst();
        assertThat(version.shown()).hasSize(18).endsWith("…");
        assertThat(version.href()).startsWith("/models/lineage?version=a%20version%20%26%20more");
    }
}
