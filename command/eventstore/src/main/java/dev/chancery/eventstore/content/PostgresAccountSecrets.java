package dev.chancery.eventstore.content;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.eventstore.content.Tombstones.Kind;
import dev.chancery.eventstore.content.Tombstones.Tombstone;
import dev.chancery.eventstore.postgres.Query;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets of accounts, sealed with a key of each account that is kept where the keys of contents are: it is wrapped anew with a
 * new master key, backed up apart from the database, and destroyed when the account is forgotten, which makes every copy
 * of the row unreadable.
 *
 * <p>A code that was used up is remembered under its shared secret, so keeping what was read before does not bring it back.
 */
public final class PostgresAccountSecrets implements AccountSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresAccountSecrets.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final DataSource database;
    private final DataKeys keys;
    private final Tombstones tombstones;
    private final InstantSource clock;

    PostgresAccountSecrets(DataSource database, DataKeys keys, Tombstones tombstones, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.tombstones = tombstones;
        this.clock = clock;
    }

    /** What is sealed. */
    private record Kept(
            @Nullable String passwordHash,
            byte @Nullable [] secondFactor,
            @Nullable String displayName) {
        @Override
        public String toString() {
            return "Kept[hidden]";
        }
    }

    private static String owner(AccountId account) {
        return "account/" + account;
    }

    @Override
    public Optional<Secrets> find(AccountId account) {
        return Query.ask(database, connection -> find(connection, account, false));
    }

    private Optional<Secrets> find(Connection connection, AccountId account, boolean locked) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT key, sealed, recovery FROM account_secret WHERE account = ?" + (locked ? " FOR UPDATE" : ""))) {
            select.setString(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Optional<DataKey> key = keys.find(row.getObject(1, UUID.class));
                if (key.isEmpty()) {
                    LOG.atWarn()
                            .addKeyValue("account", account)
                            .log(
                                    "The key of this account's secrets is not among the keys of this home; it has none now");
                    return Optional.empty();
                }
                Kept kept = open(account, row.getBytes(2), key.get().aead());
                return Optional.of(new Secrets(
                        kept.passwordHash(), kept.secondFactor(), texts(row.getArray(3)), kept.displayName()));
            }
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    @Override
    public void keep(AccountId account, Secrets secrets) {
        DataKey key = key(account);
        byte[] sealed = seal(
                account, new Kept(secrets.passwordHash(), secrets.secondFactor(), secrets.displayName()), key.aead());
        Query.ask(database, connection -> {
            connection.setAutoCommit(false);
            try {
                boolean sameFactor = find(connection, account, true)
                        .map(Secrets::secondFactor)
                        .filter(before -> Arrays.equals(before, secrets.secondFactor()))
                        .isPresent();
                try (PreparedStatement upsert = connection.prepareStatement("""
                        INSERT INTO account_secret AS a (account, key, sealed, recovery) VALUES (?, ?, ?, ?)
                        ON CONFLICT (account) DO UPDATE SET key = excluded.key, sealed = excluded.sealed,
                        recovery = CASE WHEN ? THEN array(SELECT unnest(excluded.recovery) EXCEPT SELECT unnest(a.used))
                          ELSE excluded.recovery END,
                        step = CASE WHEN ? THEN a.step ELSE -1 END,
                        used = CASE WHEN ? THEN a.used ELSE '{}' END
                        """)) {
                    upsert.setString(1, account.value());
                    upsert.setObject(2, key.id());
                    upsert.setBytes(3, sealed);
                    upsert.setArray(
                            4,
                            connection.createArrayOf(
                                    "text", secrets.recoveryCodes().toArray()));
                    upsert.setBoolean(5, sameFactor);
                    upsert.setBoolean(6, sameFactor);
                    upsert.setBoolean(7, sameFactor);
                    upsert.executeUpdate();
                }
                connection.commit();
                return true;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    @Override
    public boolean useStep(AccountId account, long step) {
        return update("UPDATE account_secret SET step = ? WHERE account = ? AND step < ?", update -> {
            update.setLong(1, step);
            update.setString(2, account.value());
            update.setLong(3, step);
        });
    }

    @Override
    public boolean useRecoveryCode(AccountId account, String sha256) {
        return update(
                "UPDATE account_secret SET recovery = array_remove(recovery, ?), used = array_append(used, ?)"
                        + " WHERE account = ? AND ? = ANY (recovery)",
                update -> {
                    update.setString(1, sha256);
                    update.setString(2, sha256);
                    update.setString(3, account.value());
                    update.setString(4, sha256);
                });
    }

    /** First the key, which cannot be taken back, then the row. */
    @Override
    public void forget(AccountId account) {
        List<UUID> destroyed = keys.idsOf(owner(account));
        if (!destroyed.isEmpty()) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            tombstones.add(destroyed.stream()
                    .map(key -> new Tombstone(Kind.KEY, key.toString(), owner(account), now))
                    .toList());
            keys.destroy(destroyed);
        }
        update("DELETE FROM account_secret WHERE account = ?", delete -> delete.setString(1, account.value()));
    }

    /** Sets the parameters of a statement. */
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private boolean update(String sql, Parameters parameters) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private DataKey key(AccountId account) {
        try {
            return keys.of(owner(account));
        } catch (UncheckedIOException e) {
            throw new RecordUnavailable("A key cannot be kept, so nothing can be sealed: " + e.getMessage(), e);
        }
    }

    private static byte[] seal(AccountId account, Kept kept, AesGcm key) {
        try {
            return key.encrypt(JSON.writeValueAsBytes(kept), bound(account));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Secrets cannot be sealed", e);
        }
    }

    private static Kept open(AccountId account, byte[] sealed, AesGcm key) {
        try {
            return JSON.readValue(key.decrypt(sealed, bound(account)), Kept.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The secrets of the account '" + account + "' were changed, or are another's. Forget them and set a"
                            + " new password.",
                    e);
        }
    }

    private static byte[] bound(AccountId account) {
        return owner(account).getBytes(StandardCharsets.UTF_8);
    }
}
