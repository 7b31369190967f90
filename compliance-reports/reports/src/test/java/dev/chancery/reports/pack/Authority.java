package dev.chancery.reports.pack;

import dev.chancery.record.Sha256;
import dev.chancery.record.note.Note;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.jspecify.annotations.Nullable;

/** A time-stamping authority, by Bouncy Castle: a root, a certificate for time stamps, and the stamps that it gives. */
final class Authority {

    static final Instant NOW = Instant.parse("2026-11-05T10:00:00Z");

    private static final Duration YEAR = Duration.ofDays(365);

    private final String algorithm;
    private final KeyPair rootKeys;
    private final KeyPair keys;
    private final X509CertificateHolder root;
    private final X509CertificateHolder certificate;
    boolean bringsCertificates = true;
    String digest = TSPAlgorithms.SHA256.getId();

    /**
     * @param kind EC or RSA
     * @param hash of the signatures, as SHA256
     * @param usage what the certificate is for; null for nothing in particular
     * @param until when the certificate ends
     */
    Authority(String kind, String hash, @Nullable KeyPurposeId usage, Instant until)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        algorithm = hash + "with" + (kind.equals("EC") ? "ECDSA" : kind);
        rootKeys = keys(kind);
        keys = keys(kind);
        root = certificate("CN=Root", rootKeys, null, NOW.plus(YEAR.multipliedBy(9)));
        certificate = certificate("CN=Test Authority", keys, usage, until);
    }

    static Authority of(String kind, String hash)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        return new Authority(kind, hash, KeyPurposeId.id_kp_timeStamping, NOW.plus(YEAR));
    }

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(kind.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private X509CertificateHolder certificate(String name, KeyPair of, @Nullable KeyPurposeId usage, Instant until)
            throws OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=Root"),
                BigInteger.valueOf(name.length()),
                Date.from(NOW.minus(YEAR)),
                Date.from(until),
                new X500Name(name),
                of.getPublic());
        if (of == rootKeys) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else if (usage != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(usage));
        }
        return builder.build(new JcaContentSignerBuilder(algorithm).build(rootKeys.getPrivate()));
    }

    /** The response for a checkpoint. */
    byte[] stamp(String checkpoint, Instant at)
            throws OperatorCreationException, CMSException, TSPException, IOException, GeneralSecurityException {
        byte[] imprint = Sha256.digest().digest(Note.parse(checkpoint).text().getBytes(StandardCharsets.UTF_8));
        TimeStampRequestGenerator request = new TimeStampRequestGenerator();
        request.setCertReq(bringsCertificates);
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        SignerInfoGenerator signer = new JcaSignerInfoGeneratorBuilder(digests)
                .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()), certificate);
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                signer,
                digests.get(new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest))),
                new ASN1ObjectIdentifier("1.2.3.4"));
        if (bringsCertificates) {
            tokens.addCertificates(new JcaCertStore(List.of(certificate, root)));
        }
        return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                .generate(request.generate(TSPAlgorithms.SHA256, imprint), BigInteger.ONE, Date.from(at))
                .getEncoded();
    }

    /**
     * The same by hand, where the generator would refuse the certificate.
     *
     * @param info what is signed, the TSTInfo of a stamp
     * @param named the certificate whose hash is signed
     */
    byte[] sign(byte[] info, X509CertificateHolder named)
            throws OperatorCreationException, CMSException, IOException, GeneralSecurityException {
        SigningCertificateV2 names =
                new SigningCertificateV2(new ESSCertIDv2(Sha256.digest().digest(named.getEncoded())));
        AttributeTable attributes =
                new AttributeTable(new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(names)));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes))
                        .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()), certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        CMSSignedData signed =
                generator.generate(new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info), true);
        return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), signed.toASN1Structure())
                .getEncoded(ASN1Encoding.DER);
    }

    X509CertificateHolder certificate() {
        return certificate;
    }

    X509CertificateHolder rootCertificate() {
        return root;
    }

    /** Its own certificate. */
    List<X509Certificate> own() throws GeneralSecurityException {
        return List.of(new JcaX509CertificateConverter().getCertificate(certificate));
    }

    /** That of its root. */
    List<X509Certificate> root() throws GeneralSecurityException {
        return List.of(new JcaX509CertificateConverter().getCertificate(root));
    }

    Path pem(Path file) throws GeneralSecurityException, IOException {
        List<String> lines = new ArrayList<>();
        for (X509Certificate each : List.of(own().getFirst(), root().getFirst())) {
            lines.add("-----BEGIN CERTIFICATE-----");
            lines.add(Base64.getMimeEncoder().encodeToString(each.getEncoded()));
            lines.add("-----END CERTIFICATE-----");
        }
        return Files.write(file, lines);
    }
}
