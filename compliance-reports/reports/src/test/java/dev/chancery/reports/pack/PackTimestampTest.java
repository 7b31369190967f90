package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who made a time stamp, by the certificates that the auditor brings. */
class PackTimestampTest {

    private static final Instant NOW = Authority.NOW;

    private final MemoryLog log = SampleLog.of(3);

    @TempDir
    private Path directory;

    private Report verify(byte[] timestamp, List<X509Certificate> authorities) throws IOException {
        log.timestamp = timestamp;
        Path pack = log.write(new PackRange(0, log.size(), null), directory.resolve("pack.zip"));
        return Verification.verify(pack, Trust.NONE.stampedBy(authorities));
    }

    private static void assertFound(Report report, Verdict verdict, String part) {
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(verdict);
        assertThat(report.findings().getFirst()).contains(part);
    }

    @Test
    void verifiesTheSignatureOfTheAuthority() throws Exception {
        for (String kind : List.of("EC", "RSA")) {
            for (String hash : List.of("SHA256", kind.equals("EC") ? "SHA512" : "SHA384")) {
                // given
                Authority authority = Authority.of(kind, hash);
                byte[] stamp = authority.stamp(log.checkpoint(), NOW);
                for (List<X509Certificate> given : List.of(authority.own(), authority.root())) {
                    // when
                    Report report = verify(stamp, given);
                    // then
                    assertThat(report.findings()).as(kind + hash).isEmpty();
                    assertThat(String.join("\n", report.checked()))
                            .contains("says 20261105100000Z is of this checkpoint")
                            .contains("The time stamp is signed by CN=Test Authority");
                    assertThat(String.join("\n", report.notChecked())).contains("revoked");
                }
            }
        }
    }

    @Test
    void readsTheOlderAttributeAndAStampWithoutCertificates() throws Exception {
        // given a stamp that names its certificate by SHA-1, as the first version of the standard has it
        Authority authority = Authority.of("EC", "SHA256");
        authority.digest = TSPAlgorithms.SHA1.getId();
        assertThat(verify(authority.stamp(log.checkpoint(), NOW), authority.root())
                        .findings())
                .isEmpty();
        // and one that brings none
        authority.digest = TSPAlgorithms.SHA512.getId();
        authority.bringsCertificates = false;
        byte[] bare = authority.stamp(log.checkpoint(), NOW);
        assertThat(verify(bare, authority.own()).findings()).isEmpty();
        assertFound(verify(bare, authority.root()), Verdict.UNKNOWN_KEY, "comes without the certificate");
    }

    @Test
    void withoutCertificatesItIsNotCheckedAndThatIsSaid() throws Exception {
        Report report = verify(Authority.of("EC", "SHA256").stamp(log.checkpoint(), NOW), List.of());
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(String.join("\n", report.notChecked()))
                .contains("unverifiable, no certificate of the authority was given");
    }

    @Test
    void aChangedStampIsTampering() throws Exception {
        // given
        Authority authority = Authority.of("EC", "SHA256");
        byte[] stamp = authority.stamp(log.checkpoint(), NOW);
        int changed = 0;
        for (int i = 0; i < stamp.length; i += 13) {
            byte[] flipped = stamp.clone();
            flipped[i] ^= 1;
            // when
            Report report = verify(flipped, authority.own());
            // then
            assertThat(report.verdict()).as("byte %d", i).isNotNull();
            changed += report.verdict() == Verdict.TAMPERED ? 1 : 0;
            assertThat(report.verdict() == Verdict.VERIFIED && i > stamp.length - 70)
                    .as("byte %d of the signature", i)
                    .isFalse();
        }
        assertThat(changed).isGreaterThan(stamp.length / 13 / 2);
        // and cut short, or of another checkpoint
        for (int length = 0; length < stamp.length; length += 50) {
            assertThat(verify(Arrays.copyOf(stamp, length), authority.own()).verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
        assertFound(
                verify(authority.stamp(log.checkpoint(5), NOW), authority.own()),
                Verdict.TAMPERED,
                "something else than this checkpoint");
    }

    @Test
    void anotherAuthorityIsUnknown() throws Exception {
        // given two of the same name and number
        byte[] stamp = Authority.of("EC", "SHA256").stamp(log.checkpoint(), NOW);
        Authority another = Authority.of("EC", "SHA256");
        // when and then
        assertFound(verify(stamp, another.root()), Verdict.UNKNOWN_KEY, "does not lead to one that was given");
        assertFound(verify(stamp, another.own()), Verdict.UNKNOWN_KEY, "does not lead to one that was given");
    }

    @Test
    void aCertificateMustBeForTimeStampsAndValidThen() throws Exception {
        // given certificates for servers, for nothing in particular, and of the past
        Authority authority = Authority.of("EC", "SHA256");
        byte[] info = new TimeStampResponse(authority.stamp(log.checkpoint(), NOW))
                .getTimeStampToken()
                .getTimeStampInfo()
                .getEncoded();
        for (KeyPurposeId usage : Arrays.asList(KeyPurposeId.id_kp_serverAuth, null)) {
            Authority other = new Authority("EC", "SHA256", usage, NOW.plus(Duration.ofDays(1)));
            // when and then
            assertFound(
                    verify(other.sign(info, other.certificate()), other.root()),
                    Verdict.UNKNOWN_KEY,
                    "not one for time stamps");
        }
        Authority past = new Authority("EC", "SHA256", KeyPurposeId.id_kp_timeStamping, NOW.minus(Duration.ofDays(1)));
        assertFound(verify(past.stamp(log.checkpoint(), NOW), past.root()), Verdict.UNKNOWN_KEY, "was not valid");
        assertThat(verify(past.stamp(log.checkpoint(), NOW.minus(Duration.ofDays(2))), past.root())
                        .findings())
                .isEmpty();
    }

    @Test
    void theCertificateIsTheOneWhoseHashIsSigned() throws Exception {
        // given
        Authority authority = Authority.of("EC", "SHA256");
        byte[] info = new TimeStampResponse(authority.stamp(log.checkpoint(), NOW))
                .getTimeStampToken()
                .getTimeStampInfo()
                .getEncoded();
        // when and then
        assertThat(verify(authority.sign(info, authority.certificate()), authority.root())
                        .findings())
                .isEmpty();
        assertFound(
                verify(authority.sign(info, authority.rootCertificate()), authority.root()),
                Verdict.TAMPERED,
                "not made with the certificate that it names");
    }

    @Test
    void certificatesWithoutATimeStampAreIncomplete() throws Exception {
        Path pack = log.write(new PackRange(0, log.size(), null), directory.resolve("pack.zip"));
        assertFound(
                Verification.verify(
                        pack, Trust.NONE.stampedBy(Authority.of("EC", "SHA256").own())),
                Verdict.INCOMPLETE,
                "no time stamp");
    }
}
