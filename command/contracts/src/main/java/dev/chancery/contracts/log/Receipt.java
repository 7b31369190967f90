package dev.chancery.contracts.log;

/**
 * Where a command's events came to lie. A caller puts one into the command's metadata under {@link #KEY}; the event store
 * fills it before the command's result is given.
 */
public final class Receipt {

    /** Metadata key. */
    public static final String KEY = "receipt";

    private volatile long position = -1;

    /** Position of the last event of the commit, -1 when nothing was appended. */
    public long position() {
        return position;
    }

    /** Called by the event store. */
    public void committed(long lastPosition) {
        position = lastPosition;
    }
}
