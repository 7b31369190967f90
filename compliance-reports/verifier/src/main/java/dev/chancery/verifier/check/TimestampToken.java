package dev.chancery.verifier.check;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an RFC 3161 TimeStampResp says, of which only the imprint and the time are read. The authority's signature is not looked at.
 *
 * @param imprint SHA-256 of what was stamped
 * @param time as the authority wrote it, {@code 20261105T100000Z} without the T
 */
record TimestampToken(byte[] imprint, String time) {

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTENT = 0xA0;

    private static final byte[] SIGNED_DATA = HexFormat.of().parseHex("2a864886f70d010702");
    private static final byte[] TST_INFO = HexFormat.of().parseHex("2a864886f70d0109100104");
    private static final byte[] SHA_256 = HexFormat.of().parseHex("608648016503040201");

    /**
     * Reads a response.
     *
     * @throws IllegalArgumentException when it is none, or not of SHA-256
     */
    static TimestampToken read(byte[] der) {
        try {
            ByteBuffer all = ByteBuffer.wrap(der);
            ByteBuffer response = enter(all, SEQUENCE);
            int status = enter(enter(response, SEQUENCE), INTEGER).get();
            if (all.hasRemaining() || status < 0 || status > 1) {
                throw new IllegalArgumentException("the authority did not grant it");
            }
            ByteBuffer token = enter(response, SEQUENCE);
            expect(token, SIGNED_DATA);
            ByteBuffer signed = enter(enter(token, CONTENT), SEQUENCE);
            enter(signed, INTEGER);
            enter(signed, SET);
            ByteBuffer content = enter(signed, SEQUENCE);
            expect(content, TST_INFO);
            ByteBuffer info = enter(enter(enter(content, CONTENT), OCTETS), SEQUENCE);
            enter(info, INTEGER);
            enter(info, OID);
            ByteBuffer imprint = enter(info, SEQUENCE);
            expect(enter(imprint, SEQUENCE), SHA_256);
            byte[] hash = bytes(enter(imprint, OCTETS));
            enter(info, INTEGER);
            return new TimestampToken(hash, new String(bytes(enter(info, TIME)), StandardCharsets.US_ASCII));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it is cut short");
        }
    }

    /** The content of the next element, which must have a tag; the buffer is after it then. */
    private static ByteBuffer enter(ByteBuffer in, int tag) {
        int found = in.get() & 0xFF;
        int length = in.get() & 0xFF;
        if (length > 0x80) {
            int octets = length - 0x80;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (in.get() & 0xFF);
                if (length > in.capacity() || length < 0) {
                    throw new BufferUnderflowException();
                }
            }
        }
        if (found != tag || length > in.remaining()) {
            throw new IllegalArgumentException("it is not of the form of RFC 3161");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static void expect(ByteBuffer in, byte[] oid) {
        if (!Arrays.equals(bytes(enter(in, OID)), oid)) {
            throw new IllegalArgumentException("it is of another kind or another hash than SHA-256");
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }
}
