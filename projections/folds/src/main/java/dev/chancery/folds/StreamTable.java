package dev.chancery.folds;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A number for every stream that was seen. There may be millions of them, so a stream is kept as eight bytes of the SHA-256 of its name, in
 * arrays: about 32 bytes each. Not thread-safe.
 */
public final class StreamTable {

    /** What {@link #get} says of a stream that was not put. */
    public static final long ABSENT = -1;

    private final MessageDigest sha256 = sha256();
    private long[] keys = new long[1 << 10];
    private long[] values = new long[1 << 10];
    private int size;

    /** Number of streams. */
    public int size() {
        return size;
    }

    /** The number of a stream, or {@link #ABSENT}. */
    public long get(String stream) {
        int slot = slot(key(stream));
        return keys[slot] == 0 ? ABSENT : values[slot];
    }

    /** Gives a stream a number. */
    public void put(String stream, long value) {
        long key = key(stream);
        int slot = slot(key);
        if (keys[slot] == 0) {
            if (size == keys.length / 4 * 3) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        values = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ (key >>> 32)) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private long key(String stream) {
        byte[] hash = sha256.digest(stream.getBytes(StandardCharsets.UTF_8));
        // Zero marks an empty slot.
        return ByteBuffer.wrap(hash).getLong() | 1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
