package dev.chancery.eventstore.content;

import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * For whom and for what a content is kept, as the task's opening says.
 *
 * @param subject the person concerned, null when none was named
 * @param opened when the task was
 */
public record Custody(
        String task,
        String agent,
        String workflow,
        @Nullable String subject,
        Instant opened) {

    static Custody of(TaskOpened opened, Instant at) {
        return new Custody(
                opened.task().value(),
                opened.agent().value(),
                opened.workflow().value(),
                opened.subject() == null ? null : opened.subject().value(),
                at);
    }

    /** What belongs to no task has only its stream for a name. */
    static Custody of(String stream, Instant at) {
        return new Custody(stream, "", "", null, at);
    }

    /** Whose key seals it: the person's, or one for all unnamed ones of an agent and UTC day. */
    String owner() {
        return subject == null
                ? "agent/" + agent + "/" + opened.atZone(ZoneOffset.UTC).toLocalDate()
                : owner(subject);
    }

    static String owner(String subject) {
        return "subject/" + subject;
    }
}
