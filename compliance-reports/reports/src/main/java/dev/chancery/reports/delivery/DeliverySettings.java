package dev.chancery.reports.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where packs and reports are brought, and how long they are kept.
 *
 * @param keepDays so long the files are kept that have no schedule which says otherwise; null until somebody deletes them
 * @param attempts so often it is tried to bring one somewhere
 * @param destinations by the names that schedules give
 */
@ConfigurationProperties("chancery.reports")
public record DeliverySettings(
        @Nullable Integer keepDays,
        @DefaultValue("8") int attempts,
        @DefaultValue Map<String, Place> destinations) {

    private static final int LONGEST = 36_600;
    private static final int MOST_ATTEMPTS = 20;
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    /**
     * One of these.
     *
     * @param directory made when it is not there
     */
    public record Place(@Nullable Path directory, @Nullable Bucket s3) {}

    /**
     * A bucket that speaks S3.
     *
     * @param endpoint null for that of AWS
     * @param region as the server wants it signed
     * @param prefix of all keys, such as {@code chancery/}
     * @param accessKey null, with {@code secretKey}, to take what the AWS SDK finds in its environment
     * @param pathStyle whether the bucket is in the path and not in the host name; null to have it so with an endpoint
     */
    public record Bucket(
            @Nullable URI endpoint,
            @DefaultValue("us-east-1") String region,
            String bucket,
            @DefaultValue("") String prefix,
            @Nullable String accessKey,
            @Nullable String secretKey,
            @Nullable Boolean pathStyle) {

        boolean isPathStyle() {
            return pathStyle == null ? endpoint != null : pathStyle;
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Bucket[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + ", prefix=" + prefix
                    + "]";
        }
    }

    public DeliverySettings {
        if (keepDays != null && (keepDays < 1 || keepDays > LONGEST)) {
            throw new IllegalArgumentException("chancery.reports.keep-days is from 1 to " + LONGEST);
        }
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("chancery.reports.attempts is from 1 to " + MOST_ATTEMPTS);
        }
        SortedMap<String, Place> sorted = new TreeMap<>(destinations);
        sorted.forEach(DeliverySettings::check);
        destinations = sorted;
    }

    private static void check(String name, Place place) {
        String at = "chancery.reports.destinations." + name;
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(at + " is named by small letters, digits and hyphens");
        }
        Bucket bucket = place.s3();
        if ((place.directory() == null) == (bucket == null)) {
            throw new IllegalArgumentException(at + " has either a directory or s3");
        }
        if (bucket == null) {
            return;
        }
        if (bucket.bucket() == null || bucket.bucket().isBlank()) {
            throw new IllegalArgumentException(at + ".s3.bucket is missing");
        }
        if ((bucket.accessKey() == null) != (bucket.secretKey() == null)) {
            throw new IllegalArgumentException(at + ".s3 has both access-key and secret-key, or neither");
        }
        URI endpoint = bucket.endpoint();
        if (endpoint != null
                && (!("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
                        || endpoint.getUserInfo() != null)) {
            throw new IllegalArgumentException(at + ".s3.endpoint is an http or https URL without a user");
        }
    }
}
