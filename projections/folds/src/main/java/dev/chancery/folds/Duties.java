package dev.chancery.folds;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.event.DutyEvent.DutyPerformed;
import dev.chancery.contracts.event.DutyEvent.QualityDeclared;
import dev.chancery.contracts.fact.SystemEvidence.Declared;
import dev.chancery.contracts.fact.SystemEvidence.Performed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last that people said of each duty, by system. */
public final class Duties implements Fold<Step, String, Duties.Standing> {

    /**
     * Of a system.
     *
     * @param performed the last of each kind, in the order in which the kinds came
     * @param declared null while nothing is
     */
    public record Standing(
            String system,
            List<Performed> performed,
            @Nullable Declared declared) {
        public Standing {
            performed = List.copyOf(performed);
        }
    }

    @Override
    public String name() {
        return "duties";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof DutyEvent event ? List.of(event.system()) : List.of();
    }

    @Override
    public Standing apply(String key, @Nullable Standing before, Step step) {
        Standing known = before == null ? new Standing(key, List.of(), null) : before;
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        return switch ((DutyEvent) step.recorded().event()) {
            case DutyPerformed e -> {
                List<Performed> all = new ArrayList<>(known.performed());
                all.removeIf(performed -> performed.duty() == e.duty());
                all.add(new Performed(e.duty(), e.reference(), e.on(), at, position));
                yield new Standing(key, all, known.declared());
            }
            case QualityDeclared e ->
                new Standing(key, known.performed(), new Declared(e.metric(), e.minimum(), at, position));
        };
    }
}
