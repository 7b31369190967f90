package dev.chancery.record;

import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Sent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How every old revision becomes the next. An entry is never removed: what was written once is read for ever. */
final class Upcasts {

    static final List<Upcast> ALL = List.of(new Upcast("task.abandoned", 1, Upcasts::abandonedByCause));

    private Upcasts() {}

    /**
     * Revision 1 told the cause in words. Each of the known ones was written in one place, where it was known whether anything
     * had been sent; what was spent it left to the settlement before it. Other words are kept as they are.
     */
    private static ObjectNode abandonedByCause(ObjectNode first) {
        String words = first.required("reason").stringValue();
        return switch (words) {
            case "the process ended before the outcome was recorded" ->
                abandoned(first, AbandonCause.PROCESS_ENDED, Sent.UNKNOWN);
            case "the record was away when the task was opened" ->
                abandoned(first, AbandonCause.COMMIT_UNKNOWN, Sent.NOTHING);
            case "a fault of Chancery ended the task" -> abandoned(first, AbandonCause.FAULT, Sent.UNKNOWN);
            default -> abandoned(first, AbandonCause.UNTYPED, Sent.UNKNOWN).put("words", words);
        };
    }

    private static ObjectNode abandoned(ObjectNode first, AbandonCause cause, Sent sent) {
        return first.objectNode().put("cause", cause.name()).put("sent", sent.name());
    }
}
