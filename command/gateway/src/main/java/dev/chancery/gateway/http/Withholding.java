package dev.chancery.gateway.http;

import dev.chancery.contracts.command.Delivery;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.gateway.privacy.Capsules;
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

    /**
     * For programs: the member {@code chancery}. The capsule is for the caller alone to keep; it is null when there were more values
     * than it may hold, and not there when the answer will never be delivered.
     */
    public static ObjectNode where(Outcome.Withheld withheld) {
        ObjectNode where = JsonNodeFactory.instance
                .objectNode()
                .put("task", withheld.task().value())
                .put("state", withheld.state().name().toLowerCase(Locale.ROOT))
                .put("gate", withheld.gate().name())
                .put("retrieve", "/api/tasks/" + withheld.task() + "/output");
        if (withheld.state() == Delivery.HELD) {
            Capsules.Sealed capsule = withheld.capsule();
            where.put("capsule", capsule == null ? null : capsule.capsule());
            where.put(
                    "capsule_expires",
                    capsule == null ? null : capsule.expires().toString());
        }
        return where;
    }
}
