package dev.chancery.eventstore.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * An Ed25519 key and the name it signs with, as kept in a home's {@code secrets}: the name, the private key (PKCS #8) and the
 * public key (X.509) in base64, a line each.
 */
record StoredKey(String name, KeyPair keys) {

    static StoredKey fresh(String name) {
        try {
            return new StoredKey(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE has Ed25519", e);
        }
    }

    byte[] bytes() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                        "\n",
                        name,
                        base64.encodeToString(keys.getPrivate().getEncoded()),
                        base64.encodeToString(keys.getPublic().getEncoded()),
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    static StoredKey parse(String file, byte[] bytes) {
        try {
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            Base64.Decoder base64 = Base64.getDecoder();
            KeyFactory ed25519 = KeyFactory.getInstance("Ed25519");
            return new StoredKey(
                    lines.getFirst(),
                    new KeyPair(
                            ed25519.generatePublic(new X509EncodedKeySpec(base64.decode(lines.get(2)))),
                            ed25519.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(1))))));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException("The file secrets/" + file + " of the home is damaged", e);
        }
    }
}
