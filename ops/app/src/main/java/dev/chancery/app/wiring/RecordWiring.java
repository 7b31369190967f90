package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The record: the embedded PostgreSQL, or one by {@code spring.datasource.url}. */
@Configuration(proxyBeanMethods = false)
class RecordWiring {

    @Bean
    Store store(ChancerySettings settings, Environment environment) {
        return Store.open(new StoreSettings(
                settings.home(),
                environment.getProperty("spring.datasource.url"),
                environment.getProperty("spring.datasource.username"),
                environment.getProperty("spring.datasource.password"),
                settings.origin(),
                true));
    }

    @Bean
    EventLog eventLog(Store store) {
        return store.log();
    }

    @Bean
    ContentStore contentStore(Store store) {
        return store.contents();
    }

    @Bean
    Ledger ledger(Store store) {
        return store.ledger();
    }
}
