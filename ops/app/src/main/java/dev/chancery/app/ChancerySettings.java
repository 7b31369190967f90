package dev.chancery.app;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Chancery lives.
 *
 * @param home directory of the database, keys, policy and packs
 * @param origin name of the log in its checkpoints; null for one that is made at the first start
 * @param cachedAggregates most aggregates that are kept in memory
 * @param severalNodes whether other processes with the same home append to the same record; all must be set to
 * @param rebuildViews whether to build all views from the first event again, beside those that answer, once this start is done
 * @param lookAtReviews how often to look whether what people decided about outputs calls for a draft of the policy
 */
@ConfigurationProperties("chancery")
public record ChancerySettings(
        @DefaultValue("./.chancery") Path home,
        @Nullable String origin,
        @DefaultValue("20000") int cachedAggregates,
        boolean severalNodes,
        boolean rebuildViews,
        @DefaultValue("1h") Duration lookAtReviews) {

    public ChancerySettings {
        home = home.toAbsolutePath().normalize();
        if (cachedAggregates < 1) {
            throw new IllegalArgumentException("chancery.cached-aggregates must be at least 1");
        }
    }

    /** Where the policy bundle is. */
    public Path policy() {
        return home.resolve("policy");
    }
}
