package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions that deployments reported, by deployment and version; the first sighting counts. */
public final class ModelVersions implements Fold<Step, String, ModelVersions.Version> {

    /** A version and the task that first saw it. */
    public record Version(String deployment, String modelVersion, Instant firstSeen, TaskId firstTask, long position) {}

    @Override
    public String name() {
        return "model-versions";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof ModelVersionSeen seen
                ? List.of(seen.deployment() + "\n" + seen.modelVersion())
                : List.of();
    }

    @Override
    public Version apply(String key, @Nullable Version before, Step step) {
        if (before != null) {
            return before;
        }
        ModelVersionSeen seen = (ModelVersionSeen) step.recorded().event();
        return new Version(
                seen.deployment(),
                seen.modelVersion(),
                step.recorded().at(),
                seen.firstTask(),
                step.recorded().position());
    }
}
