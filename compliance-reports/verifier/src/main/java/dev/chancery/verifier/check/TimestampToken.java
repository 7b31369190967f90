package dev.chancery.verifier.check;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What an RFC 3161 TimeStampResp says; who says it, {@link TimestampAuthority} tells.
 *
 * @param imprint SHA-256 of what was stamped
 * @param time as the authority wrote it, {@code 20261105T100000Z} without the T
 * @param content what is signed: the TSTInfo
 * @param signers what follows it in the SignedData: certificates and signatures, not yet read
 */
record TimestampToken(byte[] imprint, String time, byte[] content, byte[] signers) {

    /** What a time stamp's content is called. */
    static final String TST_INFO = "1.2.840.113549.1.9.16.1.4";

    private static final String SHA_256 = "2.16.840.1.101.3.4.2.1";
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    /**
     * Reads a response.
     *
     * @throws IllegalArgumentException when it is none, or not of SHA-256
     */
    static TimestampToken read(byte[] der) {
        Der all = Der.of(der);
        Der response = all.enter(Der.SEQUENCE);
        all.end();
        byte[] status = response.enter(Der.SEQUENCE).bytes(Der.INTEGER);
        if (status.length != 1 || status[0] < 0 || status[0] > 1) {
            throw new IllegalArgumentException("the authority did not grant it");
        }
        Der token = response.enter(Der.SEQUENCE);
        response.end();
        return token(token);
    }

    /** Reads a token: what a response grants, a ContentInfo whose content is entered. */
    static TimestampToken token(Der token) {
        expect(token, SignedData.OID);
        Der signed = token.enter(Der.CONTENT_0).enter(Der.SEQUENCE);
        signed.enter(Der.INTEGER);
        signed.enter(Der.SET);
        Der encapsulated = signed.enter(Der.SEQUENCE);
        expect(encapsulated, TST_INFO);
        byte[] content = encapsulated.enter(Der.CONTENT_0).bytes(Der.OCTETS);
        Der info = Der.of(content).enter(Der.SEQUENCE);
        info.enter(Der.INTEGER);
        info.enter(Der.OID);
        Der imprint = info.enter(Der.SEQUENCE);
        expect(imprint.enter(Der.SEQUENCE), SHA_256);
        byte[] hash = imprint.bytes(Der.OCTETS);
        info.enter(Der.INTEGER);
        String time = new String(info.bytes(Der.TIME), StandardCharsets.ISO_8859_1);
        if (!time.matches("[0-9]{14}(\\.[0-9]{1,9})?Z")) {
            throw new IllegalArgumentException("its time is none");
        }
        return new TimestampToken(hash, time, content, signed.rest());
    }

    private static void expect(Der in, String oid) {
        if (!in.oid().equals(oid)) {
            throw new IllegalArgumentException("it is of another kind or another hash than SHA-256");
        }
    }

    /**
     * When it was stamped, to the second.
     *
     * @throws IllegalArgumentException when there is no such time
     */
    Instant at() {
        try {
            return LocalDateTime.parse(time.substring(0, 14), SECOND).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its time is none", e);
        }
    }
}
