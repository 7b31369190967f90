package dev.chancery.folds.figure;

import org.jspecify.annotations.Nullable;

/**
 * Of which events figures are: of all in the log, or of those that belong to something.
 *
 * @param id of what they belong to; null for the whole log
 * @param first position of the first event that was looked at. What began before it is not counted among what was opened, and what stood
 *     then is not known
 */
public record Extent(Kind kind, @Nullable String id, long first) {

    /** What the events belong to. */
    public enum Kind {
        LOG,
        TASK,
        WORKFLOW,
        AGENT,
        SYSTEM,
        SUBJECT
    }

    /** All events of the log from its first on. */
    public static final Extent WHOLE = new Extent(Kind.LOG, null, 0);

    public Extent {
        if ((kind == Kind.LOG) != (id == null)) {
            throw new IllegalArgumentException("What events belong to is named by an id, and the log by none");
        }
        if (first < 0) {
            throw new IllegalArgumentException("A part of the log begins at position 0 or later");
        }
    }

    boolean isFromStart() {
        return first == 0;
    }
}
