package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.LedgerSettings.Timestamping;
import dev.chancery.eventstore.ledger.WitnessSettings;
import dev.chancery.record.note.Checkpoint;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimestampTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home = SharedStore.newHome();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void deleteHome() {
        SharedStore.delete(home);
    }

    /** A time-stamping authority with a certificate of its own making. */
    private static final class Authority {
        private final KeyPair keys;
        private final X509CertificateHolder certificate;

        Authority() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            keys = generator.generateKeyPair();
            X500Name name = new X500Name("CN=Test Authority");
            certificate = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.TEN,
                            Date.from(Instant.now().minusSeconds(3600)),
                            Date.from(Instant.now().plusSeconds(86400)),
                            name,
                            keys.getPublic())
                    .addExtension(
                            Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        }

        byte[] answer(TimeStampRequest request, Instant at) throws Exception {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", keys.getPrivate(), certificate),
                    new JcaDigestCalculatorProviderBuilder()
                            .build()
                            .get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(TSPAlgorithms.SHA256)),
                    new ASN1ObjectIdentifier("1.2.3.4"));
            tokens.addCertificates(new JcaCertStore(List.of(certificate)));
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.ONE, Date.from(at))
                    .getEncoded();
        }

        Path pem(Path file) throws Exception {
            return Files.writeString(
                    file,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        }
    }

    @Test
    void keepsTheTimestampOfAHead() throws Exception {
        // given
        Authority authority = new Authority();
        try (Loopback server = serve(authority, Instant.now(), request -> request);
                Store store = open(server, authority.pem(home.resolve("trusted.pem")))) {
            // when
            store.engine().appendEvents(events(newStream(), 0, 5));
            String head = store.ledger().attested(PATIENCE);

            // then
            TimeStampResponse kept =
                    new TimeStampResponse(store.ledger().timestamp(head).orElseThrow());
            assertThat(kept.getTimeStampToken().getTimeStampInfo().getMessageImprintDigest())
                    .isEqualTo(MessageDigest.getInstance("SHA-256")
                            .digest(Checkpoint.parse(head).text().getBytes(StandardCharsets.UTF_8)));
            assertThat(store.ledger().get().timestampAt()).isNotNull();

            // and asks nobody again for the same head, nor within the hour by itself
            int before = asked.get();
            store.engine().appendEvents(events(newStream(), 0, 5));
            Waiting.until(
                    PATIENCE,
                    () -> Checkpoint.parse(store.ledger().checkpoint()).size() == 10);
            assertThat(asked.get()).isEqualTo(before);
        }
    }

    @Test
    void keepsNoneThatIsOfAnotherHeadAnotherTimeOrAnotherAuthority() throws Exception {
        // given
        Authority authority = new Authority();
        Authority another = new Authority();
        Path trusted = authority.pem(home.resolve("trusted.pem"));
        UnaryOperator<TimeStampRequest> otherImprint = request -> {
            TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            return generator.generate(TSPAlgorithms.SHA256, new byte[32], request.getNonce());
        };
        UnaryOperator<TimeStampRequest> otherNonce = request -> {
            TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            return generator.generate(TSPAlgorithms.SHA256, request.getMessageImprintDigest(), BigInteger.TWO);
        };
        Instant now = Instant.now();

        // when and then
        for (Loopback lying : List.of(
                serve(authority, now, otherImprint),
                serve(authority, now, otherNonce),
                serve(authority, now.minusSeconds(3000), request -> request),
                serve(another, now, request -> request),
                new Loopback("/", body -> Loopback.Answer.text(200, "hello")),
                new Loopback("/", body -> Loopback.Answer.text(503, "")))) {
            try (lying;
                    Store store = open(lying, trusted)) {
                String head = store.ledger().attested(PATIENCE);
                assertThat(store.ledger().timestamp(head)).isEmpty();
                assertThat(store.ledger().get().timestampError()).isNotBlank();
                assertThat(store.ledger().get().timestampAt()).isNull();
            }
        }
    }

    private Store open(Loopback server, Path trusted) {
        return Store.open(
                StoreSettings.embedded(home),
                new LedgerSettings(List.of(), 0, new Timestamping(server.url(), Duration.ofHours(1), trusted), false),
                WitnessSettings.none());
    }

    private Loopback serve(Authority authority, Instant at, UnaryOperator<TimeStampRequest> seen) throws Exception {
        return new Loopback("/", body -> {
            try {
                asked.incrementAndGet();
                return new Loopback.Answer(
                        200,
                        "application/timestamp-reply",
                        authority.answer(seen.apply(new TimeStampRequest(body)), at));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
