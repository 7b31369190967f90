package dev.chancery.eventstore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.LogKey;
import dev.chancery.eventstore.ledger.PostgresLedger;
import dev.chancery.eventstore.log.Appender;
import dev.chancery.eventstore.log.PostgresBalances;
import dev.chancery.eventstore.log.PostgresContentStore;
import dev.chancery.eventstore.log.PostgresEventLog;
import dev.chancery.eventstore.log.PostgresEventStorageEngine;
import dev.chancery.eventstore.postgres.Durability;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.EventCodec;
import java.sql.DriverManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** The record of a process: PostgreSQL, its schema, the appender, and the ports of the published language over them. */
public final class Store implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private static final String CONNECT_SECONDS = "2";

    /** An append is small: one that has no answer by now has none to wait for. */
    private static final String APPEND_SECONDS = "10";

    /** Rebuilding queries are long, but not longer than this. */
    private static final String QUERY_SECONDS = "300";

    /** What was opened, to be closed in the opposite order. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final DataSource dataSource;
    private final EventStorageEngine engine;
    private final PostgresEventLog log;
    private final Balances balances;
    private final ContentStore contents;
    private final Ledger ledger;

    private Store(StoreSettings settings) {
        try {
            Home home = opened(Home.open(settings.home()));
            Access access = settings.jdbcUrl() == null
                    ? Access.to(opened(EmbeddedPostgres.start(home)))
                    : new Access(settings.jdbcUrl(), settings.user(), settings.password());
            HikariDataSource pool = opened(pool(access));
            dataSource = pool;
            demandDurability();
            migrate();
            EventCodec codec = new EventCodec();
            log = opened(new PostgresEventLog(pool, codec));
            Properties appending = access.properties(APPEND_SECONDS);
            Appender appender = opened(new Appender(
                    () -> DriverManager.getConnection(access.url(), appending), settings.exclusive(), log::committed));
            engine = new PostgresEventStorageEngine(appender, log, codec);
            balances = new PostgresBalances(pool);
            contents = new PostgresContentStore(pool);
            ledger = opened(new PostgresLedger(pool, LogKey.of(home, settings.origin())));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the record, and makes it when there is none.
     *
     * @throws IllegalStateException when it must not be used; the message says why and what to do
     */
    public static Store open(StoreSettings settings) {
        return new Store(settings);
    }

    private record Access(
            String url, @Nullable String user, @Nullable String password) {

        static Access to(EmbeddedPostgres server) {
            return new Access(server.jdbcUrl(), server.user(), server.password());
        }

        Properties properties(String answerWithinSeconds) {
            Properties properties = new Properties();
            if (user != null) {
                properties.setProperty("user", user);
            }
            if (password != null) {
                properties.setProperty("password", password);
            }
            // The server's detail of an error can quote a row, and an exception's message goes to the log.
            properties.setProperty("logServerErrorDetail", "false");
            properties.setProperty("ApplicationName", "chancery");
            properties.setProperty("connectTimeout", CONNECT_SECONDS);
            properties.setProperty("socketTimeout", answerWithinSeconds);
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("prepareThreshold", "1");
            return properties;
        }
    }

    private static HikariDataSource pool(Access access) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("record");
        config.setJdbcUrl(access.url());
        config.setDataSourceProperties(access.properties(QUERY_SECONDS));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(1_000);
        return new HikariDataSource(config);
    }

    private void demandDurability() {
        Query.ask(dataSource, connection -> {
            Durability.demand(connection);
            return true;
        });
    }

    /** An operator's database may hold other tables, the views' for one; hence the baseline. */
    private void migrate() {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/eventstore")
                .table("flyway_eventstore")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    /** The database, for read models; nobody but the store writes the tables of the record. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** For Axon's event store. */
    public EventStorageEngine engine() {
        return engine;
    }

    /** The log, read. */
    public EventLog log() {
        return log;
    }

    /** What the budgets have spent, as of a position of the log. */
    public Balances balances() {
        return balances;
    }

    /** The contents, read. */
    public ContentStore contents() {
        return contents;
    }

    /** The tree over the log. */
    public Ledger ledger() {
        return ledger;
    }

    /** Closes everything, the database last. Followers are to be closed before. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                RuntimeException wrapped = new IllegalStateException("Cannot close the record in good order", e);
                if (failure == null) {
                    failure = wrapped;
                } else {
                    failure.addSuppressed(wrapped);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
