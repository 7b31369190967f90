package dev.chancery.eventstore.content;

import dev.chancery.contracts.log.RecordUnavailable;

/**
 * What wraps the data keys. It may be elsewhere, so each call may fail with {@link RecordUnavailable}; then nothing that needs
 * a key which is not in memory can be written or read.
 */
public interface MasterKey {

    /** Wraps a data key, bound to what it belongs to. */
    byte[] wrap(byte[] dataKey, byte[] associated);

    /**
     * The data key.
     *
     * @throws IllegalStateException when this master key did not wrap it, or it was changed
     */
    byte[] unwrap(byte[] wrapped, byte[] associated);

    /** Makes a new version, which wraps from now on; what older ones wrapped can still be unwrapped. */
    void rotate();

    /** Forgets the older versions. Call it when everything is wrapped anew. */
    void retire();
}
