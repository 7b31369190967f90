package dev.chancery.record.note;

import dev.chancery.record.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** What signing and verifying share: the encodings of C2SP signed-note for Ed25519. */
final class Ed25519 {

    /** Of notes. */
    static final byte ALGORITHM = 1;

    /** Of a witness's timestamped cosignatures. */
    static final byte COSIGNATURE = 4;

    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;
    static final int ID_BYTES = 4;

    /** What precedes the 32 bytes of a public key in its X.509 form. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /** The first bytes of SHA-256 of the name, a newline, the algorithm and the key. */
    static byte[] keyId(String name, byte algorithm, byte[] rawKey) {
        MessageDigest digest = Sha256.digest();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(algorithm);
        return Arrays.copyOf(digest.digest(rawKey), ID_BYTES);
    }

    static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != X509_PREFIX.length + KEY_BYTES
                || !Arrays.equals(encoded, 0, X509_PREFIX.length, X509_PREFIX, 0, X509_PREFIX.length)) {
            throw new IllegalArgumentException("The key is not an Ed25519 key");
        }
        return Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
    }

    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** A key's name is one word without plus sign. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.indexOf('+') < 0
                && name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /** Decodes base64 in its one canonical form, or throws. */
    static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like the other forms that decode but are not canonical.
        }
        throw new NoteException("'" + text + "' is not base64");
    }
}
