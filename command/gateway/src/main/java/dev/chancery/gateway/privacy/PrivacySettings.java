package dev.chancery.gateway.privacy;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of what is kept in memory, and what numbers are known.
 *
 * @param sessions most sessions remembered at a time; the one unused for longest is forgotten first
 * @param valuesPerSession most values of one session that can be put back
 * @param charactersPerSession most characters that these values have together
 * @param idle how long an unused session is remembered
 * @param phoneRegions ISO 3166 codes of regions whose national telephone numbers are known
 */
@ConfigurationProperties("chancery.privacy")
public record PrivacySettings(
        @DefaultValue("10000") int sessions,
        @DefaultValue("10000") int valuesPerSession,
        @DefaultValue("4000000") int charactersPerSession,
        @DefaultValue("1h") Duration idle,

        @DefaultValue({"US", "GB", "DE", "FR", "IT", "ES", "NL", "BE", "AT", "CH", "SE", "IE"})
        List<String> phoneRegions) {

    /** What holds when nothing is configured. */
    public static final PrivacySettings DEFAULT =
            new PrivacySettings(10_000, 10_000, 4_000_000, Duration.ofHours(1), PersonalDataScanner.DEFAULT_REGIONS);

    public PrivacySettings {
        if (sessions < 1
                || valuesPerSession < 0
                || valuesPerSession > 9_999_999
                || charactersPerSession < 0
                || idle.isNegative()
                || idle.isZero()) {
            throw new IllegalArgumentException(
                    "chancery.privacy: sessions and idle are positive, valuesPerSession is 0 to 9999999");
        }
        phoneRegions = List.copyOf(phoneRegions);
    }
}
