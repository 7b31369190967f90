package dev.chancery.verifier.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which stored event is the intent of an act, and which are its outcomes. The acts that are open in a stream are the bits of a
 * number, so that millions of streams can be followed.
 */
public final class Acts {

    /**
     * An act.
     *
     * @param plural what people call several of them
     * @param intent stored name of the event before it
     * @param outcomes stored names of the events one of which comes after it
     */
    public record Act(String plural, String intent, List<String> outcomes) {
        public Act {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Bit {@code n} stands for act {@code n}. */
    public static final List<Act> ALL = List.of(
            new Act(
                    "tasks",
                    "task.opened",
                    List.of(
                            "task.refused",
                            "task.output-released",
                            "task.output-held",
                            "task.output-shadowed",
                            "task.failed",
                            "task.abandoned",
                            "tool.call-denied",
                            "tool.call-completed",
                            "tool.call-failed",
                            "tool.call-held")),
            new Act(
                    "deliveries",
                    "task.output-released",
                    List.of("task.output-delivered", "task.delivery-failed", "task.delivery-abandoned")),
            new Act(
                    "approved calls",
                    "tool.call-approved",
                    List.of("tool.call-completed", "tool.call-failed", "task.abandoned")),
            new Act("exports", "export.requested", List.of("export.completed", "export.failed", "export.abandoned")),
            new Act("erasures", "erasure.requested", List.of("erasure.refused", "erasure.completed")));

    private static final Map<String, Integer> OPENS = new LinkedHashMap<>();
    private static final Map<String, Integer> CLOSES = new LinkedHashMap<>();

    static {
        for (int act = 0; act < ALL.size(); act++) {
            int bit = 1 << act;
            OPENS.merge(ALL.get(act).intent(), bit, (a, b) -> a | b);
            ALL.get(act).outcomes().forEach(outcome -> CLOSES.merge(outcome, bit, (a, b) -> a | b));
        }
    }

    private Acts() {}

    /** The acts that are open in a stream after an event of it, when {@code open} were before. */
    static int after(int open, String name) {
        return (open & ~CLOSES.getOrDefault(name, 0)) | OPENS.getOrDefault(name, 0);
    }

    /** Whether an event is the outcome of a task's opening. */
    static boolean endsTask(String name) {
        return (CLOSES.getOrDefault(name, 0) & 1) != 0;
    }
}
