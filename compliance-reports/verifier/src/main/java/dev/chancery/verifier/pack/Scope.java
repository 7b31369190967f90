package dev.chancery.verifier.pack;

import dev.chancery.contracts.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a pack is about: one of these, by its id. Which events belong to it, {@link ScopeFilter} says.
 *
 * @param task a task
 * @param workflow a workflow and its tasks
 * @param agent an agent and its tasks
 * @param system an AI system, with the tasks of the workflows that are parts of it
 * @param subject the tasks of a person concerned, by the pseudonym that the caller gave ({@code Chancery-Subject})
 */
public record Scope(
        @Nullable String task,
        @Nullable String workflow,
        @Nullable String agent,
        @Nullable String system,
        @Nullable String subject) {

    /** What a scope is of. */
    public enum Kind {
        TASK,
        WORKFLOW,
        AGENT,
        SYSTEM,
        SUBJECT
    }

    public Scope {
        List<String> named = named(task, workflow, agent, system, subject);
        if (named.size() != 1 || !Id.isValid(named.getFirst())) {
            throw new IllegalArgumentException(
                    "A scope names one of task, workflow, agent, system and subject, by its id");
        }
    }

    /** Of a task, a workflow or an agent. */
    public Scope(@Nullable String task, @Nullable String workflow, @Nullable String agent) {
        this(task, workflow, agent, null, null);
    }

    /** Of an AI system. */
    public static Scope ofSystem(String system) {
        return new Scope(null, null, null, system, null);
    }

    /** Of a person concerned. */
    public static Scope ofSubject(String subject) {
        return new Scope(null, null, null, null, subject);
    }

    public Kind kind() {
        return task != null
                ? Kind.TASK
                : workflow != null
                        ? Kind.WORKFLOW
                        : agent != null ? Kind.AGENT : system != null ? Kind.SYSTEM : Kind.SUBJECT;
    }

    /** Whether only packs since {@link PackFormat#SINCE_CONTAINER} have such a scope. */
    boolean isNew() {
        return system != null || subject != null;
    }

    public String id() {
        return named(task, workflow, agent, system, subject).getFirst();
    }

    private static List<String> named(@Nullable String... ids) {
        List<String> named = new ArrayList<>();
        for (String id : ids) {
            if (id != null) {
                named.add(id);
            }
        }
        return named;
    }

    /** {@code task/<id>}, {@code workflow/<id>} and so on: the stream of what it is of, but for a subject, which has none. */
    public String stream() {
        return toString().replace(' ', '/');
    }

    /** {@code task <id>}, {@code workflow <id>} and so on. */
    @Override
    public String toString() {
        return kind().name().toLowerCase(Locale.ROOT) + " " + id();
    }
}
