package dev.chancery.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.eventstore.content.MasterKeySettings;
import dev.chancery.eventstore.ledger.LedgerSettings;
import dev.chancery.eventstore.ledger.WitnessSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountSecretsTest {

    private static final byte[] FACTOR = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final String CODE = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);
    private static final Path HOME = SharedStore.newHome();

    private static Store store;
    private static AccountSecrets secrets;

    @BeforeAll
    static void open() {
        store = Store.open(StoreSettings.embedded(HOME));
        secrets = store.accountSecrets();
    }

    @AfterAll
    static void close() {
        store.close();
        SharedStore.delete(HOME);
    }

    private static Secrets of(byte @Nullable [] factor, String... codes) {
        return new Secrets("{argon2}$argon2id$made-up", factor, List.of(codes), "Ada Lovelace");
    }

    private static AccountId account(String name) {
        return new AccountId(name);
    }

    @Test
    void givesBackWhatItKeepsAndKeepsItSealed() throws SQLException {
        // given
        AccountId ada = account("ada");
        assertThat(secrets.find(ada)).isEmpty();
        // when
        secrets.keep(ada, of(FACTOR, CODE, OTHER));
        // then
        Secrets found = secrets.find(ada).orElseThrow();
        assertThat(found.passwordHash()).isEqualTo("{argon2}$argon2id$made-up");
        assertThat(found.secondFactor()).isEqualTo(FACTOR);
        assertThat(found.recoveryCodes()).containsExactlyInAnyOrder(CODE, OTHER);
        assertThat(found.displayName()).isEqualTo("Ada Lovelace");
        assertThat(new String(sealed("ada"), StandardCharsets.ISO_8859_1))
                .doesNotContain("argon2", "Lovelace", "12345678901234567890");
    }

    @Test
    void keepsThoseThatHaveNoPasswordToo() {
        // given
        AccountId named = account("named");
        // when
        secrets.keep(named, new Secrets(null, null, List.of(), "Grace"));
        // then
        assertThat(secrets.find(named)).hasValueSatisfying(found -> {
            assertThat(found.passwordHash()).isNull();
            assertThat(found.secondFactor()).isNull();
            assertThat(found.displayName()).isEqualTo("Grace");
        });
    }

    @Test
    void takesNoStepTwiceAndNoEarlierOne() {
        // given
        AccountId bob = account("bob");
        secrets.keep(bob, of(FACTOR));
        // when and then
        assertThat(secrets.useStep(bob, 59_000_000)).isTrue();
        assertThat(secrets.useStep(bob, 59_000_000)).isFalse();
        assertThat(secrets.useStep(bob, 58_999_999)).isFalse();
        assertThat(secrets.useStep(bob, 59_000_001)).isTrue();
        assertThat(secrets.useStep(account("nobody"), 1)).isFalse();
    }

    @Test
    void letsOneOfManyUseACode() throws Exception {
        // given
        AccountId carol = account("carol");
        secrets.keep(carol, of(FACTOR, CODE));
        // when
        long steps = won(() -> secrets.useStep(carol, 7));
        long codes = won(() -> secrets.useRecoveryCode(carol, CODE));
        // then
        assertThat(steps).isEqualTo(1);
        assertThat(codes).isEqualTo(1);
        assertThat(secrets.find(carol).orElseThrow().recoveryCodes()).isEmpty();
    }

    private static long won(Callable<Boolean> attempt) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> attempts =
                    IntStream.range(0, 40).mapToObj(i -> attempt).toList();
            long won = 0;
            for (Future<Boolean> one : threads.invokeAll(attempts)) {
                won += one.get() ? 1 : 0;
            }
            return won;
        }
    }

    @Test
    void bringsNoUsedCodeBackWhenWhatWasReadBeforeIsKept() {
        // given somebody who read the secrets to change the password, while a code was used
        AccountId dan = account("dan");
        secrets.keep(dan, of(FACTOR, CODE, OTHER));
        Secrets read = secrets.find(dan).orElseThrow();
        secrets.useRecoveryCode(dan, CODE);
        secrets.useStep(dan, 10);
        // when
        secrets.keep(dan, read);
        // then
        assertThat(secrets.find(dan).orElseThrow().recoveryCodes()).containsExactly(OTHER);
        assertThat(secrets.useRecoveryCode(dan, CODE)).isFalse();
        assertThat(secrets.useStep(dan, 10)).isFalse();
    }

    @Test
    void beginsAnewWithAnotherSharedSecret() {
        // given
        AccountId eve = account("eve");
        secrets.keep(eve, of(FACTOR, CODE));
        secrets.useStep(eve, 10);
        secrets.useRecoveryCode(eve, CODE);
        // when
        secrets.keep(eve, of("another secret of 20".getBytes(StandardCharsets.US_ASCII), OTHER));
        // then
        assertThat(secrets.useStep(eve, 10)).isTrue();
        assertThat(secrets.find(eve).orElseThrow().recoveryCodes()).containsExactly(OTHER);
    }

    @Test
    void noticesARowThatWasPutInAnothersPlace() throws SQLException {
        // given
        secrets.keep(account("mallory"), of(FACTOR));
        secrets.keep(account("victim"), of(FACTOR));
        // when
        execute("UPDATE account_secret v SET sealed = m.sealed, key = m.key FROM account_secret m"
                + " WHERE v.account = 'victim' AND m.account = 'mallory'");
        // then
        assertThatThrownBy(() -> secrets.find(account("victim")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("were changed, or are another's");
    }

    @Test
    void forgetsSoThatNoOlderCopyOfTheDatabaseTellsIt() throws SQLException {
        // given a copy of the row, as a backup has it
        AccountId gone = account("gone");
        secrets.keep(gone, of(FACTOR, CODE));
        execute("CREATE TABLE copy AS SELECT * FROM account_secret WHERE account = 'gone'");
        // when
        secrets.forget(gone);
        secrets.forget(gone);
        // then
        assertThat(secrets.find(gone)).isEmpty();
        execute("INSERT INTO account_secret SELECT * FROM copy");
        assertThat(secrets.find(gone)).isEmpty();
        // and an account that is opened again has a key of its own
        secrets.keep(gone, of(FACTOR, OTHER));
        assertThat(secrets.find(gone).orElseThrow().recoveryCodes()).containsExactly(OTHER);
    }

    @Test
    void readsThemUnderANewMasterKey() throws IOException {
        // given
        Path home = SharedStore.newHome();
        try (Store first = Store.open(StoreSettings.embedded(home))) {
            first.accountSecrets().keep(account("ada"), of(FACTOR, CODE));
        }
        byte[] before = Files.readAllBytes(home.resolve("secrets/master-key"));
        // when
        try (Store rotated = Store.open(
                StoreSettings.embedded(home),
                LedgerSettings.alone(),
                WitnessSettings.none(),
                new MasterKeySettings(null, null, true))) {
            // then
            assertThat(Files.readAllBytes(home.resolve("secrets/master-key"))).isNotEqualTo(before);
            assertThat(rotated.accountSecrets()
                            .find(account("ada"))
                            .orElseThrow()
                            .secondFactor())
                    .isEqualTo(FACTOR);
        } finally {
            SharedStore.delete(home);
        }
    }

    @Test
    void showsNothingOfThemAsText() {
        assertThat(of(FACTOR, CODE).toString()).doesNotContain("argon2", "Ada", CODE);
    }

    private static byte[] sealed(String account) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sealed FROM account_secret WHERE account = '" + account + "'")) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
