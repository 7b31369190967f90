package dev.chancery.app.search;

import dev.chancery.search.ElasticsearchSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The search index.
 *
 * @param enabled whether there is one
 * @param elasticsearch where it is kept; in PostgreSQL when nothing is said
 */
@ConfigurationProperties("chancery.search")
public record SearchSettings(
        @DefaultValue("true") boolean enabled, @Nullable ElasticsearchSettings elasticsearch) {

    /** The same without null. */
    public ElasticsearchSettings store() {
        return elasticsearch == null ? new ElasticsearchSettings(null, null, null) : elasticsearch;
    }
}
