package dev.chancery.record;

import dev.chancery.contracts.log.StoredEvent;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;

/**
 * The leaf of the log's Merkle tree that a stored event is.
 *
 * <p>The canonical bytes of an event are, in this order and with nothing between:
 *
 * <pre>
 * version    1 byte    0x01
 * position   8 bytes   signed, big-endian
 * id         4 bytes   length in bytes, big-endian; then as many bytes of UTF-8
 * stream     4 bytes   length in bytes, big-endian; then as many bytes of UTF-8
 * sequence   8 bytes   signed, big-endian
 * name       4 bytes   length in bytes, big-endian; then as many bytes of UTF-8
 * revision   4 bytes   signed, big-endian
 * at         8 bytes   signed, big-endian: microseconds since 1970-01-01T00:00:00Z, rounded down
 * payload    4 bytes   length in bytes, big-endian; then the bytes as they are stored
 * metadata   4 bytes   length in bytes, big-endian; then the bytes as they are stored
 * </pre>
 *
 * <p>The leaf hash is that of RFC 6962, section 2.1: SHA-256 of one byte 0x00 followed by the canonical bytes. Text that is not
 * well-formed Unicode is refused, since two such texts could have the same bytes.
 */
public final class LeafHash {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 8 + 4 + 4 + 8 + 4 + 4 + 8 + 4 + 4;
    private static final int KEPT_BYTES = 1 << 16;

    private static final ThreadLocal<Writer> WRITER = ThreadLocal.withInitial(Writer::new);

    private LeafHash() {}

    /** The RFC 6962 leaf hash of an event. */
    public static byte[] of(StoredEvent event) {
        Writer writer = WRITER.get();
        writer.write(event);
        MessageDigest digest = Sha256.digest();
        digest.update(writer.bytes, 0, writer.length);
        byte[] hash = new byte[Sha256.BYTES];
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has " + Sha256.BYTES + " bytes", e);
        } finally {
            writer.shrink();
        }
        return hash;
    }

    /** The canonical bytes of an event, without the prefix of the leaf. */
    public static byte[] canonical(StoredEvent event) {
        Writer writer = new Writer();
        writer.write(event);
        return Arrays.copyOfRange(writer.bytes, 1, writer.length);
    }

    /** Microseconds since the epoch, rounded down. */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** Reuses its buffer, since a new one for each event would cost more than the hash. */
    private static final class Writer {
        private byte[] bytes = new byte[4096];
        private int length;

        void write(StoredEvent event) {
            length = 0;
            ensure(1 + FIXED_BYTES);
            bytes[length++] = 0;
            bytes[length++] = VERSION;
            int64(event.position());
            text(event.id());
            text(event.stream());
            int64(event.sequence());
            text(event.name());
            int32(event.revision());
            int64(micros(event.at()));
            block(event.payload());
            block(event.metadata());
        }

        void shrink() {
            if (bytes.length > KEPT_BYTES) {
                bytes = new byte[4096];
            }
        }

        private void int64(long value) {
            int32((int) (value >>> 32));
            int32((int) value);
        }

        private void int32(int value) {
            ensure(4);
            bytes[length] = (byte) (value >>> 24);
            bytes[length + 1] = (byte) (value >>> 16);
            bytes[length + 2] = (byte) (value >>> 8);
            bytes[length + 3] = (byte) value;
            length += 4;
        }

        private void text(String text) {
            int n = text.length();
            ensure(4 + n);
            int at = length + 4;
            for (int i = 0; i < n; i++) {
                char c = text.charAt(i);
                if (c > 0x7f) {
                    block(utf8(text));
                    return;
                }
                bytes[at + i] = (byte) c;
            }
            int32(n);
            length += n;
        }

        private void block(byte[] block) {
            int32(block.length);
            ensure(block.length);
            System.arraycopy(block, 0, bytes, length, block.length);
            length += block.length;
        }

        private void ensure(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(
                        bytes, Math.max(Math.addExact(length, more), Math.min(bytes.length, 1 << 29) * 2));
            }
        }

        private static byte[] utf8(String text) {
            try {
                ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
                byte[] utf8 = new byte[encoded.remaining()];
                encoded.get(utf8);
                return utf8;
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("The text is not well-formed Unicode", e);
            }
        }
    }
}
