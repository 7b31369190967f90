package dev.chancery.gateway.webhooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 over id, time stamp and body, as Standard Webhooks has it, so that its libraries verify it. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    /** What the secrets of Standard Webhooks begin with; the rest is Base64. */
    private static final String ENCODED = "whsec_";

    private Signature() {}

    /** {@code v1,} and the MAC of {@code id.timestamp.body} in Base64. */
    static String of(String secret, String id, long timestamp, String body) {
        byte[] key = secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signed = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE has HMAC-SHA256", e);
        }
    }

    /**
     * Reads {@code env:NAME} or {@code file:PATH} at each use, so that a rotated secret is found.
     *
     * @throws IllegalStateException when there is none
     */
    static String secret(String reference) {
        String secret;
        try {
            secret = read(reference);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("No secret at " + reference, e);
        }
        if (secret == null || secret.isBlank()) {
            throw new IllegalStateException("No secret at " + reference);
        }
        return secret.strip();
    }

    private static @Nullable String read(String reference) throws IOException {
        return reference.startsWith("env:")
                ? System.getenv(reference.substring("env:".length()))
                : Files.readString(Path.of(reference.substring("file:".length())));
    }
}
