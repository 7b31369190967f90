package dev.chancery.verifier.check;

import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A SignedData (RFC 5652) with one signature, by the certificate that is signed with it (RFC 5035). Nothing is fetched, so no revocation is
 * seen.
 */
final class SignedData {

    static final String OID = "1.2.840.113549.1.7.2";

    /** It brings its signer's certificate and those between it and a root. */
    private static final int MAX_CERTIFICATES = 8;

    private static final String SUBJECT_KEY_ID = "2.5.29.14";

    private static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
    private static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    private static final String SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
    private static final String SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

    private static final int SUBJECT_KEY = 0x80;
    private static final byte[] BY_ISSUER = {1};
    private static final byte[] BY_KEY = {3};
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private static final Map<String, String> DIGESTS = Map.of(
            "2.16.840.1.101.3.4.2.1", "SHA-256",
            "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512");

    /** What a signature is made with; RSA's first name leaves the digest to the one that is named beside it. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "1.2.840.113549.1.1.1", "RSA",
            "1.2.840.113549.1.1.11", "SHA256withRSA",
            "1.2.840.113549.1.1.12", "SHA384withRSA",
            "1.2.840.113549.1.1.13", "SHA512withRSA",
            "1.2.840.10045.4.3.2", "SHA256withECDSA",
            "1.2.840.10045.4.3.3", "SHA384withECDSA",
            "1.2.840.10045.4.3.4", "SHA512withECDSA");

    private final String what;
    private final String contentType;
    private final byte[] content;
    private final List<X509Certificate> known;
    private final List<X509Certificate> brought = new ArrayList<>();
    private Map<String, Der> signed = Map.of();
    private Map<String, Der> unsigned = Map.of();
    private byte[] value = {};

    /**
     * @param what it is, to begin a sentence with
     * @param contentType of what is signed
     * @param content what is signed
     * @param known certificates of which one may be the signer's where it does not bring that itself
     */
    SignedData(String what, String contentType, byte[] content, List<X509Certificate> known) {
        this.what = what;
        this.contentType = contentType;
        this.content = content;
        this.known = known;
    }

    /** A check that ends with a defect in every case in which it ends early. */
    interface Check<T> {
        T run() throws GeneralSecurityException;
    }

    /** What a check finds, where what it cannot read or do is told as a defect, too. */
    <T> T told(Check<T> check) {
        try {
            return check.run();
        } catch (IllegalArgumentException | CertificateException e) {
            throw notGenuine("it cannot be read: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE, "This Java cannot verify a signature: " + what + ": " + e.getMessage() + ".");
        }
    }

    /**
     * Verifies the signature.
     *
     * @param signers what follows the content in the SignedData
     * @return the certificate with whose key it was made
     * @throws PackDefect when it is not genuine
     */
    X509Certificate signer(byte[] signers) throws GeneralSecurityException {
        Der rest = Der.of(signers);
        if (rest.isNext(Der.CONTENT_0)) {
            readCertificates(rest.enter(Der.CONTENT_0));
        }
        if (rest.isNext(Der.CONTENT_1)) {
            rest.enter(Der.CONTENT_1);
        }
        Der infos = rest.enter(Der.SET);
        rest.end();
        Der info = infos.enter(Der.SEQUENCE);
        infos.end();
        return signer(info);
    }

    /** What is signed beside the content; empty when it does not say that. */
    Optional<Der> signed(String attribute) {
        return Optional.ofNullable(signed.get(attribute));
    }

    /** What was added after it was signed; empty when that was not. */
    Optional<Der> unsigned(String attribute) {
        return Optional.ofNullable(unsigned.get(attribute));
    }

    /** The signature itself. */
    byte[] value() {
        return value.clone();
    }

    private void readCertificates(Der certificates) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        while (certificates.hasMore()) {
            if (brought.size() == MAX_CERTIFICATES) {
                throw new IllegalArgumentException("it has more certificates than " + MAX_CERTIFICATES);
            }
            brought.add((X509Certificate)
                    factory.generateCertificate(new ByteArrayInputStream(certificates.whole(Der.SEQUENCE))));
        }
    }

