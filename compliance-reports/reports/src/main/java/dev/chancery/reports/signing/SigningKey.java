package dev.chancery.reports.signing;

import dev.chancery.contracts.CannotStart;
import dev.chancery.record.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A key with its certificates, the key's own first.
 *
 * @param selfSigned whether nobody else vouches for the key
 */
public record SigningKey(PrivateKey key, List<X509Certificate> chain, boolean selfSigned) {

    private static final String TYPE = "PKCS12";
    private static final String ALIAS = "reports";
    /** Of the file that this installation makes: what protects it is that only its owner may read it. */
    private static final char[] OWN_PASSWORD = "chancery".toCharArray();

    /** A clock that is put back, or another node's that is behind, signs all the same. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private static final Period VALIDITY = Period.ofYears(10);
    private static final int SERIAL_BITS = 128;

    public SigningKey {
        chain = List.copyOf(chain);
    }

    /**
     * The configured key, or the installation's own.
     *
     * @param own gives the PKCS#12 file that {@link #fresh} once made
     */
    public static SigningKey of(SigningSettings settings, Supplier<byte[]> own) {
        char[] password =
                settings.password() == null ? new char[0] : settings.password().toCharArray();
        if (settings.pkcs11() != null) {
            return token(settings.pkcs11(), password, settings.alias());
        }
        if (settings.keystore() == null) {
            return open(own.get(), OWN_PASSWORD, ALIAS, "the installation's own key");
        }
        String file = "chancery.reports.signing.keystore " + settings.keystore();
        try {
            return open(Files.readAllBytes(settings.keystore()), password, settings.alias(), file);
        } catch (IOException e) {
            throw new CannotStart(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A key that stays in a token; the provider of this token signs with it. */
    private static SigningKey token(Path configuration, char[] pin, @Nullable String alias) {
        String file = "chancery.reports.signing.pkcs11 " + configuration;
        try {
            if (!Files.isReadable(configuration)) {
                throw new CannotStart(file + " cannot be read");
            }
            Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
            Security.addProvider(provider);
            return open(KeyStore.getInstance("PKCS11", provider), null, pin, alias, file);
        } catch (GeneralSecurityException | InvalidParameterException | ProviderException e) {
            throw new CannotStart(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static SigningKey open(byte[] pkcs12, char[] password, @Nullable String alias, String file) {
        try {
            return open(KeyStore.getInstance(TYPE), new ByteArrayInputStream(pkcs12), password, alias, file);
        } catch (GeneralSecurityException e) {
            throw new CannotStart(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static SigningKey open(
            KeyStore store, @Nullable InputStream content, char[] password, @Nullable String alias, String file) {
        try {
            store.load(content, password);
            String name = alias == null ? only(store, file) : alias;
            Certificate[] chain = store.getCertificateChain(name);
            if (chain == null || !(store.getKey(name, password) instanceof PrivateKey key)) {
                throw new CannotStart(file + " has no key '" + name + "' with a certificate");
            }
            List<X509Certificate> certificates =
                    Arrays.stream(chain).map(X509Certificate.class::cast).toList();
            return new SigningKey(key, certificates, isSelfSigned(certificates.getFirst()));
        } catch (IOException | GeneralSecurityException e) {
            throw new CannotStart(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String only(KeyStore store, String file) throws GeneralSecurityException {
        List<String> keys = Collections.list(store.aliases()).stream()
                .filter(alias -> {
                    try {
                        return store.isKeyEntry(alias);
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        if (keys.size() != 1) {
            throw new CannotStart(
                    file + " has " + keys.size() + " keys: say which one with" + " chancery.reports.signing.alias");
        }
        return keys.getFirst();
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * A new key on the curve P-256, with a certificate that it signed itself, as a PKCS#12 file.
     *
     * @param log whose reports it signs
     */
    public static byte[] fresh(String log, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, OWN_PASSWORD);
            store.setKeyEntry(ALIAS, pair.getPrivate(), OWN_PASSWORD, new Certificate[] {certificate(log, pair, now)});
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, OWN_PASSWORD);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The key for reports cannot be made", e);
        }
    }

    private static X509Certificate certificate(String log, KeyPair pair, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, "Chancery reports of " + log + " (self-signed)")
                .build();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.atZone(ZoneOffset.UTC).plus(VALIDITY).toInstant()),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /**
     * Signs.
     *
     * @param algorithm by its name in Java, such as {@code SHA256withECDSA}
     */
    byte[] sign(String algorithm, byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    /** Who signs, and who vouches for that, in a sentence or two. */
    public String statement() {
        X509Certificate own = chain.getFirst();
        String who = "Signed with the key of " + own.getSubjectX500Principal().getName() + ", certificate SHA-256 "
                + digest(own) + ". ";
        return who
                + (selfSigned
                        ? "Self-signed: the key was made by who signs, and nobody else vouches for it. Compare the"
                                + " certificate's digest with one that you were given another way."
                        : "Issued by " + own.getIssuerX500Principal().getName() + ".");
    }

    private static String digest(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(Sha256.digest().digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SigningKey[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
