package dev.chancery.gateway.http;

import dev.chancery.contracts.command.Delivery;
import dev.chancery.gateway.pipeline.Outcome;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a caller is told in place of an answer that is held or shadowed. */
public final class Withholding {

    private Withholding() {}

    /** For people. */
    public static String sentence(Outcome.Withheld withheld) {
        return withheld.state() == Delivery.HELD
                ? "This answer waits for a person to release it."
                : "This workflow runs in the shadow: the answer was recorded and is not delivered.";
    }

    /** For programs: the member {@code chancery}. */
    public static ObjectNode where(Outcome.Withheld withheld) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("task", withheld.task().value())
                .put("state", withheld.state().name().toLowerCase(Locale.ROOT))
                .put("gate", withheld.gate().name())
                .put("retrieve", "/api/tasks/" + withheld.task() + "/output");
    }
}