    /** The certificate with whose key the signature was made. */
    private X509Certificate signer(Der info) throws GeneralSecurityException {
        byte[] version = info.bytes(Der.INTEGER);
        if (!Arrays.equals(version, info.isNext(SUBJECT_KEY) ? BY_KEY : BY_ISSUER)) {
            throw new IllegalArgumentException("it is not of the form of RFC 5652");
        }
        List<X509Certificate> named = named(info);
        String digest = digest(algorithm(info));
        byte[] attributes = info.whole(Der.CONTENT_0);
        String algorithm = algorithm(algorithm(info), digest);
        value = info.bytes(Der.OCTETS);
        if (info.isNext(Der.CONTENT_1)) {
            unsigned = attributes(info.enter(Der.CONTENT_1));
        }
        info.end();
        signed = attributes(Der.of(attributes).enter(Der.CONTENT_0));
        if (!attribute(signed, CONTENT_TYPE).oid().equals(contentType)
                || !Arrays.equals(
                        attribute(signed, MESSAGE_DIGEST).bytes(Der.OCTETS),
                        MessageDigest.getInstance(digest).digest(content))) {
            throw notGenuine("what was signed is something else than what it says");
        }
        X509Certificate signer = committed(named, signed);
        // What is signed are the attributes as the set that they are.
        attributes[0] = Der.SET;
        if (!verifies(signer, algorithm, attributes, value)) {
            throw notGenuine("its signature is not of the certificate's key");
        }
        return signer;
    }

