package dev.chancery.record;

import org.jspecify.annotations.Nullable;

/** A stored event that this version cannot read: a name or revision of a newer version, or JSON of another shape. */
public final class UnreadableEvent extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableEvent(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
