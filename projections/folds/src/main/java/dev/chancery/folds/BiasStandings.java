package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.SystemEvidence.OpenFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When each workflow and system was last checked for bias, and which findings nobody has closed. */
public final class BiasStandings implements Fold<Step, String, BiasStandings.Standing> {

    /**
     * Of a subject.
     *
     * @param subject {@code workflow/<id>} or {@code system/<id>}
     */
    public record Standing(String subject, Marks checks, List<OpenFinding> open) {
        public Standing {
            open = List.copyOf(open);
        }
    }

    @Override
    public String name() {
        return "bias-standings";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case BiasChecked e -> List.of(e.facts().subject().toString());
            case BiasFindingOpened e -> List.of(e.subject().toString());
            case BiasFindingClosed e -> List.of(e.subject().toString());
            default -> List.of();
        };
    }

    @Override
    public Standing apply(String key, @Nullable Standing before, Step step) {
        Standing known = before == null ? new Standing(key, Marks.NONE, List.of()) : before;
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        List<OpenFinding> open = new ArrayList<>(known.open());
        Marks checks = known.checks();
        switch (step.recorded().event()) {
            case BiasChecked ignored -> checks = checks.and(position, at, Marks.KEPT);
            case BiasFindingOpened e -> open.add(new OpenFinding(e.finding(), e.owner(), e.due(), position));
            case BiasFindingClosed e ->
                open.removeIf(finding -> finding.finding().equals(e.finding()));
            default -> throw new IllegalStateException("Nothing of a bias check: " + position);
        }
        return new Standing(key, checks, open);
    }
}
