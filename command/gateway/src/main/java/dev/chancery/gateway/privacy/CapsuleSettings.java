package dev.chancery.gateway.privacy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the values of a held answer are sealed for its caller.
 *
 * @param expiry how long a capsule can be opened
 * @param maximumCharacters longest capsule that is made or read
 * @param secret where the secret is that keys are derived from, {@code env:NAME} or {@code file:PATH}, the same for all nodes; null
 *     for {@code secrets/capsules} in the home. It has at least {@value Capsules#SECRET_BYTES} bytes, which are taken as they are
 * @param previous where secrets are that were used before, and still open
 */
@ConfigurationProperties("chancery.capsules")
public record CapsuleSettings(
        @DefaultValue("7d") Duration expiry,
        @DefaultValue("262144") int maximumCharacters,
        @Nullable String secret,
        @DefaultValue List<String> previous) {

    private static final Duration LONGEST = Duration.ofDays(366);

    public CapsuleSettings {
        previous = List.copyOf(previous);
        if (expiry.toSeconds() < 1 || expiry.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("chancery.capsules.expiry is from 1s to 366d");
        }
        if (maximumCharacters < 1) {
            throw new IllegalArgumentException("chancery.capsules.maximum-characters is at least 1");
        }
    }
}
