package dev.chancery.query.web.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A fresh agent key.
 *
 * @param key {@code chy_<keyId>_<256 random bits in base64url>}; shown once and kept nowhere
 * @param keyId 8 hex digits, the part that may be shown
 * @param sha256 lower-case hex of the whole key in ASCII
 */
public record AgentKey(String key, String keyId, String sha256) {

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 4;

    /** Makes a key. */
    public static AgentKey random(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String keyId = HexFormat.of().formatHex(id);
        String key = "chy_" + keyId + "_" + secret(random);
        return new AgentKey(key, keyId, sha256(key));
    }

    /** 256 random bits in base64url. */
    static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Lower-case hex SHA-256 of a text in UTF-8. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "AgentKey[" + keyId + "]";
    }
}
