package dev.chancery.reports.delivery;

import dev.chancery.record.Sha256;
import dev.chancery.reports.delivery.DeliverySettings.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket that speaks S3. A large file goes in parts, and is there once all are. Each part and each file goes with its SHA-256, which the
 * bucket checks.
 */
final class BucketDestination implements Destination {

    /** Larger files go in parts of this size, of which there may be 10,000. */
    static final int PART = 64 << 20;

    private static final String BINARY = "application/octet-stream";
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TIME_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Bucket settings;
    private final S3Client s3;
    private final int part;

    BucketDestination(Bucket settings) {
        this(settings, PART);
    }

    BucketDestination(Bucket settings, int part) {
        this.settings = settings;
        this.part = part;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.isPathStyle())
                // What not every server of this protocol knows is left out; checksums are given with each request.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .overrideConfiguration(calls -> calls.retryStrategy(RetryMode.STANDARD))
                .credentialsProvider(
                        settings.accessKey() == null || settings.secretKey() == null
                                ? DefaultCredentialsProvider.builder().build()
                                : StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofMinutes(1)));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        this.s3 = builder.build();
    }

    @Override
    public String address(String name) {
        return "s3://" + settings.bucket() + "/" + key(name);
    }

    private String key(String name) {
        return settings.prefix() + name;
    }

    @Override
    public void deliver(Path file, String name, String sha256) throws DeliveryException, InterruptedException {
        try {
            DirectoryDestination.demand(HexFormat.of().formatHex(digest(file, 0, Files.size(file))), sha256);
            byte[] line = (sha256 + "  " + name + "\n").getBytes(StandardCharsets.US_ASCII);
            s3.putObject(
                    put -> put.bucket(settings.bucket())
                            .key(key(name) + ".sha256")
                            .contentType("text/plain")
                            .checksumSHA256(base64(Sha256.digest().digest(line))),
                    RequestBody.fromBytes(line));
            if (Files.size(file) <= part) {
                s3.putObject(
                        put -> put.bucket(settings.bucket())
                                .key(key(name))
                                .contentType(BINARY)
                                .metadata(Map.of("sha256", sha256))
                                .checksumSHA256(base64(HexFormat.of().parseHex(sha256))),
                        RequestBody.fromFile(file));
            } else {
                inParts(file, key(name), sha256);
            }
        } catch (AbortedException e) {
            Thread.interrupted();
            throw new InterruptedException("Stopped while a file is brought to a bucket");
        } catch (S3Exception e) {
            throw refused(e);
        } catch (SdkException e) {
            throw DeliveryException.passing("The bucket cannot be reached, or the connection broke.", e);
        } catch (IOException e) {
            throw DeliveryException.passing("The file cannot be read.", e);
        }
    }

    private void inParts(Path file, String key, String sha256) throws IOException {
        String bucket = settings.bucket();
        String upload = s3.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key)
                        .contentType(BINARY)
                        .metadata(Map.of("sha256", sha256))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long size = Files.size(file);
            for (long from = 0; from < size; from += part) {
                long begin = from;
                long length = Math.min(part, size - from);
                int number = parts.size() + 1;
                String checksum = base64(digest(file, begin, length));
                String tag = s3.uploadPart(
                                put -> put.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .checksumSHA256(checksum),
                                RequestBody.fromContentProvider(() -> open(file, begin, length), length, BINARY))
                        .eTag();
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(tag)
                        .checksumSHA256(checksum)
                        .build());
            }
            s3.completeMultipartUpload(complete ->
                    complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (RuntimeException | IOException e) {
            abort(key, upload);
            throw e;
        }
    }

    private void abort(String key, String upload) {
        try {
            s3.abortMultipartUpload(
                    abort -> abort.bucket(settings.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            WhenAnExportIsReadyThenDeliver.LOG
                    .atWarn()
                    .setCause(e)
                    .log("An upload in parts could not be given up; the bucket keeps its parts until they are removed");
        }
    }

    private static byte[] digest(Path file, long from, long length) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(file, from, length), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return sha256.digest();
    }

    /** A part of a file. */
    private static InputStream open(Path file, long from, long length) {
        try {
            FileChannel channel = FileChannel.open(file);
            channel.position(from);
            return new Limited(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static DeliveryException refused(S3Exception e) {
        int status = e.statusCode();
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        String said = status + (code.matches("[A-Za-z]{1,60}") ? " " + code : "");
        if (status >= SERVER_ERROR || status == TIME_OUT || status == TOO_MANY) {
            return DeliveryException.passing("The bucket could not take it now (" + said + ").", e);
        }
        return DeliveryException.lasting(
                switch (status) {
                    case FORBIDDEN ->
                        "The bucket does not permit it (" + said + "). Look at the keys and the bucket's policy.";
                    case NOT_FOUND -> "There is no such bucket (" + said + "). Look at its name, endpoint and region.";
                    default -> "The bucket refused it (" + said + ").";
                },
                e);
    }

    @Override
    public void close() {
        s3.close();
    }
}
