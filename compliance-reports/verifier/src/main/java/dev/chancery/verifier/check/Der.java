package dev.chancery.verifier.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads DER (X.690), element by element: what is not in the one form of a value is refused. Nothing is copied but what is asked
 * for, so that a length which lies costs nothing. Everything throws {@link IllegalArgumentException} on what it does not expect.
 */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SHORT_TIME = 0x17;
    static final int TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CONTENT_0 = 0xA0;
    static final int CONTENT_1 = 0xA1;

    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_BYTES = 3;
    private static final int OID_BYTES = 40;

    private final ByteBuffer in;

    private Der(ByteBuffer in) {
        this.in = in;
    }

    static Der of(byte[] der) {
        return new Der(ByteBuffer.wrap(der));
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /** Whether the next element has a tag. */
    boolean isNext(int tag) {
        return in.hasRemaining() && (in.get(in.position()) & 0xFF) == tag;
    }

    /** The content of the next element, which must have a tag; this is after it then. */
    Der enter(int tag) {
        if (!isNext(tag)) {
            throw new IllegalArgumentException("it is cut short, or not of the form of RFC 5652");
        }
        in.get();
        int length = length();
        if (length > in.remaining()) {
            throw new IllegalArgumentException("it is cut short");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return new Der(content);
    }

    private int length() {
        int length = octet();
        if (length < LONG_FORM) {
            return length;
        }
        int octets = length - LONG_FORM;
        if (octets == 0 || octets > LENGTH_BYTES) {
            throw new IllegalArgumentException("it is not in the one form of DER");
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
            length = (length << 8) | octet();
        }
        if (length < LONG_FORM || length >>> (8 * (octets - 1)) == 0) {
            throw new IllegalArgumentException("it is not in the one form of DER");
        }
        return length;
    }

    private int octet() {
        if (!in.hasRemaining()) {
            throw new IllegalArgumentException("it is cut short");
        }
        return in.get() & 0xFF;
    }

    /** The next element with its tag and length, which must have a tag. */
    byte[] whole(int tag) {
        int from = in.position();
        enter(tag);
        byte[] whole = new byte[in.position() - from];
        in.get(from, whole);
        return whole;
    }

    /** What the next element holds, which must have a tag. */
    byte[] bytes(int tag) {
        return enter(tag).rest();
    }

    /** What is left here. */
    byte[] rest() {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /** The next element, an object identifier, in its dotted form. */
    String oid() {
        Der content = enter(OID);
        if (!content.hasMore() || content.in.remaining() > OID_BYTES) {
            throw new IllegalArgumentException("it has a name that is none");
        }
        List<String> arcs = new ArrayList<>();
        while (content.hasMore()) {
            long arc = content.arc();
            if (arcs.isEmpty()) {
                long first = Math.min(arc / 40, 2);
                arcs.add(Long.toString(first));
                arc -= first * 40;
            }
            arcs.add(Long.toString(arc));
        }
        return String.join(".", arcs);
    }

    private long arc() {
        int octet = octet();
        if (octet == LONG_FORM) {
            throw new IllegalArgumentException("it is not in the one form of DER");
        }
        long arc = octet & 0x7F;
        for (; octet >= LONG_FORM; arc = (arc << 7) | (octet & 0x7F)) {
            if (arc >>> 55 != 0) {
                throw new IllegalArgumentException("it has a name that is none");
            }
            octet = octet();
        }
        return arc;
    }

    /** Demands that nothing is left. */
    void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("it has something behind its end");
        }
    }
}
