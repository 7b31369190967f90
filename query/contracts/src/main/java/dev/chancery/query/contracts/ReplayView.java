package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task's decisions when they were taken again.
 *
 * @param identical whether every decision came out as recorded
 */
public record ReplayView(boolean identical, List<ReplayedDecision> decisions) {

    /**
     * One decision.
     *
     * @param position of the recorded event
     * @param event its stored name
     * @param recorded what was decided then, JSON
     * @param recomputed what is decided now, JSON
     * @param differences field by field, where the same event follows with other values
     */
    public record ReplayedDecision(
            long position, String event, String recorded, String recomputed, List<FieldView> differences) {}

    /**
     * A field that differs.
     *
     * @param pointer into the event (RFC 6901)
     * @param recorded JSON, null when there is no such field
     * @param recomputed likewise
     */
    public record FieldView(
            String pointer,
            @Nullable String recorded,
            @Nullable String recomputed) {}
}
