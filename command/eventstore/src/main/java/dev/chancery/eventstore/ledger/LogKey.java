package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.home.Home;
import dev.chancery.record.note.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What signs the heads of a log: an Ed25519 key and the log's name, which belong together for ever. Kept in
 * {@code secrets/log-key}: the origin, the private key (PKCS #8) and the public key (X.509) in base64, a line each.
 *
 * @param origin names the log
 */
public record LogKey(String origin, NoteSigner signer) {

    private static final int RANDOM_BYTES = 8;

    /**
     * The key of a home, made at the first start.
     *
     * @param origin the wanted name; null for {@code chancery.local/} and random digits
     * @throws IllegalStateException when the home's log has another name
     */
    public static LogKey of(Home home, @Nullable String origin) {
        byte[] secret = home.secret("log-key", () -> fresh(origin));
        List<String> lines = new String(secret, StandardCharsets.UTF_8).lines().toList();
        if (origin != null && !origin.equals(lines.getFirst())) {
            throw new IllegalStateException("The log of this home is " + lines.getFirst() + " and cannot become "
                    + origin + ": a log keeps its origin for ever");
        }
        return new LogKey(lines.getFirst(), new NoteSigner(lines.getFirst(), keys(lines)));
    }

    private static byte[] fresh(@Nullable String origin) {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            String secret = (origin == null ? "chancery.local/" + random() : origin) + "\n"
                    + base64.encodeToString(keys.getPrivate().getEncoded()) + "\n"
                    + base64.encodeToString(keys.getPublic().getEncoded()) + "\n";
            return secret.getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE has Ed25519", e);
        }
    }

    private static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static KeyPair keys(List<String> lines) {
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            KeyFactory ed25519 = KeyFactory.getInstance("Ed25519");
            return new KeyPair(
                    ed25519.generatePublic(new X509EncodedKeySpec(base64.decode(lines.get(2)))),
                    ed25519.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(1)))));
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("The file secrets/log-key of the home is damaged", e);
        }
    }
}
