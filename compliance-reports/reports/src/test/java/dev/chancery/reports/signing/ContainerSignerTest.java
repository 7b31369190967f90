package dev.chancery.reports.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.contracts.CannotStart;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has a key, a container is signed with it and DSS validates it. */
class ContainerSignerTest {

    private static final Path SOFT_TOKEN = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    private static final String PIN = "1234";

    @TempDir
    private Path folder;

    private static SigningSettings settings(@Nullable URI timestamp) {
        return new SigningSettings(null, null, null, null, timestamp, Duration.ofSeconds(5));
    }

    private static SignatureWrapper signature(Path container) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(container.toFile()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        validator.setCertificateVerifier(verifier);
        DiagnosticData data = validator.validateDocument().getDiagnosticData();
        assertThat(data.getSignatures()).hasSize(1);
        return data.getSignatures().getFirst();
    }

    @Test
    void aContainerIsStampedWhereAnAuthorityIsConfigured() throws Exception {
        // given
        byte[] own = SigningKey.fresh("log", Instant.now());
        Path file = folder.resolve("some.asice");
        try (StampServer stamps = new StampServer()) {
            SigningSettings settings = settings(stamps.url());
            ContainerSigner signer =
                    new ContainerSigner(SigningKey.of(settings, () -> own), settings, HttpClient.newHttpClient());
            // when
            try (SignedContainer container = new SignedContainer(Files.newOutputStream(file))) {
                container.add("report.pdf", "application/pdf", "%PDF".getBytes(StandardCharsets.US_ASCII));
                container.begin("rows.csv", "text/csv");
                container.write("a\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(container.end().bytes()).isEqualTo(3);
                container.seal(signer, Instant.now());
            }
            SignatureWrapper signature = signature(file);
            // then
            assertThat(signature.isSignatureIntact()).isTrue();
            assertThat(signature.getSignatureFormat()).isEqualTo(SignatureLevel.CAdES_BASELINE_T);
            assertThat(signature.getTimestampList()).hasSize(1).allMatch(t -> t.isMessageImprintDataIntact());
            assertThat(signature.getDigestMatchers()).allMatch(m -> m.isDataFound() && m.isDataIntact());
            // and one that gives no stamp stops it
            stamps.grumpy = true;
            try (SignedContainer container =
                    new SignedContainer(Files.newOutputStream(folder.resolve("unsigned.asice")))) {
                assertThatThrownBy(() -> container.seal(signer, Instant.now()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("gave no time stamp");
            }
        }
    }

    @Test
    void aFileOfAContainerHasASafeName() throws IOException {
        try (SignedContainer container = new SignedContainer(Files.newOutputStream(folder.resolve("x.asice")))) {
            for (String name : List.of("../x", "/x", "META-INF/x", "a b", "x\"/>", "", "a//b")) {
                assertThatThrownBy(() -> container.begin(name, "text/plain"))
                        .as(name)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aKeyThatStaysInATokenSigns() throws Exception {
        assumeTrue(Files.isReadable(SOFT_TOKEN), "There is no " + SOFT_TOKEN + ": install softhsm2 to test tokens");
        // given
        Path tokens = Files.createDirectories(folder.resolve("tokens"));
        Path library = Files.writeString(
                folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        Path configuration = Files.writeString(
                folder.resolve("token.cfg"), "name = Reports\nlibrary = " + SOFT_TOKEN + "\nslotListIndex = 0\n");
        Path file = folder.resolve("some.asice");
        // when
        run(library, "softhsm2-util", "--init-token", "--free", "--label", "reports", "--pin", PIN, "--so-pin", "4321");
        run(
                library,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TokenSigner.class.getName(),
                configuration.toString(),
                PIN,
                file.toString());
        // then
        SignatureWrapper signature = signature(file);
        assertThat(signature.isSignatureIntact()).isTrue();
        assertThat(signature.getSigningCertificate().getCertificateDN()).contains("Chancery reports of token");
    }

    private void run(Path library, String... command) throws Exception {
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(Map.of("SOFTHSM2_CONF", library.toString()));
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }

    @Test
    void aTokenThatCannotBeOpenedSaysWhichAndWhatToDo() throws IOException {
        // given
        Path none = folder.resolve("none.cfg");
        Path wrong = Files.writeString(folder.resolve("wrong.cfg"), "name = Wrong\nlibrary = /nowhere/lib.so\n");
        // when and then
        Stream.of(none, wrong)
                .forEach(file -> assertThatThrownBy(() -> SigningKey.of(
                                new SigningSettings(null, PIN, null, file, null, Duration.ofSeconds(5)),
                                () -> new byte[0]))
                        .isInstanceOf(CannotStart.class)
                        .hasMessageContaining("chancery.reports.signing.pkcs11 " + file));
        assertThatThrownBy(() -> new SigningSettings(wrong, PIN, null, none, null, Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave one of them out");
    }
}
