package dev.chancery.app.wiring;

import dev.chancery.app.search.SearchSettings;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.eventstore.Store;
import dev.chancery.handling.erasure.Holds;
import dev.chancery.search.Indexing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The search index. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SearchSettings.class)
class SearchWiring {

    /** Where there is to be none, none is left. */
    record NoSearch() {}

    /** Closed before the store. */
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(name = "chancery.search.enabled", matchIfMissing = true)
    Indexing indexing(Store store, EventLog log, Nodes nodes, Holds holds, SearchSettings settings) {
        if (settings.store().url() != null) {
            Indexing.remove(store.dataSource());
        }
        Indexing indexing = Indexing.of(
                settings.store(),
                store.dataSource(),
                log,
                store.contents(),
                store.contents()::tasksOf,
                holds::settle,
                store.searchSecret());
        if (nodes.leads()) {
            indexing.start();
        }
        return indexing;
    }

    @Bean
    @ConditionalOnProperty(name = "chancery.search.enabled", havingValue = "false")
    NoSearch noSearch(Store store) {
        Indexing.remove(store.dataSource());
        return new NoSearch();
    }

    @Bean
    @ConditionalOnProperty(name = "chancery.search.enabled", matchIfMissing = true)
    MeterBinder searchMetrics(Indexing indexing) {
        return registry -> Gauge.builder("chancery.search.lag", indexing, Indexing::lag)
                .description("Events that the search index has not taken yet")
                .register(registry);
    }
}
