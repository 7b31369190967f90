package dev.chancery.query.contracts;

import java.util.List;

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
     */
    public record ReplayedDecision(long position, String event, String recorded, String recomputed) {}
}
