package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Positions;
import dev.chancery.contracts.log.Witness;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.content.MasterKeySettings;
import dev.chancery.eventstore.content.PostgresContents;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.PostgresLedger;
import dev.chancery.eventstore.ledger.WitnessSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The record: the embedded PostgreSQL, or one by {@code spring.datasource.url}. */
@Configuration(proxyBeanMethods = false)
class RecordWiring {

    @Bean
    Store store(ChancerySettings settings, Environment environment) {
        Binder binder = Binder.get(environment);
        return Store.open(
                new StoreSettings(
                        settings.home(),
                        environment.getProperty("spring.datasource.url"),
                        environment.getProperty("spring.datasource.username"),
                        environment.getProperty("spring.datasource.password"),
                        settings.origin(),
                        settings.severalNodes()),
                binder.bindOrCreate("chancery.ledger", LedgerSettings.class),
                binder.bindOrCreate("chancery.witness", WitnessSettings.class),
                binder.bind("chancery.master-key", MasterKeySettings.class).orElse(MasterKeySettings.IN_HOME));
    }

    @Bean
    EventLog eventLog(Store store) {
        return store.log();
    }

    /** Closed by the store. */
    @Bean(destroyMethod = "")
    Nodes nodes(Store store) {
        return store.nodes();
    }

    @Bean
    Positions positions(Store store) {
        return store.positions();
    }

    @Bean
    PostgresContents contents(Store store) {
        return store.contents();
    }

    /** Closed by the store, like the beans below. */
    @Bean(destroyMethod = "")
    PostgresLedger ledger(Store store) {
        return store.ledger();
    }

    @Bean(destroyMethod = "")
    LogAudit logAudit(Store store) {
        return store.audit();
    }

    @Bean
    @Nullable
    Witness witness(Store store) {
        return store.witness().orElse(null);
    }

    @Bean
    LedgerMetrics ledgerMetrics(Store store, EventLog log) {
        return new LedgerMetrics(store.ledger(), log);
    }
}
