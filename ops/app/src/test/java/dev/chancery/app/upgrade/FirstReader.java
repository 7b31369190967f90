package dev.chancery.app.upgrade;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the first version read its log, frozen: of an abandonment it knew the words and nothing else. It refuses what came after
 * it, as it did.
 */
final class FirstReader {

    /** The first version's shape of {@code task.abandoned}, for ever. */
    private record Abandoned(String reason) {}

    /** What was written since. */
    private static final List<String> LATER =
            List.of("task.output-delivered", "task.delivery-failed", "task.delivery-abandoned", "export.");

    private FirstReader() {}

    static Recorded read(StoredEvent e) {
        if (e.revision() != 1 || LATER.stream().anyMatch(e.name()::startsWith)) {
            throw new IllegalArgumentException("No event '" + e.name() + "' of revision " + e.revision());
        }
        Recorded today = GoldenLog.today(e);
        return e.name().equals("task.abandoned")
                ? new Recorded(e.position(), e.id(), e.stream(), e.sequence(), e.at(), abandoned(e.payload()))
                : today;
    }

    private static Event abandoned(byte[] payload) {
        String reason = JsonMapper.shared().readValue(payload, Abandoned.class).reason();
        return new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, Objects.requireNonNull(reason));
    }
}
