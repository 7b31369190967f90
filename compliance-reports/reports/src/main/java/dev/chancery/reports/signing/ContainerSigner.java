package dev.chancery.reports.signing;

import eu.europa.esig.dss.alert.exception.AlertException;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.MimeTypeEnum;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;

/**
 * Signs what a container holds by ETSI EN 319 122-1 (CAdES), apart from it: baseline B, or baseline T where a time-stamping authority is
 * configured.
 */
public final class ContainerSigner {

    private final SigningKey key;
    private final @Nullable StampSource stamps;

    public ContainerSigner(SigningKey key, SigningSettings settings, HttpClient http) {
        this.key = key;
        this.stamps =
                settings.timestamp() == null ? null : new StampSource(http, settings.timestamp(), settings.timeout());
    }

    /**
     * A CMS SignedData without the content, in DER.
     *
     * @param content {@code META-INF/ASiCManifest.xml}, which is signed
     * @param at when it is signed, as the signer says
     * @throws IOException when the authority gave no time stamp, or the certificate is not valid now
     */
    public byte[] sign(byte[] content, Instant at) throws IOException {
        DSSDocument document = new InMemoryDocument(content, "ASiCManifest.xml", MimeTypeEnum.XML);
        CAdESSignatureParameters parameters = parameters(at);
        CAdESService service = new CAdESService(new CommonCertificateVerifier(true));
        if (stamps != null) {
            service.setTspSource(stamps.forDss());
        }
        try {
            byte[] attributes = service.getDataToSign(document, parameters).getBytes();
            SignatureAlgorithm algorithm = parameters.getSignatureAlgorithm();
            SignatureValue value = new SignatureValue(algorithm, key.sign(algorithm.getJCEId(), attributes));
            try (InputStream cms =
                    service.signDocument(document, parameters, value).openStream()) {
                return ASN1Primitive.fromByteArray(cms.readAllBytes()).getEncoded(ASN1Encoding.DER);
            }
        } catch (DSSException | AlertException | GeneralSecurityException e) {
            throw new NotSigned("The container", e);
        }
    }

    private CAdESSignatureParameters parameters(Instant at) {
        CAdESSignatureParameters parameters = new CAdESSignatureParameters();
        parameters.setSignatureLevel(
                stamps == null ? SignatureLevel.CAdES_BASELINE_B : SignatureLevel.CAdES_BASELINE_T);
        parameters.setSignaturePackaging(SignaturePackaging.DETACHED);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.getSignatureTimestampParameters().setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(key.chain().getFirst()));
        parameters.setCertificateChain(
                key.chain().stream().map(CertificateToken::new).toList());
        parameters.bLevel().setSigningDate(Date.from(at));
        return parameters;
    }
}