    /** Whether a certificate's key may sign. */
    static boolean maySign(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION];
    }

    private static boolean verifies(X509Certificate signer, String algorithm, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        String kind = signer.getPublicKey().getAlgorithm();
        if (!algorithm.endsWith(kind.equals("EC") ? "withECDSA" : "with" + kind)) {
            return false;
        }
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(signer.getPublicKey());
        verifier.update(message);
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // One that is not even well-formed is not genuine.
            return false;
        }
    }

    /** The next element, an algorithm without parameters. */
    static String algorithm(Der in) {
        Der algorithm = in.enter(Der.SEQUENCE);
        String oid = algorithm.oid();
        if (algorithm.hasMore()) {
            algorithm.enter(Der.NULL).end();
        }
        algorithm.end();
        return oid;
    }

    private String digest(String oid) {
        String digest = DIGESTS.get(oid);
        if (digest == null) {
            throw unknown("hash " + oid);
        }
        return digest;
    }

    private String algorithm(String oid, String digest) {
        String known = SIGNATURES.get(oid);
        if (known == null) {
            throw unknown("signature " + oid);
        }
        String hash = digest.replace("-", "");
        String algorithm = known.equals("RSA") ? hash + "withRSA" : known;
        if (!algorithm.startsWith(hash)) {
            throw notGenuine("its signature is of another hash than it says");
        }
        return algorithm;
    }

    /** The certificates that the signature names; it should be one. */
    private List<X509Certificate> named(Der info) {
        Stream<X509Certificate> all = Stream.concat(brought.stream(), known.stream());
        if (info.isNext(SUBJECT_KEY)) {
            byte[] wanted = info.bytes(SUBJECT_KEY);
            return all.filter(c -> Arrays.equals(subjectKey(c), wanted)).toList();
        }
        Der issuerAndSerial = info.enter(Der.SEQUENCE);
        X500Principal issuer = new X500Principal(issuerAndSerial.whole(Der.SEQUENCE));
        BigInteger serial = new BigInteger(issuerAndSerial.bytes(Der.INTEGER));
        return all.filter(c -> c.getSerialNumber().equals(serial)
                        && c.getIssuerX500Principal().equals(issuer))
                .toList();
    }

    private static byte @Nullable [] subjectKey(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_ID);
        return extension == null
                ? null
                : Der.of(Der.of(extension).bytes(Der.OCTETS)).bytes(Der.OCTETS);
    }

    private static Map<String, Der> attributes(Der in) {
        Map<String, Der> attributes = new LinkedHashMap<>();
        while (in.hasMore()) {
            Der attribute = in.enter(Der.SEQUENCE);
            String name = attribute.oid();
            Der values = attribute.enter(Der.SET);
            attribute.end();
            if (attributes.put(name, values) != null) {
                throw new IllegalArgumentException("it says something twice");
            }
        }
        return attributes;
    }

    private static Der attribute(Map<String, Der> attributes, String name) {
        Der found = attributes.get(name);
        if (found == null) {
            throw new IllegalArgumentException("it does not say what it signs");
        }
        return found;
    }

    /** Of the certificates that are named the one whose hash is signed, so that no other with the same key can stand in for it. */
    private X509Certificate committed(List<X509Certificate> named, Map<String, Der> signed)
            throws GeneralSecurityException {
        if (named.isEmpty()) {
            throw known.isEmpty()
                    ? notGenuine("it comes without the certificate of its signer")
                    : stranger("comes without the certificate of its signer, and none of those that were given is it");
        }
        boolean isCommitted = false;
        List<X509Certificate> left = named;
        for (String attribute : List.of(SIGNING_CERTIFICATE_V2, SIGNING_CERTIFICATE)) {
            Der values = signed.get(attribute);
            if (values != null) {
                isCommitted = true;
                Der id = values.enter(Der.SEQUENCE).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
                String digest = attribute.equals(SIGNING_CERTIFICATE)
                        ? "SHA-1"
                        : id.isNext(Der.SEQUENCE) ? digest(algorithm(id)) : "SHA-256";
                left = withHash(left, digest, id.bytes(Der.OCTETS));
            }
        }
        if (!isCommitted || left.isEmpty()) {
            throw notGenuine("it was not made with the certificate that it names");
        }
        return left.getFirst();
    }

    private static List<X509Certificate> withHash(List<X509Certificate> named, String digest, byte[] hash)
            throws GeneralSecurityException {
        List<X509Certificate> left = new ArrayList<>();
        for (X509Certificate certificate : named) {
            if (Arrays.equals(MessageDigest.getInstance(digest).digest(certificate.getEncoded()), hash)) {
                left.add(certificate);
            }
        }
        return left;
    }

    /**
     * Demands that a certificate was valid, and is one that the auditor brings or leads to one.
     *
     * @param trusted what the auditor brings
     * @param says when, in the words of who signed
     */
    void demandPath(X509Certificate signer, List<X509Certificate> trusted, Instant at, String says)
            throws GeneralSecurityException {
        if (at.isBefore(signer.getNotBefore().toInstant())
                || at.isAfter(signer.getNotAfter().toInstant())) {
            throw stranger("says " + says + ", when the certificate of its signer was not valid");
        }
        if (trusted.contains(signer)) {
            return;
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(signer);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                trusted.stream().map(c -> new TrustAnchor(c, null)).collect(Collectors.toSet()), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(brought)));
        parameters.setDate(Date.from(at));
        parameters.setRevocationEnabled(false);
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (CertPathBuilderException e) {
            throw stranger("is signed by " + signer.getSubjectX500Principal()
                    + ", whose certificate does not lead to one that was given");
        }
    }

    PackDefect notGenuine(String why) {
        return new PackDefect(Verdict.TAMPERED, what + " is not genuine: " + why + ".");
    }

    private PackDefect unknown(String of) {
        return new PackDefect(
                Verdict.UNVERIFIABLE,
                what + " is made with the " + of + ", which this version does not know. Use a newer verifier.");
    }

    PackDefect stranger(String why) {
        return new PackDefect(Verdict.UNKNOWN_KEY, what + " " + why + ".");
    }
}
