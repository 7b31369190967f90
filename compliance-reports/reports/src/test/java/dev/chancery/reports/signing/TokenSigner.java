package dev.chancery.reports.signing;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;

/** A process of its own, since a token's library is configured by its environment: puts a key into a token and signs a container with it. */
final class TokenSigner {

    private TokenSigner() {}

    public static void main(String[] arguments) throws Exception {
        Path configuration = Path.of(arguments[0]);
        String pin = arguments[1];
        byte[] made = SigningKey.fresh("token", Instant.now());
        SigningSettings own = new SigningSettings(null, null, null, null, null, Duration.ofSeconds(5));
        SigningKey soft = SigningKey.of(own, () -> made);
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, pin.toCharArray());
        token.setKeyEntry("reports", soft.key(), pin.toCharArray(), soft.chain().toArray(Certificate[]::new));

        SigningSettings settings = new SigningSettings(null, pin, null, configuration, null, Duration.ofSeconds(5));
        SigningKey key = SigningKey.of(settings, () -> {
            throw new AssertionError("The installation's own key is not asked for");
        });
        if (key.key().getEncoded() != null) {
            throw new AssertionError("The key left the token");
        }
        try (SignedContainer container = new SignedContainer(Files.newOutputStream(Path.of(arguments[2])))) {
            container.add("README.txt", "text/plain", new byte[] {'x'});
            container.seal(new ContainerSigner(key, settings, HttpClient.newHttpClient()), Instant.now());
        }
    }
}
