package dev.chancery.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelQualityView.Line;
import dev.chancery.query.contracts.ModelQualityView.Moved;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelQualityTest {

    private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");

    private static ModelUse use(String deployment, String version, int day, long reviewed, long approved) {
        return new ModelUse(
                deployment,
                version,
                AT.plusSeconds(86_400L * day),
                AT.plusSeconds(86_400L * day),
                reviewed,
                0,
                0,
                0,
                Math.max(1, reviewed),
                0,
                0,
                reviewed,
                approved);
    }

    private static List<Line> lines(ModelUse... uses) {
        ModelQualityView view = ModelQuality.of(new ModelUsesView(9, List.of(uses)));
        assertThat(view.position()).isEqualTo(9);
        return view.lines();
    }

    @Test
    void saysThatAVersionMovedWhereTheIntervalsDoNotOverlap() {
        assertThat(lines(
                        use("b/m", "m-3", 3, 50, 48),
                        use("b/m", "m-2", 2, 50, 20),
                        use("b/m", "m-1", 1, 50, 45),
                        use("a/m", "x", 9, 50, 1)))
                .extracting(Line::version, Line::approvedMoved)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("x", null),
                        org.assertj.core.groups.Tuple.tuple("m-1", null),
                        org.assertj.core.groups.Tuple.tuple("m-2", Moved.DOWN),
                        org.assertj.core.groups.Tuple.tuple("m-3", Moved.UP));
    }

    @Test
    void saysNothingOfAFewOutputsAndLooksPastVersionsThatNobodyReviewed() {
        List<Line> lines = lines(
                use("b/m", "m-1", 1, 50, 45),
                use("b/m", "m-2", 2, 0, 0),
                use("b/m", "m-3", 3, 3, 1),
                use("b/m", "m-4", 4, 50, 2));
        assertThat(lines).extracting(Line::approvedMoved).containsExactly(null, null, null, null);
        assertThat(lines.get(1).approved().rate()).isNull();
        assertThat(lines.getFirst().approved().lower()).isCloseTo(0.7864, within(0.0005));
        assertThat(lines.getFirst().approved().upper()).isCloseTo(0.9565, within(0.0005));
    }

    @Test
    void leavesOutWhatMadeNoOutput() {
        assertThat(lines(new ModelUse("judge", "j-1", AT, AT, 0, 0, 9, 0, 0, 0, 0, 0, 0)))
                .isEmpty();
    }
}
