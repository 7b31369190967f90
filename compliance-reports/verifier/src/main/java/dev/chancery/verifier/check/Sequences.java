package dev.chancery.verifier.check;

import dev.chancery.record.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The next sequence of every stream that was seen. A pack may have millions of streams, so a stream is kept as eight bytes of
 * the SHA-256 of its name, in arrays: about 32 bytes each.
 */
final class Sequences {

    private long[] keys = new long[1 << 10];
    private long[] next = new long[1 << 10];
    private int size;

    /** Number of streams. */
    int size() {
        return size;
    }

    /** The sequence that is expected next, -1 when the stream is new; the one after {@code seen} is expected from now on. */
    long put(String stream, long seen) {
        if (size * 2 > keys.length) {
            grow();
        }
        int slot = slot(key(stream));
        long expected = keys[slot] == 0 ? -1 : next[slot];
        if (keys[slot] == 0) {
            keys[slot] = key(stream);
            size++;
        }
        next[slot] = seen + 1;
        return expected;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldNext = next;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        next = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                next[slot] = oldNext[i];
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

    private static long key(String stream) {
        byte[] hash = Sha256.digest().digest(stream.getBytes(StandardCharsets.UTF_8));
        // Zero marks an empty slot.
        return ByteBuffer.wrap(hash).getLong() | 1;
    }
}
