package dev.chancery.reports.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.CannotStart;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.print.SampleDocument;
import dev.chancery.reports.print.Vera;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfSignerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] OWN =
            SigningKey.fresh("chancery.example/record", Instant.now().minus(Duration.ofHours(1)));
    private static final SigningKey KEY = SigningKey.of(settings(null), () -> OWN);

    @TempDir
    static Path folder;

    private static StampServer stamps;

    @BeforeAll
    static void start() throws Exception {
        stamps = new StampServer();
    }

    @AfterAll
    static void stop() {
        stamps.close();
    }

    private static SigningSettings settings(@Nullable URI timestamp) {
        return new SigningSettings(null, null, null, null, timestamp, Duration.ofSeconds(5));
    }

    private static byte[] signed(PdfSigner signer) throws IOException {
        return signer.sign(Press.print(SampleDocument.of(signer.statement())), Instant.now());
    }

    @Test
    void aFreshKeySignsThoughTheClockIsPutBack() {
        // given
        Instant made = Instant.parse("2026-11-29T23:30:00Z");
        byte[] fresh = SigningKey.fresh("example.org/chancery", made);

        // when
        SigningKey key = SigningKey.of(settings(null), () -> fresh);

        // then
        for (Duration back : List.of(Duration.ZERO, Duration.ofHours(2))) {
            assertThatCode(() -> key.chain().getFirst().checkValidity(Date.from(made.minus(back))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aSignedSampleIsStillForArchivesAndAccessible() throws Exception {
        // when
        byte[] pdf = signed(new PdfSigner(KEY, settings(null), HTTP));

        // then
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        Files.createDirectories(Path.of("target", "print"));
        Files.write(Path.of("target", "print", "sample-signed.pdf"), pdf);
    }

    @Test
    void aSignatureValidatesWhenItsCertificateIsTrustedAndOnlyThen() throws Exception {
        // given
        byte[] pdf = signed(new PdfSigner(KEY, settings(null), HTTP));

        // when
        SimpleReport trusted = validate(pdf, KEY.chain());
        SimpleReport unknown = validate(pdf, List.of());

        // then
        String id = trusted.getFirstSignatureId();
        assertThat(trusted.getSignaturesCount()).isEqualTo(1);
        assertThat(trusted.getIndication(id)).isEqualTo(Indication.TOTAL_PASSED);
        assertThat(trusted.getSignatureFormat(id)).isEqualTo(SignatureLevel.PAdES_BASELINE_B);
        assertThat(unknown.getIndication(unknown.getFirstSignatureId())).isEqualTo(Indication.INDETERMINATE);
    }

    @Test
    void aChangedByteIsFound() throws Exception {
        // given
        byte[] pdf = signed(new PdfSigner(KEY, settings(null), HTTP));
        String text = new String(pdf, StandardCharsets.ISO_8859_1);

        // when
        pdf[text.indexOf("stream") + 40] ^= 1;

        // then
        SimpleReport report = validate(pdf, KEY.chain());
        assertThat(report.getIndication(report.getFirstSignatureId())).isEqualTo(Indication.TOTAL_FAILED);
    }

    @Test
    void aTimeStampMakesItBaselineT() throws Exception {
        // given
        PdfSigner signer = new PdfSigner(KEY, settings(stamps.url()), HTTP);

        // when
        byte[] pdf = signed(signer);

        // then
        SimpleReport report = validate(pdf, List.of(KEY.chain().getFirst(), stamps.certificate()));
        String id = report.getFirstSignatureId();
        assertThat(report.getSignatureFormat(id)).isEqualTo(SignatureLevel.PAdES_BASELINE_T);
        assertThat(report.getIndication(id)).isEqualTo(Indication.TOTAL_PASSED);
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        assertThat(signer.statement()).contains("stamped by the authority at localhost");
    }

    @Test
    void anAuthorityThatGivesNothingStopsTheSigningWithAReason() throws Exception {
        // given
        try (StampServer grumpy = new StampServer()) {
            grumpy.grumpy = true;
            PdfSigner signer = new PdfSigner(KEY, settings(grumpy.url()), HTTP);

            // when, then
            assertThatThrownBy(() -> signed(signer))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the time-stamping authority gave no time stamp: it answered 503");
        }
    }

    @Test
    void anExpiredCertificateSignsNothing() {
        // given
        byte[] old = SigningKey.fresh("old", Instant.parse("2010-01-01T00:00:00Z"));
        PdfSigner signer = new PdfSigner(SigningKey.of(settings(null), () -> old), settings(null), HTTP);

        // when, then
        assertThatThrownBy(() -> signed(signer)).isInstanceOf(IOException.class).hasMessageContaining("not signed");
    }

    @Test
    void theDocumentSaysThatTheKeyIsSelfSigned() throws Exception {
        // when
        byte[] pdf = signed(new PdfSigner(KEY, settings(null), HTTP));

        // then
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
                    .contains("Self-signed: the key was made by who signs, and nobody else vouches for it.");
        }
        assertThat(KEY.selfSigned()).isTrue();
    }

    @Test
    void aKeyOfAnAuthorityComesFromAFile() throws Exception {
        // given
        Path file = Files.write(folder.resolve("company.p12"), Issued.keystore("secret"));
        SigningSettings settings = new SigningSettings(file, "secret", null, null, null, Duration.ofSeconds(5));

        // when
        SigningKey key = SigningKey.of(settings, () -> {
            throw new AssertionError("The installation's own key is not asked for");
        });
        PdfSigner signer = new PdfSigner(key, settings, HTTP);
        SimpleReport report = validate(signed(signer), List.of(key.chain().getLast()));

        // then
        assertThat(key.selfSigned()).isFalse();
        assertThat(key.chain()).hasSize(2);
        assertThat(signer.statement()).contains("Issued by CN=Company root").doesNotContain("Self-signed");
        assertThat(report.getSignedBy(report.getFirstSignatureId())).isEqualTo("Company reports");
        assertThat(report.getIndication(report.getFirstSignatureId())).isNotEqualTo(Indication.TOTAL_FAILED);
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void aKeystoreThatCannotBeOpenedSaysWhichAndWhy() throws Exception {
        // given
        Path file = Files.write(folder.resolve("wrong.p12"), Issued.keystore("secret"));

        // when, then
        assertThatThrownBy(() -> SigningKey.of(
                        new SigningSettings(file, "other", null, null, null, Duration.ofSeconds(5)), () -> OWN))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("wrong.p12");
        assertThatThrownBy(() -> SigningKey.of(
                        new SigningSettings(file, "secret", "nobody", null, null, Duration.ofSeconds(5)), () -> OWN))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> SigningKey.of(
                        new SigningSettings(folder.resolve("none"), "x", null, null, null, Duration.ofSeconds(5)),
                        () -> OWN))
                .isInstanceOf(CannotStart.class);
        assertThatThrownBy(() -> new SigningSettings(null, "x", null, null, null, Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SimpleReport validate(byte[] pdf, List<X509Certificate> trusted) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        trusted.forEach(each -> anchors.addCertificate(new CertificateToken(each)));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(pdf));
        validator.setCertificateVerifier(verifier);
        return validator.validateDocument().getSimpleReport();
    }
}
