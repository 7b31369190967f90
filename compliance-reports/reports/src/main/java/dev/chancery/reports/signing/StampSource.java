package dev.chancery.reports.signing;

import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Asks an RFC 3161 authority for time stamps of SHA-256 digests. */
final class StampSource {

    private static final int ANSWER_LIMIT = 256 * 1024;
    private static final int NONCE_BITS = 64;

    private final HttpClient http;
    private final URI url;
    private final Duration timeout;
    private final SecureRandom random = new SecureRandom();

    StampSource(HttpClient http, URI url, Duration timeout) {
        this.http = http;
        this.url = url;
        this.timeout = timeout;
    }

    /** The token, as CMS; its imprint, nonce and status are right. */
    byte[] stamp(byte[] sha256) throws IOException, TSPException, InterruptedException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        TimeStampRequest request = generator.generate(TSPAlgorithms.SHA256, sha256, new BigInteger(NONCE_BITS, random));
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Content-Type", "application/timestamp-query")
                        .header("Accept", "application/timestamp-reply")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.getEncoded()))
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_LIMIT));
        if (answer.statusCode() != 200) {
            throw new IOException("it answered " + answer.statusCode());
        }
        TimeStampResponse response = new TimeStampResponse(answer.body());
        response.validate(request);
        TimeStampToken token = response.getTimeStampToken();
        if (token == null) {
            throw new TSPException("it granted nothing: " + response.getStatusString());
        }
        return token.getEncoded();
    }

    /** The same, as DSS asks for it. */
    TSPSource forDss() {
        return (algorithm, sha256) -> {
            try {
                return new TimestampBinary(stamp(sha256));
            } catch (IOException | TSPException e) {
                throw new DSSException(
                        "the time-stamping authority gave no time stamp: "
                                + Objects.requireNonNullElse(
                                        e.getMessage(), e.getClass().getSimpleName()),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DSSException("interrupted while the time-stamping authority was asked", e);
            }
        };
    }
}
