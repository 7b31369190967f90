package dev.chancery.folds;

import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemPart.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was seen in traffic: workflows and agents by the tasks that they opened, deployments by what they answered, servers by calls. */
public final class PartsInUse implements Fold<Step, String, PartsInUse.PartInUse> {

    private static final String BETWEEN = "\n";

    /**
     * A part.
     *
     * @param modelVersion as the deployment reported it; null for what is no model
     * @param firstPosition of the event that it was first seen in
     * @param tasks how often it was seen
     */
    public record PartInUse(
            SystemPart part,
            @Nullable String modelVersion,
            Instant first,
            long firstPosition,
            Instant last,
            long tasks) {}

    @Override
    public String name() {
        return "parts-in-use";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case TaskOpened e ->
                List.of(
                        key(Kind.WORKFLOW, e.workflow().value(), ""),
                        key(Kind.AGENT, e.agent().value(), ""));
            case InferenceCompleted e -> List.of(key(Kind.MODEL, e.deployment(), e.modelVersion()));
            case JudgeAnswered e -> List.of(key(Kind.MODEL, e.deployment(), e.modelVersion()));
            case ToolCallRequested e -> List.of(key(Kind.TOOL_SERVER, e.server(), ""));
            default -> List.of();
        };
    }

    private static String key(Kind kind, String id, String version) {
        return kind + BETWEEN + id + BETWEEN + version;
    }

    @Override
    public PartInUse apply(String key, @Nullable PartInUse before, Step step) {
        Instant at = step.recorded().at();
        if (before != null) {
            return new PartInUse(
                    before.part(),
                    before.modelVersion(),
                    before.first(),
                    before.firstPosition(),
                    at,
                    before.tasks() + 1);
        }
        String[] named = key.split(BETWEEN, 3);
        Kind kind = Kind.valueOf(named[0]);
        return new PartInUse(
                new SystemPart(kind, named[1]),
                kind == Kind.MODEL ? named[2] : null,
                at,
                step.recorded().position(),
                at,
                1);
    }
}
