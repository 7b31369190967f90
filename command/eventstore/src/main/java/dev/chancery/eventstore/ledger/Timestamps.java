package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.ledger.LedgerSettings.Timestamping;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.Sha256;
import dev.chancery.record.note.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 3161 timestamps of heads: the imprint is the SHA-256 of a head's text without signatures. A response is kept once its
 * imprint, nonce, time and signature were verified, for ever, since it is evidence; one an hour is some 50 MB in a year.
 */
final class Timestamps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Timestamps.class);
    private static final Duration TIME_OUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final int ANSWER_LIMIT = 256 * 1024;
    private static final int NONCE_BITS = 64;

    private final DataSource database;
    private final Timestamping settings;
    private final HttpClient http;
    private final InstantSource clock;
    private final Set<TrustAnchor> trusted;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService asking = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("log-timestamp").daemon().factory());

    private volatile @Nullable Instant newest;
    private volatile @Nullable String error;
    private long newestSize;
    private @Nullable Instant notBefore;

    Timestamps(DataSource database, Timestamping settings, HttpClient http, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.trusted = anchors(settings);
        Query.ask(database, connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT size, at FROM log_timestamp ORDER BY at DESC LIMIT 1");
                    ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    newestSize = row.getLong(1);
                    newest = row.getTimestamp(2).toInstant();
                }
                return true;
            }
        });
    }

    private static Set<TrustAnchor> anchors(Timestamping settings) {
        Set<TrustAnchor> anchors = new HashSet<>();
        if (settings.certificates() != null) {
            try (var pem = Files.newInputStream(settings.certificates())) {
                for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    anchors.add(new TrustAnchor((X509Certificate) certificate, null));
                }
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(
                        "chancery.ledger.timestamp.certificates: " + settings.certificates()
                                + " is no PEM file of certificates",
                        e);
            }
        }
        return anchors;
    }

    /** When the newest timestamp is from. */
    @Nullable
    Instant newest() {
        return newest;
    }

    /** Why the last request failed; null when it did not. */
    @Nullable
    String error() {
        return error;
    }

    /** Lets a head be timestamped when it is time; returns at once. */
    synchronized void offer(String note) {
        Instant now = clock.instant();
        Instant last = newest;
        boolean due = last == null || !now.isBefore(last.plus(settings.every()));
        boolean resting = notBefore != null && now.isBefore(notBefore);
        if (due && !resting && Checkpoint.parse(note).size() > newestSize) {
            notBefore = now.plus(PAUSE);
            obtain(note);
        }
    }

    /** Waits until a head has a timestamp, or the time runs out. */
    void await(String note, Duration atMost) throws InterruptedException {
        try {
            obtain(note).get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever asks sees that there is none; why is in the status.
        }
    }

    private CompletableFuture<?> obtain(String note) {
        if (asking.isShutdown()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> request(note), asking);
    }

    private void request(String note) {
        String text = text(note);
        if (find(text).isPresent()) {
            return;
        }
        try {
            keep(text, ask(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8))));
            error = null;
        } catch (IOException | TSPException | RuntimeException e) {
            error = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            LOG.atWarn().addKeyValue("why", error).log("The time-stamping authority gave no timestamp");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TimeStampResponse ask(byte[] imprint) throws IOException, TSPException, InterruptedException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        TimeStampRequest request =
                generator.generate(TSPAlgorithms.SHA256, imprint, new BigInteger(NONCE_BITS, random));
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(settings.url())
                        .timeout(TIME_OUT)
                        .header("Content-Type", "application/timestamp-query")
                        .header("Accept", "application/timestamp-reply")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.getEncoded()))
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_LIMIT));
        if (answer.statusCode() != 200) {
            throw new IOException("The authority answered " + answer.statusCode());
        }
        TimeStampResponse response = new TimeStampResponse(answer.body());
        response.validate(request);
        TimeStampToken token = response.getTimeStampToken();
        if (token == null) {
            throw new TSPException("The authority granted nothing: " + response.getStatusString());
        }
        verify(token);
        return response;
    }

    private void verify(TimeStampToken token) throws TSPException {
        try {
            List<X509Certificate> sent = new ArrayList<>();
            X509CertificateHolder signer = null;
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
                sent.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
                signer = token.getSID().match(holder) ? holder : signer;
            }
            if (signer == null) {
                throw new TSPException("The timestamp comes without its signer's certificate");
            }
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            Instant at = token.getTimeStampInfo().getGenTime().toInstant();
            if (Duration.between(clock.instant(), at).abs().compareTo(CLOCK_SKEW) > 0) {
                throw new TSPException("The authority's clock says " + at);
            }
            if (!trusted.isEmpty()) {
                demandPath(signer, sent, at);
            }
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new TSPException("The timestamp's signer is not to be trusted: " + e.getMessage(), e);
        }
    }

    private void demandPath(X509CertificateHolder signer, List<X509Certificate> sent, Instant at)
            throws GeneralSecurityException, IOException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(sent.stream()
                .filter(c -> c.getSerialNumber().equals(signer.getSerialNumber()))
                .findFirst()
                .orElseThrow());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
        parameters.setDate(Date.from(at));
        parameters.setRevocationEnabled(false);
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    private synchronized void keep(String text, TimeStampResponse response) throws IOException {
        Instant at =
                response.getTimeStampToken().getTimeStampInfo().getGenTime().toInstant();
        long size = Checkpoint.parse(text).size();
        byte[] encoded = response.getEncoded();
        Query.ask(database, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO log_timestamp (imprint, size, at, response) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING")) {
                insert.setBytes(1, Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
                insert.setLong(2, size);
                insert.setTimestamp(3, Timestamp.from(at));
                insert.setBytes(4, encoded);
                return insert.executeUpdate();
            }
        });
        newestSize = size;
        newest = at;
    }

    /** The response that is kept for a head. */
    Optional<byte[]> find(String checkpoint) {
        byte[] imprint = Sha256.digest().digest(text(checkpoint).getBytes(StandardCharsets.UTF_8));
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT response FROM log_timestamp WHERE imprint = ?")) {
                statement.setBytes(1, imprint);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    private static String text(String note) {
        return Checkpoint.parse(note).text();
    }

    /** Waits for the last answer, which is short or aborted. */
    @Override
    public void close() {
        asking.close();
    }
}
