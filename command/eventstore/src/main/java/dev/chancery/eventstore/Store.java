package dev.chancery.eventstore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chancery.contracts.CannotStart;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Positions;
import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.Witness;
import dev.chancery.eventstore.content.Contents;
import dev.chancery.eventstore.content.MasterKeySettings;
import dev.chancery.eventstore.content.PostgresContents;
import dev.chancery.eventstore.content.Sealing;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KeyRing;
import dev.chancery.eventstore.ledger.KnownHead;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.PostgresLedger;
import dev.chancery.eventstore.ledger.PostgresWitness;
import dev.chancery.eventstore.ledger.TreeAudit;
import dev.chancery.eventstore.ledger.WitnessSettings;
import dev.chancery.eventstore.log.Admission;
import dev.chancery.eventstore.log.Appender;
import dev.chancery.eventstore.log.PostgresBalances;
import dev.chancery.eventstore.log.PostgresEventLog;
import dev.chancery.eventstore.log.PostgresEventStorageEngine;
import dev.chancery.eventstore.log.PostgresNodes;
import dev.chancery.eventstore.log.PostgresPositions;
import dev.chancery.eventstore.postgres.Durability;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.eventstore.postgres.Schema;
import dev.chancery.record.EventCodec;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;

/** The record of a process: PostgreSQL, its schema, the appender, and the ports of the published language over them. */
public final class Store implements AutoCloseable {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final int CONNECTIONS = 16;
    private static final int SECRET_BYTES = 32;
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
    private final PostgresContents contents;
    private final ProtectedAttributes attributes;
    private final AccountSecrets accountSecrets;
    private final Sealing sealing;
    private final Balances balances;
    private final PostgresLedger ledger;
    private final TreeAudit audit;
    private final Nodes nodes;
    private final byte[] capsuleSecret;
    private final byte[] searchSecret;
    private final @Nullable Witness witness;

    private Store(
            StoreSettings settings,
            LedgerSettings ledgerSettings,
            WitnessSettings witnessSettings,
            MasterKeySettings masterKey) {
        boolean several = settings.several();
        if (several && settings.jdbcUrl() == null) {
            throw new CannotStart("Several nodes need a PostgreSQL that each of them can reach: set"
                    + " spring.datasource.url, or leave chancery.several-nodes out");
        }
        try {
            Home home = opened(Home.open(settings.home(), several));
            Closeable starting = several ? opened(home.starting()) : () -> {};
            capsuleSecret = home.secret("capsules", Store::fresh);
            searchSecret = home.secret("search", Store::fresh);
            KnownHead known = KnownHead.of(home.resolve(""));
            known.demandKey();
            Access access = settings.jdbcUrl() == null
                    ? Access.to(opened(EmbeddedPostgres.start(home)))
                    : new Access(settings.jdbcUrl(), settings.user(), settings.password());
            HikariDataSource pool = opened(pool(access));
            dataSource = pool;
            demandDurability();
            Schema.migrate(pool);
            EventCodec codec = new EventCodec();
            log = opened(new PostgresEventLog(pool, codec));
            Contents sealed = Contents.open(home, pool, log, log::beginning, masterKey, CLOCK, several);
            contents = sealed.store();
            attributes = sealed.attributes();
            accountSecrets = sealed.accounts();
            sealing = sealed.sealing();
            Properties appending = access.properties(APPEND_SECONDS);
            Admission admission = several ? Admission.amongOthers() : Admission.ALONE;
            Appender appender =
                    opened(new Appender(() -> DriverManager.getConnection(access.url(), appending), admission, log));
            nodes = several ? new PostgresNodes(pool, log, appender, admission) : Nodes.ALONE;
            nodes.listen(this::recorded);
            engine = new PostgresEventStorageEngine(appender, log, codec, sealing, admission);
            balances = new PostgresBalances(pool);
            audit = opened(new TreeAudit(pool, log, CLOCK));
            if (ledgerSettings.auditAtStart()) {
                demandEqual(audit.audit(false));
            }
            KeyRing keys = KeyRing.of(home, settings.origin());
            ledger = opened(new PostgresLedger(pool, log, keys, known, ledgerSettings, CLOCK, nodes, appender::stop));
            witness = witnessSettings.logs().isEmpty()
                    ? null
                    : new PostgresWitness(pool, home, witnessSettings, keys.origin(), CLOCK);
            starting.close();
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens the record, and makes it when there is none.
     *
     * @throws IllegalStateException when it must not be used; the message says why and what to do
     */
    public static Store open(StoreSettings settings) {
        return open(settings, LedgerSettings.alone(), WitnessSettings.none());
    }

    /** The same with others who vouch for the log, and logs that it vouches for. */
    public static Store open(StoreSettings settings, LedgerSettings ledger, WitnessSettings witness) {
        return open(settings, ledger, witness, MasterKeySettings.IN_HOME);
    }

    /** The same with a master key that may be elsewhere. */
    public static Store open(
            StoreSettings settings, LedgerSettings ledger, WitnessSettings witness, MasterKeySettings masterKey) {
        return new Store(settings, ledger, witness, masterKey);
    }

    private void recorded(List<Recorded> events, boolean elsewhere) {
        if (elsewhere && events.stream().anyMatch(recorded -> recorded.event() instanceof ErasureEvent)) {
            contents.erasedElsewhere();
        }
    }

    private static void demandEqual(LogAudit.Status audit) {
        if (audit.state() != LogAudit.State.EQUAL) {
            throw new CannotStart("The record contradicts itself: " + String.join("; ", audit.findings())
                    + ". Chancery does not start on it; keep the database as it is and investigate");
        }
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

        @Override
        public String toString() {
            return "Access[hidden]";
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

    private static byte[] fresh() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
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

    /** How far readers have come that do something outside of the record. */
    public Positions positions() {
        return new PostgresPositions(dataSource);
    }

    /** The contents, to be read and erased. */
    public PostgresContents contents() {
        return contents;
    }

    /** Protected attributes, kept apart from the record. */
    public ProtectedAttributes attributes() {
        return attributes;
    }

    /** What proves local accounts. */
    public AccountSecrets accountSecrets() {
        return accountSecrets;
    }

    /** Seals contents, for an appender. */
    Sealing sealing() {
        return sealing;
    }

    /** The tree over the log. */
    public PostgresLedger ledger() {
        return ledger;
    }

    /** Computes the tree again. */
    public LogAudit audit() {
        return audit;
    }

    /** The processes that append to this record. */
    public Nodes nodes() {
        return nodes;
    }

    /** The secret of the home that keys of capsules are derived from. It is made at the first start, and all nodes of a home have the same. */
    public byte[] capsuleSecret() {
        return capsuleSecret.clone();
    }

    /** The secret of the home that words of contents are keyed by in the search index; made and had as the other. */
    public byte[] searchSecret() {
        return searchSecret.clone();
    }

    /** Witnesses other logs, when there are any to witness. */
    public Optional<Witness> witness() {
        return Optional.ofNullable(witness);
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
