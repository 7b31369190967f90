package dev.chancery.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where Elasticsearch is.
 *
 * @param url null for none, and then PostgreSQL keeps the index
 * @param apiKey as Elasticsearch gives it, Base64 of id and key
 * @param certificate of the authority that its certificate is from, PEM; null for those that the JDK knows
 */
public record ElasticsearchSettings(
        @Nullable String url,
        @Nullable String apiKey,
        @Nullable Path certificate) {

    /** An empty setting is none. */
    public ElasticsearchSettings {
        url = url == null || url.isBlank() ? null : url.strip();
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        if (url != null && url.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "chancery.search.elasticsearch.url names a user. Give chancery.search.elasticsearch.api-key, which is kept out of logs");
        }
        if (apiKey != null && url != null && !url.startsWith("https://") && !isLoopback(url)) {
            throw new IllegalArgumentException(
                    "chancery.search.elasticsearch.url is not https, and the API key would be sent in the clear. Use https");
        }
    }

    private static boolean isLoopback(String url) {
        return url.startsWith("http://127.0.0.1:")
                || url.startsWith("http://localhost:")
                || url.startsWith("http://[::1]:");
    }

    SSLContext trust() {
        Path file = certificate;
        if (file == null) {
            throw new IllegalStateException("There is no certificate");
        }
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "chancery.search.elasticsearch.certificate, " + file
                            + ", is no certificate in PEM that can be read",
                    e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ElasticsearchSettings[url=" + url + ", certificate=" + certificate + "]";
    }
}
