package dev.chancery.reports.signing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who signs packs and reports.
 *
 * @param keystore PKCS#12 file with a key and the certificates that lead to it; null for a key that this installation makes itself
 * @param password of the file and of the key; of a token its PIN
 * @param alias of the key; null where there is one key only
 * @param pkcs11 configuration file of a token by PKCS#11 (a smart card, an HSM), as the JDK's SunPKCS11 reads it; null for none. The key
 *     stays in the token
 * @param timestamp of an RFC 3161 authority; null for signatures without a time stamp
 * @param timeout for its answer
 */
@ConfigurationProperties("chancery.reports.signing")
public record SigningSettings(
        @Nullable Path keystore,
        @Nullable String password,
        @Nullable String alias,
        @Nullable Path pkcs11,
        @Nullable URI timestamp,
        @DefaultValue("10s") Duration timeout) {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    public SigningSettings {
        if (timeout.toMillis() < 100 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("chancery.reports.signing.timeout is from 100ms to 2m");
        }
        if (timestamp != null && !("https".equals(timestamp.getScheme()) || "http".equals(timestamp.getScheme()))) {
            throw new IllegalArgumentException("chancery.reports.signing.timestamp is an http or https URL");
        }
        if (keystore != null && pkcs11 != null) {
            throw new IllegalArgumentException(
                    "chancery.reports.signing has a keystore and a pkcs11: leave one of them out");
        }
        if (keystore == null && pkcs11 == null && (password != null || alias != null)) {
            throw new IllegalArgumentException(
                    "chancery.reports.signing.password and alias are of a keystore or of pkcs11, and there is neither");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SigningSettings[keystore=" + keystore + ", pkcs11=" + pkcs11 + ", alias=" + alias + ", timestamp="
                + timestamp + "]";
    }
}
