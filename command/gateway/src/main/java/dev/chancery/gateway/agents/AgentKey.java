package dev.chancery.gateway.agents;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A new key of an agent; shown once, kept only as its digest.
 *
 * @param id the part that may be shown
 * @param secret the whole key: {@code chy_}, the id, {@code _} and 256 random bits in base64url
 */
public record AgentKey(String id, String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Makes a key. */
    public static AgentKey create() {
        byte[] id = new byte[6];
        byte[] secret = new byte[32];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(secret);
        String shown = HexFormat.of().formatHex(id);
        return new AgentKey(
                shown, "chy_" + shown + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Lower-case hex SHA-256 of a whole key. A plain hash suffices for 256 random bits. */
    public static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Shows the id only. */
    @Override
    public String toString() {
        return "AgentKey[" + id + "]";
    }
}
