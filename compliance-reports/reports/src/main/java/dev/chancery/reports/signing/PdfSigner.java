package dev.chancery.reports.signing;

import eu.europa.esig.dss.alert.exception.AlertException;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Signs PDF by ETSI EN 319 142-1 (PAdES): baseline B, or baseline T where a time-stamping authority is configured. The signature is an
 * incremental update and changes nothing of what is seen.
 */
public final class PdfSigner {

    private static final int CONTENT_SIZE = 32 * 1024;

    private final SigningKey key;
    private final @Nullable StampSource stamps;
    private final @Nullable URI authority;

    public PdfSigner(SigningKey key, SigningSettings settings, HttpClient http) {
        this.key = key;
        this.authority = settings.timestamp();
        this.stamps = authority == null ? null : new StampSource(http, authority, settings.timeout());
    }

    /** Who signs, who vouches for that, and for the time: to be printed before it is signed. */
    public String statement() {
        return key.statement()
                + (authority == null
                        ? " The time is the signer's own; there is no time stamp."
                        : " The time is stamped by the authority at " + authority.getHost() + ".");
    }

    /**
     * @param at when it is signed, as the signer says
     * @throws IOException when the authority gave no time stamp, or the certificate is not valid now
     */
    public byte[] sign(byte[] pdf, Instant at) throws IOException {
        DSSDocument document = new InMemoryDocument(pdf);
        PAdESSignatureParameters parameters = parameters(at);
        PAdESService service = new PAdESService(new CommonCertificateVerifier(true));
        if (stamps != null) {
            service.setTspSource(stamps.forDss());
        }
        try {
            byte[] attributes = service.getDataToSign(document, parameters).getBytes();
            SignatureAlgorithm algorithm = parameters.getSignatureAlgorithm();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            service.signDocument(
                            document,
                            parameters,
                            new SignatureValue(algorithm, key.sign(algorithm.getJCEId(), attributes)))
                    .writeTo(out);
            return out.toByteArray();
        } catch (DSSException | AlertException | GeneralSecurityException e) {
            throw new NotSigned("The PDF", e);
        }
    }

    private PAdESSignatureParameters parameters(Instant at) {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(
                stamps == null ? SignatureLevel.PAdES_BASELINE_B : SignatureLevel.PAdES_BASELINE_T);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.getSignatureTimestampParameters().setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(key.chain().getFirst()));
        parameters.setCertificateChain(
                key.chain().stream().map(CertificateToken::new).toList());
        parameters.bLevel().setSigningDate(Date.from(at));
        parameters.setContentSize(CONTENT_SIZE);
        parameters.setAppName("Chancery");
        return parameters;
    }
}
